// What is open, what is being opened and what is looked at, without its looks. Invariant: what fails changes nothing of what is
// shown; every failure becomes a Problem.
import { fetched, type Problem, problemOf } from '../base/problem.ts';
import type { Stretch } from '../run/stretch.ts';
import type { Track } from '../run/track.ts';
import type { CallRow, FormatName, ReadingWords, RecordingHead } from '../wasm/core.ts';
import { Reader } from './reader.ts';
import { filtered, type Recorded, recordedOf } from './recorded.ts';

type Format = ReadingWords['formats'][number];
type Wait = RecordingHead['waits'][number];

/** Around what is looked at so much more is shown, in its own length. */
const AROUND = 1.5;

export class Desk {
  /** What goes on while a file is being opened; empty otherwise. */
  arriving = '';
  /** Its name. */
  name = '';
  problem: Problem | null = null;
  recorded: Recorded | null = null;
  /** The calls that alone are seen. */
  only: CallRow | null = null;
  stretch: Stretch | null = null;
  wanted: Stretch | null = null;
  said = '';
  #tracks: readonly Track[] = [];
  readonly #reader = new Reader();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What the timelines show. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }

  async open(file: File, part: Stretch | null = null): Promise<void> {
    this.problem = null;
    this.said = '';
    this.#arrive(`Opening ${file.name}`);
    try {
      const opened = await this.#reader.open(file, part, (words) => this.#arrive(words));
      this.name = file.name;
      this.recorded = recordedOf(opened);
      this.stretch = this.wanted = null;
      this.see(null);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'aborted') this.problem = problem;
    }
    this.#arrive('');
  }

  #arrive(words: string): void {
    this.arriving = words;
    this.#changed();
  }

  cancel(): void {
    this.#reader.cancel();
  }

  /** Shows these calls alone, or everything again. */
  see(only: CallRow | null): void {
    this.only = only;
    this.#tracks = this.recorded === null ? [] : [filtered(this.recorded.track, only?.numbers ?? null)];
    this.#changed();
  }

  select(stretch: Stretch | null): void {
    this.stretch = stretch;
    this.#changed();
  }

  /** Leads to the first span of these calls behind the window that was led to last, or to the very first. */
  next({ numbers }: CallRow): void {
    const { track } = this.recorded ?? {};
    if (track === undefined) return;
    const wanted = new Set(numbers);
    const starts = track.lanes.flatMap((lane) =>
      Array.from({ length: lane.count }, (_, i) => i)
        .filter((i) => wanted.has(lane.op[i] as number))
        .map((i): Stretch => [lane.startUs[i] as number, lane.endUs[i] as number]),
    );
    starts.sort(([a], [b]) => a - b);
    const found = starts.find(([fromUs]) => fromUs > (this.stretch?.[0] ?? -1)) ?? starts[0];
    if (found !== undefined) this.#lead(found);
  }

  toWait({ start_us, end_us }: Wait): void {
    this.#lead([start_us, end_us]);
  }

  #lead([fromUs, toUs]: Stretch): void {
    const aroundUs = Math.max(toUs - fromUs, 1) * AROUND;
    this.stretch = [fromUs, toUs];
    this.wanted = [Math.max(0, fromUs - aroundUs), toUs + aroundUs];
    this.#changed();
  }

  async save({ name: format, label, ending, mime }: Format): Promise<void> {
    this.problem = null;
    this.said = `Writing the ${label} …`;
    this.#changed();
    try {
      const written = this.#reader.save(format as FormatName);
      const [text, { save }] = await Promise.all([written, fetched(() => import('../files/save.ts'))]);
      const name = this.name.replace(/\.gil$/, '') + ending;
      save(text, name, mime);
      this.said = `Saved as ${name}.`;
    } catch (thrown) {
      this.said = '';
      this.problem = problemOf(thrown);
    }
    this.#changed();
  }
}
