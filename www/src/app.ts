// <gil-app>: the page. Invariant: one Settings, one Lab, one Experiment at a time; every failure becomes a Problem on
// the page, and the form works in every state.
import { html, LitElement, nothing } from 'lit';
import { appStyles } from './app.styles.ts';
import type { Vocabulary } from './core.ts';
import { Experiment } from './experiment.ts';
import { openForFiles, shareSection } from './files/section.ts';
import type { Opened } from './files/share.ts';
import './form.ts';
import type { Form } from './form.ts';
import type { Chosen, Glass } from './glass/element.ts';
import { intro, introStyles } from './intro.ts';
import { Lab, NOT_ISOLATED } from './lab.ts';
import { lessonList, listStyles } from './lessons/list.ts';
import { isLesson } from './lessons/names.ts';
import { lessonSlot } from './lessons/slot.ts';
import { announced, footer, invalid, notice, progressed, reason, type Stage, stale, told } from './parts.ts';
import { type Problem, problemOf } from './problem.ts';
import { type Asker, Question } from './question.ts';
import { scalingSection } from './scaling/section.ts';
import { sectionStyles } from './section.ts';
import { type Story, tell } from './sentence.ts';
import { asksSame, DEFAULTS, type Settings } from './settings.ts';
import type { KeySheet } from './sheet.ts';
import { shown } from './shown.ts';
import { legends, shared } from './styles.ts';
import type { Timelines } from './timeline/element.ts';
import type { Stretch } from './timeline/stretch.ts';

export class App extends LitElement implements Asker {
  static override properties = {
    stage: { reflect: true, attribute: 'data-stage' },
    problem: { state: true },
    stretch: { state: true },
  };
  static override styles = [shared, legends, introStyles, listStyles, appStyles, sectionStyles];

  declare stage: Stage;
  declare problem: Problem | null;
  /** The stretch of time that is selected in the timelines. */
  declare stretch: Stretch | null;
  /** Null until the core is there. */
  vocabulary: Vocabulary | null = null;
  #lab = new Lab();
  #question = new Question(this, this.#lab);
  #experiment: Experiment | null = null;
  /** What its runs were asked by. */
  #ran: Settings = DEFAULTS;
  /** The run that is on answers a question that nobody asks any more. */
  #abandoned = false;
  /** The link asked for a run, or somebody pressed Run before the core was there. */
  #runWhenOpen = false;

  constructor() {
    super();
    this.stage = 'opening';
    this.problem = null;
    this.stretch = null;
  }

  get settings(): Settings {
    return this.#question.settings;
  }

  get running(): boolean {
    return this.stage === 'running';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readAddress);
    document.addEventListener('dragenter', this.#drag);
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readAddress);
    document.removeEventListener('dragenter', this.#drag);
  }

  #drag = (event: DragEvent): void => openForFiles(this.renderRoot as ShadowRoot, event);

  async #begin(): Promise<void> {
    await this.#readAddress();
    this.#runWhenOpen ||= this.settings.start === 'load';
    await this.#open();
  }

  async #open(): Promise<void> {
    this.stage = 'opening';
    this.problem = null;
    try {
      this.vocabulary = await this.#lab.open();
      this.dataset.memoryBytes = String(this.#lab.memoryBytes);
      this.stage = 'ready';
    } catch (thrown) {
      this.fail(thrown);
    }
    if (this.vocabulary !== null) await this.#question.check();
    const run = this.#runWhenOpen && this.stage === 'ready';
    this.#runWhenOpen = false;
    if (run) await this.#run();
  }

  /** Until the core is there, nobody knows. */
  get #simulatesOnly(): boolean {
    return this.vocabulary !== null && this.#lab.isolation === null;
  }

  fail(thrown: unknown): void {
    this.problem = problemOf(thrown);
    this.#experiment = null;
    this.stage = this.problem.code === 'aborted' ? 'ready' : 'failed';
  }

  /** Runs stay while their question does, and in the form also when it changes; another lesson has none yet. */
  adopt(settings: Settings, from: 'address' | 'page'): void {
    const { lesson, theme } = settings;
    if (theme !== this.settings.theme) this.#applyTheme(theme);
    const left =
      from === 'address'
        ? !asksSame(settings, this.settings)
        : lesson !== null && lesson !== this.settings.lesson;
    if (!left) return;
    if (this.running) {
      this.#abandoned = true;
      this.#lab.cancel();
    } else if (this.stage === 'done') this.#drop();
  }

  #drop(): void {
    this.#experiment = null;
    this.problem = null;
    this.stage = 'ready';
  }

  #readAddress = (): Promise<void> => this.#question.read(location.hash);

  #applyTheme(theme: string): void {
    document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
    this.#timelines()?.repaint();
  }

  #timelines(): Timelines | null {
    return this.renderRoot.querySelector<Timelines>('gil-timelines');
  }

  #change = (event: CustomEvent<Settings>): void => {
    // Another question has another answer to look into.
    this.#question.set({ ...event.detail, view: null });
  };

  #look = (event: CustomEvent<Settings['view']>): void => this.#question.look(event.detail);

  /** `asked`: what a reader did to start it, if one did. */
  #run = async (asked?: Event): Promise<void> => {
    if (this.stage === 'opening') this.#runWhenOpen = true;
    if (this.running || this.stage === 'opening') return;
    if (this.vocabulary === null) {
      this.#runWhenOpen = true;
      await this.#open();
      return;
    }
    const before = this.stage;
    this.#abandoned = false;
    this.stage = 'running';
    const planned = await this.#question.check();
    if (planned === null) {
      if (this.running) this.stage = before;
      if (asked !== undefined) this.renderRoot.querySelector<Form>('gil-form')?.focusWrong();
      return;
    }
    this.problem = null;
    const times = Number(this.settings.times);
    const experiment = new Experiment(planned, times, this.vocabulary, () => this.requestUpdate());
    this.#experiment = experiment;
    this.stretch = null;
    // If it does not come, its place says so.
    import('./shares/element.ts').catch(() => {});
    this.#ran = this.settings;
    this.requestUpdate();
    await this.updateComplete;
    try {
      await experiment.run(this.#lab, (read) => this.#timelines()?.follow(read) ?? (() => {}));
      this.stage = 'done';
    } catch (thrown) {
      this.fail(thrown);
    }
    if (this.#abandoned) this.#drop();
    this.dataset.memoryBytes = String(this.#lab.memoryBytes);
    this.dataset.runs = String(Number(this.dataset.runs ?? 0) + 1);
    await this.#question.recheck();
  };

  /** Shows runs of a file; the form then asks what they answered. */
  #openFile = (event: CustomEvent<Opened>): void => {
    if (this.vocabulary === null || this.running) return;
    this.#experiment = Experiment.opened(event.detail.runs, this.vocabulary);
    this.#ran = event.detail.settings;
    this.problem = null;
    this.stage = 'done';
    this.#question.set(event.detail.settings);
  };

  #retry = (): void => {
    if (this.vocabulary === null) void this.#open();
    else void this.#run();
  };

  #toGlass = ({ detail }: CustomEvent<Chosen>): void => {
    const glass = this.renderRoot.querySelector<Glass>('gil-glass');
    if (glass !== null) glass.chosen = detail;
  };

  #toTimelines = ({ detail }: CustomEvent<number | null>): void => {
    const timelines = this.#timelines();
    if (timelines !== null) timelines.playheadUs = detail;
  };

  #select = ({ detail }: CustomEvent<Stretch | null>): void => {
    this.stretch = detail;
  };

  #showKeys = async (): Promise<void> => {
    try {
      await import('./sheet.ts');
      const sheet = this.renderRoot.querySelector<KeySheet>('gil-key-sheet');
      await sheet?.updateComplete;
      sheet?.show();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  };

  protected override render() {
    const story = this.#story();
    return html`
      <main @gil-keys=${this.#showKeys} @gil-stretch=${this.#select} @gil-chosen=${this.#toGlass} @gil-playhead=${this.#toTimelines} @gil-open=${this.#openFile} @gil-view=${this.#look}>
        <header class="masthead">
          <h1>GIL playground</h1>
          <p class="muted">When do threads help numerical Python?</p>
        </header>
        ${this.#question.known ? this.#body(story) : nothing}
      </main>
      <gil-key-sheet></gil-key-sheet>
      <p class="hidden-visually" role="status" data-testid="status">
        ${announced(this.stage, this.problem, story, this.#experiment?.progress)}
      </p>
    `;
  }

  /** Where a lesson stands or not, so that nothing moves once it does: only when the address has been read. */
  #body(story: Story | null) {
    return html`
        ${lessonSlot({
          settings: this.settings,
          vocabulary: this.vocabulary,
          asked: this.#ran,
          runs:
            (this.#ran.lesson === this.settings.lesson && this.stage === 'done' && this.#experiment?.shown) ||
            [],
          running: this.running,
          measures: !this.#simulatesOnly,
          change: this.#change,
          run: this.#run,
        })}
        <section class="card setup" aria-label="Setup">
          <gil-form
            .settings=${this.settings}
            .vocabulary=${this.vocabulary}
            .complaints=${this.#question.complaints}
            .engine=${this.#simulatesOnly ? 'simulated' : this.settings.engine}
            ?unmeasurable=${this.#simulatesOnly}
            ?running=${this.running}
            @gil-settings=${this.#change}
            @gil-run=${this.#run}
            @gil-cancel=${() => this.#lab.cancel()}
          ></gil-form>
        </section>
        ${this.#simulatesOnly ? reason(NOT_ISOLATED) : nothing}
        ${this.problem === null ? nothing : notice(this.problem, this.#retry)}
        ${this.running && this.#experiment !== null ? progressed(this.#experiment.progress) : nothing}
        ${this.#stale ? stale() : nothing}
        ${story === null || isLesson(this.settings.lesson) ? nothing : told(story)} ${this.#hidden() ? invalid(this.#run) : nothing}
        ${this.#stageTemplate()}
        ${this.vocabulary === null ? nothing : this.#more(this.vocabulary)}
        ${this.#introduced ? nothing : html`<section class="card">${lessonList('All lessons: place a bet, run, see')}</section>`}
        ${footer()}
    `;
  }

  #story(): Story | null {
    if (this.stage !== 'done' || this.#experiment === null) return null;
    return tell(this.#experiment.shown.map(({ facts }) => facts));
  }

  /** Whether the runs answer another question than the one that is asked now. */
  get #stale(): boolean {
    return this.stage === 'done' && this.#experiment?.answers(this.#question.planned) === false;
  }

  /** Whether there is nothing to show yet but what this is about. */
  get #introduced(): boolean {
    return (this.#experiment === null || this.vocabulary === null) && !isLesson(this.settings.lesson);
  }

  #hidden(): boolean {
    const rounds = this.stage === 'done' ? this.#experiment?.rounds.flat() : undefined;
    return rounds?.some(({ report }) => report.head.environment.hidden) ?? false;
  }

  #more(vocabulary: Vocabulary) {
    const running = this.running;
    const shown = this.stage === 'done' ? (this.#experiment?.shown ?? []) : [];
    const { theme } = this.settings;
    return html`
      ${scalingSection({ lab: this.#lab, vocabulary, planned: this.#question.planned, running, theme })}
      ${shareSection({ settings: this.settings, ran: this.#ran, shown, vocabulary, running })}
    `;
  }

  #stageTemplate() {
    const experiment = this.#experiment;
    const vocabulary = this.vocabulary;
    if (this.#introduced) {
      const engine = this.#simulatesOnly ? 'simulated' : this.settings.engine;
      return html`<div class="card">${intro(engine)}</div>`;
    }
    if (experiment === null || vocabulary === null) return nothing;
    return shown({
      experiment,
      vocabulary,
      done: this.stage === 'done',
      stretch: this.stretch,
      view: this.settings.view,
    });
  }
}

customElements.define('gil-app', App);
