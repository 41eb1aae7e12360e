// What a reader has in front of them: what they look for, what they asked in which row, and which row is open. Invariant:
// the engine is asked only about rows that were opened or typed into; what a link names and an era does not have is told.
import { sentence } from '../base/format.ts';
import { textOf } from '../base/problem.ts';
import { type Asked, asked, shownOf } from './asked.ts';
import { type Atlas, type Era, type Listed, PLAIN_DTYPE, type Typed } from './data.ts';
import { type Asking, DEFAULTS, type State } from './link.ts';
import {
  counted,
  type Entry,
  found,
  fullName,
  indexed,
  packagesOf,
  suggested,
  type Wanted,
} from './search.ts';

type Looking = Omit<State, 'open'>;
export type Change = Partial<Pick<Asked, 'shapes' | 'dtype'>>;

export class Desk {
  /** What was wrong with the link; stands until something else is looked for. */
  complaints: readonly string[] = [];
  /** Why no call that the search finds takes the shapes behind its words. */
  refusal: string | null = null;
  readonly atlas: Atlas;
  #looking: Looking = DEFAULTS;
  #openKey: string | null = null;
  #entries = new Map<Era, readonly Entry[]>();
  #asked = new Map<string, Asked>();
  /** The rows that were asked because the search ends in shapes. */
  #searched = new Map<string, Asked>();
  /** All rows, without those that the search finds and whose call can't take its shapes. */
  #fitting: readonly Entry[] = [];

  constructor(atlas: Atlas) {
    this.atlas = atlas;
    this.#fitting = this.entries;
  }

  /** All of it, as a link carries it. */
  get state(): State {
    return { ...this.#looking, open: this.#open() };
  }

  get era(): Era {
    return this.#looking.era;
  }

  get openKey(): string | null {
    return this.#openKey;
  }

  get entries(): readonly Entry[] {
    const known = this.#entries.get(this.era) ?? indexed(this.atlas.rows(this.era));
    this.#entries.set(this.era, known);
    return known;
  }

  askedIn({ key }: Entry): Asked | undefined {
    return this.#asked.get(key);
  }

  found(): Entry[] {
    return found(this.#fitting, this.#looking, this.read);
  }

  counts() {
    return counted(this.#fitting, this.#looking, this.read);
  }

  /** How many rows the search alone would leave. */
  unfiltered(): number {
    return found(this.#fitting, { ...this.#looking, verdict: null, package: null }, this.read).length;
  }

  /** What the engine makes of the search. */
  get read(): Typed {
    return this.atlas.read(this.#looking.q);
  }

  /** Names of this era near what was typed, if that is none. */
  near(): string[] {
    const [longest = ''] = this.read.rest.split(/\s+/).sort((a, b) => b.length - a.length);
    if (longest === '') return [];
    try {
      this.atlas.ask(longest, '', PLAIN_DTYPE, this.era);
      return [];
    } catch (thrown) {
      return suggested(textOf(thrown)).filter((name) =>
        this.entries.some(({ row }) => row.function === name),
      );
    }
  }

  /** Takes a state, as far as its era has what it names. */
  adopt({ open, ...looking }: State, complaints: readonly string[]): void {
    const otherEra = looking.era !== this.era;
    this.#looking = looking;
    this.complaints = complaints;
    this.#openKey = null;
    if (otherEra) this.#askAgain();
    if (looking.package !== null && !packagesOf(this.entries).includes(looking.package)) {
      this.#complain(`There is no package “${looking.package.slice(0, 40)}” here; all packages are shown.`);
      this.#looking = { ...looking, package: null };
    }
    this.#search();
    if (open === null) return;
    const entry = this.#entryOf(open);
    if (entry === null) return;
    const { shapes, dtype } = open;
    this.#openKey = entry.key;
    this.ask(entry, { shapes: shapes ?? entry.row.shapes, dtype: dtype ?? entry.row.dtype });
  }

  look(change: Partial<Wanted>): void {
    this.#looking = { ...this.#looking, ...change };
    this.complaints = [];
    this.#search();
  }

  /** Shapes behind the words are asked of every row found; where no call takes them, the nearest one's complaint stands. */
  #search(): void {
    for (const [key, before] of this.#searched) if (this.#asked.get(key) === before) this.#asked.delete(key);
    this.#searched.clear();
    this.#fitting = this.entries;
    this.refusal = null;
    const { shapes } = this.read;
    if (shapes === '') return;
    const rows = found(this.entries, { ...this.#looking, verdict: null, package: null }, this.read);
    const answers = new Map(
      rows.map(({ key, row }) => [key, asked(this.atlas.ask, row, { shapes, dtype: row.dtype }, this.era)]),
    );
    const [first] = answers.values();
    if ([...answers.values()].every(({ message }) => message !== null)) {
      this.refusal = first?.message ?? null;
      return;
    }
    this.#fitting = this.entries.flatMap((entry) => {
      const answer = answers.get(entry.key);
      if (answer === undefined) return [entry];
      if (answer.message !== null) return [];
      if (entry.key !== this.#openKey) {
        this.#searched.set(entry.key, answer);
        this.#asked.set(entry.key, answer);
      }
      // The filters go by what the row then says.
      return [{ ...entry, row: { ...entry.row, verdict: answer.answer?.verdict ?? entry.row.verdict } }];
    });
  }

  travel(era: Era): void {
    this.adopt({ ...this.state, era }, []);
  }

  ask(entry: Entry, question: Change): void {
    const before = this.#asked.get(entry.key);
    this.#asked.set(entry.key, asked(this.atlas.ask, entry.row, question, this.era, before));
  }

  toggle(entry: Entry): void {
    this.#openKey = this.#openKey === entry.key ? null : entry.key;
    if (this.#openKey !== null && !this.#asked.has(entry.key)) this.ask(entry, {});
  }

  #open(): Asking | null {
    const entry = this.entries.find(({ key }) => key === this.#openKey);
    if (entry === undefined) return null;
    const { row } = entry;
    const { shapes, dtype } = shownOf(row, this.#asked.get(entry.key));
    const plain = dtype === row.dtype && this.#first(row) === entry;
    return { call: row.call, shapes: shapes === row.shapes ? null : shapes, dtype: plain ? null : dtype };
  }

  #first({ call }: Pick<Listed, 'call'>): Entry | undefined {
    return this.entries.find(({ row }) => row.call === call);
  }

  /** The row of a call, or of what a name is read as; where there is none, the engine's words. */
  #entryOf({ call, dtype, shapes }: Asking): Entry | null {
    const name = fullName(call);
    const { functions } = this.atlas.read(call);
    const takes = ({ row }: Entry) =>
      shapes === null || asked(this.atlas.ask, row, { shapes, dtype: row.dtype }, this.era).message === null;
    const of = (wanted: (row: Listed) => boolean) => {
      const rows = this.entries.filter(({ row }) => wanted(row));
      return (
        rows.find(({ row }) => row.dtype === dtype) ??
        (rows.length > 1 ? rows.find(takes) : undefined) ??
        rows[0]
      );
    };
    const entry =
      of((row) => row.call === name) ??
      of((row) => row.function === name) ??
      of((row) => row.function === functions[0]);
    if (entry !== undefined) return entry;
    try {
      this.atlas.ask(call, '', PLAIN_DTYPE, this.era);
      this.#complain(`“${call.slice(0, 80)}” has no row here.`);
    } catch (thrown) {
      this.#complain(sentence(textOf(thrown)));
    }
    return null;
  }

  #complain(message: string): void {
    this.complaints = [...this.complaints, message];
  }

  /** In another era the same questions have other answers. */
  #askAgain(): void {
    const before = this.#asked;
    this.#asked = new Map();
    for (const entry of this.entries) {
      const question = before.get(entry.key);
      if (question !== undefined) this.ask(entry, { shapes: question.shapes, dtype: question.dtype });
    }
  }
}
