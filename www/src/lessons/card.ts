// <gil-lesson>: one lesson: its question, the bet, the truth over it and why. Invariant: shows what the settings and the
// finished runs say, and reports every wish as whole new Settings, followed by gil-run where a run is wanted.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { LESSONS, type LessonName } from '../question/lessons.ts';
import type { Settings } from '../question/settings.ts';
import type { Finished } from '../run/finished.ts';
import { fields, shared } from '../ui/styles.ts';
import type { Doubt, Vocabulary } from '../wasm/core.ts';
import { answer } from './answer.ts';
import { picture } from './axis.ts';
import { cardStyles } from './card.styles.ts';
import { middleOf, positionOf, read, STEPS, shown, valueAt } from './catalogue/bet.ts';
import { evidenceOf } from './catalogue/evidence.ts';
import { type Lesson, settingsOf } from './catalogue/lesson.ts';
import { lessonOf } from './catalogue.ts';
import { markDone } from './progress.ts';
import { type Reading, readRuns } from './reading.ts';
import { rulesOfThumb } from './rules-view.ts';

export class LessonCard extends LitElement {
  static override properties = {
    name: {},
    settings: { attribute: false },
    asked: { attribute: false },
    runs: { attribute: false, hasChanged: differ },
    doubts: { attribute: false },
    vocabulary: { attribute: false },
    running: { type: Boolean },
    measures: { type: Boolean },
    typed: { state: true },
    draft: { state: true },
  };
  static override styles = [shared, fields, cardStyles];

  declare name: LessonName;
  declare settings: Settings;
  /** What the runs were asked by. */
  declare asked: Settings;
  /** The finished runs; empty before. */
  declare runs: readonly Finished[];
  /** Why they must not be told: nothing is concluded then, and no bet is judged. */
  declare doubts: readonly Doubt[];
  declare vocabulary: Vocabulary | null;
  declare running: boolean;
  /** Whether this page can measure. */
  declare measures: boolean;
  /** What stands in the bet's text field while it is no bet. */
  declare typed: string | null;
  /** The bet while the slider moves; once it rests there the settings have it, so that any Run places it. */
  declare draft: number | null;
  /** What was true before a dial was turned. */
  #before: number | null = null;
  #reading: Reading | null = null;
  /** Whether the truth is out; it stays on view while a dial is turned and everything runs again. */
  #answered = false;
  /** The run in flight was asked for here, so its answer gets the focus. */
  #asked = false;

  constructor() {
    super();
    this.runs = [];
    this.doubts = [];
    this.vocabulary = null;
    this.running = false;
    this.measures = false;
    this.typed = null;
    this.draft = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { vocabulary } = this;
    if (changed.has('name')) {
      this.#before = null;
      this.#answered = false;
      this.#forget();
    }
    if (vocabulary === null || this.runs.length === 0 || !(changed.has('runs') || changed.has('name')))
      return;
    this.#answered = true;
    const evidence = this.runs.map(({ report, title }) => evidenceOf(report, vocabulary, title));
    this.#reading = readRuns(this.#lesson, this.asked, evidence, this.doubts);
    if (this.#reading.finding !== null) markDone(this.name);
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The focus goes where the news is, so that a keyboard or a screen reader does not stay behind.
    if (changed.get('name') !== undefined) this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
    else if (changed.get('running') === true && this.#asked) {
      this.#asked = false;
      this.renderRoot.querySelector<HTMLElement>('.news')?.focus();
    }
  }

  get #lesson(): Lesson {
    return lessonOf(this.name);
  }

  get #step(): number {
    return LESSONS.findIndex(({ name }) => name === this.name);
  }

  /** Null until one is placed: a slider that nobody has touched is no bet. */
  get #bet(): number | null {
    return this.draft ?? this.settings.bet;
  }

  #forget(): void {
    this.draft = null;
    this.typed = null;
  }

  protected override render() {
    const { question } = this.#lesson;
    return html`
      <section aria-labelledby="title">
        <div class="top muted">
          <span>Lesson ${this.#step + 1} of ${LESSONS.length}</span>
          <button class="plain" @click=${this.#leave}>Leave the lesson, keep this setup</button>
        </div>
        <h2 id="title" tabindex="-1">${LESSONS[this.#step]?.title}</h2>
        <p class="question" data-testid="question">${question}</p>
        ${this.#answered ? this.#reveal() : this.#place()} ${this.#moves()}
      </section>
    `;
  }

  #place() {
    const { axis, asks } = this.#lesson;
    const bet = this.#bet;
    const wrong = this.typed !== null;
    return html`
      <div class="bet">
        <label for="slider">Your bet: ${asks.charAt(0).toLowerCase() + asks.slice(1)}</label>
        ${picture(axis, { bet, truth: null, before: this.#before })}
        <input id="slider" type="range" min="0" max=${STEPS} step="1" ?disabled=${this.running}
          class=${bet === null ? 'unset' : nothing} .value=${String(Math.round(positionOf(axis, bet ?? middleOf(axis)) * STEPS))}
          aria-valuetext=${bet === null ? 'no bet yet' : shown(axis, bet)} @input=${this.#slide} @change=${this.#rest}
          @click=${this.#touch} @keydown=${this.#enter} />
      </div>
      <div class="place">
        <input type="text" aria-label=${`${asks}, typed`} autocomplete="off" ?disabled=${this.running}
          aria-invalid=${wrong} aria-describedby=${wrong ? 'wrong' : nothing}
          .value=${this.typed ?? (bet === null ? '' : shown(axis, bet))} placeholder="no bet yet" @change=${this.#type} @keydown=${this.#enter} />
        <button class="primary" ?disabled=${this.running} @click=${this.#placeBet}>
          ${this.running ? 'Running …' : 'Place the bet and run'}
        </button>
        <button ?disabled=${this.running} @click=${this.#justShow}>Just show me</button>
        ${
          // In the place of other words, so that nothing moves away under a pointer on its way to Run.
          wrong
            ? html`<span class="wrong" id="wrong" role="alert">${
                this.typed === ''
                  ? 'Move the slider or type your bet, such as'
                  : `“${this.typed}” isn’t a valid bet; try`
              } ${shown(axis, middleOf(axis))}.</span>`
            : html`<span class="muted" data-testid="engine">${this.#engine()}</span>`
        }
      </div>
    `;
  }

  #engine(): string {
    const measured = this.measures && this.settings.engine === 'measured';
    return measured ? 'Measured on this machine.' : 'Simulated, on virtual cores.';
  }

  #reveal() {
    const { settings, runs, running, measures } = this;
    if (this.#reading === null) return nothing;
    const card = {
      lesson: this.#lesson,
      settings,
      engines: [...new Set(runs.map(({ report }) => report.head.engine))],
      running,
      measures,
      before: this.#before,
      ask: (wish: Settings) => this.#ask(wish),
      turn: (change: Partial<Settings>, truth: number | null) => this.#turn(change, truth),
      restart: this.#again,
      betAgain: this.#betAgain,
    };
    return answer(card, this.#reading);
  }

  #moves() {
    const [previous, next] = [LESSONS[this.#step - 1], LESSONS[this.#step + 1]];
    const seen = this.#answered;
    return html`
      ${next === undefined && seen ? rulesOfThumb(this.#go) : nothing}
      <div class="moves">
        ${previous === undefined ? nothing : html`<button @click=${() => this.#go(previous.name)}>← ${previous.title}</button>`}
        ${
          next === undefined
            ? nothing
            : html`<button class="next ${seen ? 'primary' : ''}" @click=${() => this.#go(next.name)}>${next.title} →</button>`
        }
      </div>
    `;
  }

  #slide = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.typed = null;
    this.draft = valueAt(this.#lesson.axis, Number(value) / STEPS);
  };

  #rest = (): void => {
    if (this.draft !== null) this.#keep(this.draft);
  };

  /** A click where the slider stands already moves nothing, and means it. */
  #touch = (event: Event): void => {
    this.#slide(event);
    this.#rest();
  };

  #type = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const bet = read(this.#lesson.axis, value);
    // What is taken away leaves no bet.
    this.typed = bet === null && value.trim() !== '' ? value : null;
    this.draft = bet;
    this.#keep(bet);
  };

  #keep(bet: number | null): void {
    if (bet !== this.settings.bet) this.#send('gil-settings', { ...this.settings, bet });
  }

  #enter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    if ((event.target as HTMLInputElement).type === 'text') this.#type(event);
    this.#placeBet();
  };

  #placeBet = (): void => {
    if (this.#bet === null) this.typed ??= '';
    if (this.typed === null) this.#ask({ ...this.settings, bet: this.#bet });
  };

  #justShow = (): void => {
    this.#ask({ ...this.settings, bet: null });
  };

  /** Changes one thing and runs again. */
  #turn(change: Partial<Settings>, truth: number | null): void {
    this.#before = truth;
    this.#ask({ ...this.settings, ...change });
  }

  #again = (): void => {
    this.#before = null;
    this.#ask({ ...this.settings, ...settingsOf(this.#lesson) });
  };

  #betAgain = (): void => {
    this.#answered = false;
    this.#before = null;
    this.#forget();
    this.#send('gil-settings', { ...this.settings, ...settingsOf(this.#lesson), bet: null });
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#slider')?.focus());
  };

  #go = (name: LessonName): void => {
    this.#send('gil-settings', { ...this.settings, ...settingsOf(lessonOf(name)), bet: null });
  };

  #leave = (): void => {
    this.#send('gil-settings', { ...this.settings, lesson: null, bet: null });
  };

  #ask(settings: Settings): void {
    this.#forget();
    this.#asked = true;
    this.#send('gil-settings', settings);
    this.#send('gil-run');
  }

  #send(type: string, detail?: Settings): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function differ(now: readonly Finished[], before: readonly Finished[] | undefined): boolean {
  return now.length !== before?.length || now.some(({ report }, i) => report !== before[i]?.report);
}

customElements.define('gil-lesson', LessonCard);
