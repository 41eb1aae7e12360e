// <gil-atlas>: the page of the atlas. Invariant: the address follows what is on the desk and the desk follows the address;
// a failure becomes a notice, never a blank page.
import '../ui/page.css';
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { copied } from '../base/here.ts';
import { type Problem, problemOf } from '../base/problem.ts';
import { appStyles } from '../ui/page.styles.ts';
import { loading, notice } from '../ui/parts.ts';
import { fields, shared } from '../ui/styles.ts';
import { inWords } from '../wasm/load.ts';
import { answerStyles } from './answer.styles.ts';
import { answerOf } from './answer.ts';
import { shownOf, toldOf } from './asked.ts';
import { type Change, Desk } from './desk.ts';
import { headStyles } from './head.styles.ts';
import { asksForSearch, moved, steady } from './keys.ts';
import { DEFAULTS, readLink, type State, writeLink } from './link.ts';
import { openAtlas } from './open.ts';
import { Plays } from './play.ts';
import { rowStyles } from './row.styles.ts';
import { heads, rowOf } from './row.ts';
import type { Entry } from './search.ts';
import { thumbsOf } from './thumbs.ts';
import { toolbarStyles } from './toolbar.styles.ts';
import { eraSwitch, nothingFound, toolbar } from './toolbar.ts';
import { complaintsOf, foot, head, questionsOf, readOf } from './views.ts';

/** The address and the status line follow once typing pauses: browsers let a page change its address only so often. */
const PAUSE_MS = 250;

export class AtlasPage extends LitElement {
  static override properties = {
    stage: { reflect: true, attribute: 'data-stage' },
    problem: { state: true },
    told: { state: true },
    copied: { state: true },
    arrived: { state: true },
  };
  static override styles = [shared, fields, appStyles, headStyles, toolbarStyles, rowStyles, answerStyles];

  declare stage: 'opening' | 'ready' | 'failed';
  declare problem: Problem | null;
  declare told: string;
  /** The text that was copied last. */
  declare copied: string;
  /** How much of the atlas has come, while that takes long. */
  declare arrived: string;
  #desk: Desk | null = null;
  #plays = new Plays(() => this.requestUpdate());
  #writing: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.stage = 'opening';
    this.problem = null;
    this.told = 'Loading the atlas.';
    this.copied = '';
    this.arrived = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readAddress);
    document.addEventListener('keydown', this.#slash);
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readAddress);
    document.removeEventListener('keydown', this.#slash);
  }

  #open = async (): Promise<void> => {
    this.stage = 'opening';
    this.problem = null;
    try {
      const arriving = inWords((words) => {
        this.arrived = words;
      });
      this.#desk = new Desk(await openAtlas(arriving));
      this.stage = 'ready';
      this.#readAddress();
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.stage = 'failed';
    } finally {
      this.arrived = '';
    }
  };

  #readAddress = async (): Promise<void> => {
    if (this.#desk === null) return;
    clearTimeout(this.#writing);
    const { state, complaints } = readLink(location.hash);
    this.#desk.adopt(state, complaints);
    this.#changed();
    await this.updateComplete;
    const { openKey } = this.#desk;
    if (openKey !== null) this.#show('.row.open', 'button.call');
    else if (state.q !== '') this.#show('.results', '#q');
  };

  #show(place: string, focus: string): void {
    const found = this.renderRoot.querySelector(place);
    found?.scrollIntoView();
    found?.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
  }

  /** A link to where the address is already changes nothing, yet leads there. */
  #follow = (event: Event): void => {
    const link = (event.target as Element).closest('a');
    if (link?.hash && link.hash === location.hash) void this.#readAddress();
  };

  #set = (change: Partial<State>): void => {
    const { era, open: _, ...wanted } = change;
    if (era === undefined) this.#desk?.look(wanted);
    else this.#desk?.travel(era);
    this.#changed();
    if (era === undefined) void this.updateComplete.then(this.#toFirst);
    this.#write();
  };

  /** The best hit must not be hidden behind the search that found it. */
  #toFirst = (): void => {
    const results = this.renderRoot.querySelector('.results');
    if (results && results.getBoundingClientRect().top < 0) results.scrollIntoView({ behavior: 'instant' });
  };

  #clear = (q = ''): void => {
    const { verdict, package: within } = DEFAULTS;
    this.#set({ q, verdict, package: within });
    this.#show('.toolbar', '#q');
  };

  #ask(entry: Entry, question: Change): void {
    this.#desk?.ask(entry, question);
    this.#changed(toldOf(entry.row, shownOf(entry.row, this.#desk?.askedIn(entry))));
    this.#write();
  }

  #toggle(entry: Entry): void {
    const settle = steady(this.renderRoot, entry.key);
    this.#desk?.toggle(entry);
    this.requestUpdate();
    void this.updateComplete.then(settle);
    this.#write();
  }

  #openCall(call: string): void {
    location.hash = writeLink({
      ...DEFAULTS,
      era: this.#desk?.era ?? DEFAULTS.era,
      open: { call, shapes: null, dtype: null },
    });
  }

  #write(): void {
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => {
      if (this.#desk !== null) history.replaceState(null, '', writeLink(this.#desk.state));
    }, PAUSE_MS);
  }

  /** Shows the desk as it is now; the status line then says `told`, or else how many calls there are. */
  #changed(told = this.#hits()): void {
    this.requestUpdate();
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      this.told = told;
    }, PAUSE_MS);
  }

  #hits(): string {
    const [count, all] = [this.#desk?.found().length ?? 0, this.#desk?.entries.length ?? 0];
    return count === all ? `${count} rows` : `${count} of ${all} rows`;
  }

  #copy = async (text: string): Promise<void> => {
    const done = await copied(text);
    if (done) this.copied = text;
    this.told = done ? 'Copied.' : 'The browser doesn’t allow this page to copy.';
  };

  #slash = (event: KeyboardEvent): void => {
    if (!asksForSearch(event)) return;
    event.preventDefault();
    this.#search();
  };

  #search = (): void => {
    this.#show('.results', '#q');
    this.renderRoot.querySelector<HTMLInputElement>('#q')?.select();
  };

  #keys = (event: KeyboardEvent): void => {
    if (moved(this.renderRoot, event)) event.preventDefault();
  };

  protected override render() {
    const desk = this.#desk;
    return html`
      <main @click=${this.#follow}>
        ${head(desk === null ? nothing : this.#controls(desk))}
        ${this.problem === null ? nothing : notice(this.problem, this.#open)}
        ${loading('the atlas', this.arrived)}
        ${desk === null ? nothing : this.#body(desk)}
      </main>
      <p class="hidden-visually" role="status" data-testid="status">${this.told}</p>
    `;
  }

  #controls({ state, atlas, entries }: Desk) {
    return html`
      ${eraSwitch(state, atlas.measurement.versions, this.#set)}
      <button class="to-search" @click=${this.#search}>Search ${new Set(entries.map(({ row }) => row.call)).size} calls <kbd class="for-keys">/</kbd></button>
    `;
  }

  #body(desk: Desk) {
    const { state, entries } = desk;
    const rows = desk.found();
    const bar = { state, entries, counts: desk.counts(), hits: this.#hits() };
    return html`
      ${complaintsOf(desk.complaints)}
      ${guard([desk.era], () => thumbsOf(desk.atlas.thumbs, state))}
      ${guard([], () => questionsOf(desk.atlas.topics))}
      <section class="results" aria-labelledby="calls" @keydown=${this.#keys}>
        <h2 id="calls" class="hidden-visually">Calls</h2>
        ${toolbar(bar, this.#set)}
        ${readOf(desk.read, desk.refusal)}
        <a class="skip" href="#end" @click=${this.#skip}>Skip the calls</a>
        ${rows.length === 0 ? nothing : heads(desk.era === 'today')}
        <ul class="rows" role="list" data-testid="rows">
          ${repeat(
            rows,
            ({ key }) => key,
            (entry) => this.#row(entry, desk),
          )}
        </ul>
        ${rows.length > 0 || desk.read.topics.length > 0 ? nothing : nothingFound({ q: state.q, hidden: desk.unfiltered(), near: desk.near() }, this.#clear, () => this.#clear())}
      </section>
      ${foot(desk.atlas.measurement)}
    `;
  }

  #skip = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelector<HTMLElement>('footer a')?.focus();
  };

  #row(entry: Entry, desk: Desk) {
    const open = entry.key === desk.openKey;
    const answer = open ? this.#answer(entry, desk) : nothing;
    const measured = desk.era === 'today';
    return rowOf(
      { entry, asked: desk.askedIn(entry), open, measured, answer },
      {
        toggle: () => this.#toggle(entry),
        type: (shapes) => this.#ask(entry, { shapes }),
      },
    );
  }

  #answer(entry: Entry, desk: Desk) {
    const asked = desk.askedIn(entry);
    const answer = asked?.answer;
    if (asked === undefined || !answer)
      return html`<p class="muted">No data for these arrays; try others.</p>`;
    const play = answer.play === null ? null : this.#plays.of(answer.play);
    const { measurement } = desk.atlas;
    return answerOf(
      { answer, stale: asked.message !== null, dtype: asked.dtype, measurement, play, copied: this.copied },
      {
        dtype: (dtype) => this.#ask(entry, { dtype }),
        open: (call) => this.#openCall(call),
        copy: (text) => void this.#copy(text),
      },
    );
  }
}

customElements.define('gil-atlas', AtlasPage);
