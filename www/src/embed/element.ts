// <gil-embed>: the page in a frame, in anybody's documentation. Invariant: it shows what its Session says; what the element
// around it is told is what a reader sees, and a frame without one does everything but fit its height and its colours.
import { html, LitElement, nothing } from 'lit';
import { appStyles } from '../app.styles.ts';
import type { FromFrame, ToFrame } from '../element/messages.ts';
import type { Failure } from '../element/types.ts';
import { Experiment } from '../experiment.ts';
import '../form.ts';
import type { Form } from '../form.ts';
import { introStyles } from '../intro.ts';
import { Lab } from '../lab.ts';
import { announced, invalid, notice, progressed, stale, told } from '../parts.ts';
import { ProblemError, problemOf } from '../problem.ts';
import { sectionStyles } from '../section.ts';
import { type Place, Session } from '../session.ts';
import { presetOf, type Settings } from '../settings.ts';
import { legends, shared } from '../styles.ts';
import { ownThreads, summaryOf } from '../summary.ts';
import type { Timelines } from '../timeline/element.ts';
import type { Stretch } from '../timeline/stretch.ts';
import { Channel } from './channel.ts';
import { type Keys, readKeys } from './keys.ts';
import { rungOf, sandboxed } from './ladder.ts';
import { adoptLook } from './look.ts';
import { picture } from './picture.ts';
import { published } from './report.ts';
import { RUNGS, type Rung } from './rungs.ts';
import { embedStyles } from './styles.ts';
import { timerStepUs } from './timer.ts';

export class Embed extends LitElement implements Place {
  static override styles = [shared, legends, introStyles, appStyles, sectionStyles, embedStyles];

  #keys: Keys = readKeys(location.hash, window.parent === window);
  #session = new Session(this, new Lab());
  #channel = new Channel((message) => this.#obey(message));
  /** Null until it has been found out. */
  #rung: Rung | null = null;
  /** The question that the element asked last is being read. */
  #asking: Promise<void> = Promise.resolve();
  /** What stands in the timelines before there is a run: the threads that would run. */
  #preview: Experiment | null = null;
  #previewed: unknown = null;
  /** What the element was told last. */
  #toldStage = '';
  #toldProblem: unknown = null;
  #toldComplaints = '';
  #toldHeight = 0;
  #observer = new ResizeObserver(() => this.#tellSize());

  get hash(): string {
    this.#keys = readKeys(location.hash, window.parent === window);
    return this.#keys.hash;
  }

  get timelines(): Timelines | null {
    return this.renderRoot.querySelector('gil-timelines');
  }

  refused(): void {
    this.renderRoot.querySelector<Form>('gil-form')?.focusWrong();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override firstUpdated(): void {
    const main = this.renderRoot.querySelector('main');
    if (main !== null) this.#observer.observe(main);
  }

  protected override willUpdate(): void {
    const { stage, vocabulary, question } = this.#session;
    const opened = this.#rung === 'static' && vocabulary !== null;
    if ((this.#rung === null || opened) && stage !== 'opening') void this.#climb();
    if (vocabulary !== null && question.planned !== null && question.planned !== this.#previewed) {
      this.#previewed = question.planned;
      this.#preview = new Experiment(question.planned, 1, vocabulary, () => {});
    }
  }

  protected override updated(): void {
    // At once, too: browsers don't tell a frame that is not seen yet of its sizes.
    this.#tellSize();
    const { stage, problem, experiment, vocabulary } = this.#session;
    if (stage === 'running' && experiment !== null) {
      const { run, runs, done, total } = experiment.progress;
      // Of all runs together: each has as many operations as the one that is on.
      this.#channel.say({ type: 'progress', done: run * total + done, total: runs * total });
    }
    if (problem !== this.#toldProblem && problem !== null)
      this.#channel.say({ type: 'error', failure: failureOf(problem) });
    this.#toldProblem = problem;
    this.#tellComplaints();
    if (stage === this.#toldStage) return;
    this.#toldStage = stage;
    this.#channel.say({ type: 'state', state: stage });
    if (stage === 'done' && vocabulary !== null)
      this.#channel.say({ type: 'result', reports: this.#reports() });
  }

  /** Finds out on which step of the ladder it stands, and tells. */
  async #climb(): Promise<void> {
    const { vocabulary, lab } = this.#session;
    this.#rung = 'static';
    if (vocabulary !== null) this.#rung = await rungOf(lab.isolation, this.#keys.sw);
    this.dataset.isolation = this.#rung;
    const ready = {
      isolation: this.#rung,
      threads: navigator.hardwareConcurrency,
      timerStepUs: timerStepUs(),
      version: vocabulary?.version ?? '',
    };
    this.#channel.say({ type: 'ready', ready, badge: RUNGS[this.#rung].badge });
    this.requestUpdate();
  }

  #reports() {
    const { experiment, vocabulary } = this.#session;
    if (experiment === null || vocabulary === null) return [];
    return experiment.shown.map(({ report }) => published(report, vocabulary));
  }

  #tellComplaints(): void {
    const complaints = [
      ...this.#keys.complaints,
      ...this.#session.question.complaints.map(({ message }) => message),
    ];
    const all = complaints.join('\n');
    if (all === this.#toldComplaints) return;
    this.#toldComplaints = all;
    for (const message of complaints) this.#channel.say({ type: 'warning', message });
  }

  #tellSize(): void {
    const height = Math.ceil(this.renderRoot.querySelector('main')?.getBoundingClientRect().height ?? 0);
    if (height === this.#toldHeight) return;
    this.#toldHeight = height;
    this.#channel.say({ type: 'size', height });
  }

  #obey(message: ToFrame): void {
    switch (message.type) {
      case 'look':
        adoptLook(message.look);
        this.timelines?.repaint();
        break;
      case 'ask':
        history.replaceState(null, '', message.hash);
        this.#asking = this.#session.read();
        break;
      case 'run':
      case 'trace':
        void this.#answer(message.type, message.id);
        break;
      case 'cancel':
        this.#session.cancel();
        break;
      case 'reset':
        this.#session.leave();
        break;
    }
  }

  async #answer(asked: 'run' | 'trace', id: number): Promise<void> {
    let answer: FromFrame;
    try {
      const value = asked === 'run' ? await this.#runs() : await this.#trace();
      answer = { type: 'answer', id, value };
    } catch (thrown) {
      answer = { type: 'refusal', id, failure: failureOf(problemOf(thrown)) };
    }
    this.#channel.say(answer);
  }

  async #runs() {
    await this.#asking;
    await this.#session.run();
    const { done, problem, question } = this.#session;
    if (done) return this.#reports();
    throw new ProblemError(
      problem ?? {
        code: 'bad-config',
        title: 'The playground cannot run this.',
        detail: question.complaints.map(({ message }) => message).join(' '),
        hint: 'Change the attribute that is named, then run again.',
      },
    );
  }

  async #trace(): Promise<string> {
    const runs = this.#session.done
      ? (this.#session.experiment?.shown ?? []).map(({ report }) => report.columns)
      : [];
    if (runs.length === 0)
      throw new ProblemError({
        code: 'bad-config',
        title: 'There is no trace yet.',
        detail: 'Nothing has been run.',
        hint: 'Call run() first.',
      });
    const { textOf } = await import('../files/question.ts');
    return textOf({ make: 'trace', runs });
  }

  #change = (event: CustomEvent<Settings>): void =>
    this.#session.question.set({ ...event.detail, view: null });

  #view = (event: CustomEvent<Settings['view']>): void => this.#session.question.look(event.detail);

  #select = ({ detail }: CustomEvent<Stretch | null>): void => {
    this.#session.stretch = detail;
    this.requestUpdate();
  };

  protected override render() {
    const { stage, problem, story, experiment, running, hidden, run, retry, question } = this.#session;
    return html`
      <main @gil-stretch=${this.#select} @gil-view=${this.#view}>
        <header>
          ${this.#keys.controls === 'run' ? this.#button() : nothing}
          <h1>${this.#title()}</h1>
          ${this.#badge()}
        </header>
        ${this.#keys.controls === 'form' ? this.#form() : this.#complaints()}
        ${sandboxed() ? this.#sandbox() : nothing}
        ${problem === null ? nothing : notice(problem, retry)}
        ${this.#session.stale ? stale() : nothing}
        ${hidden ? invalid(run) : nothing}
        <div class="story">
          ${running && experiment !== null ? progressed(experiment.progress) : nothing}
          ${story === null ? nothing : told(story)}
          ${story === null && !running && problem === null ? html`<p>${this.#before()}</p>` : nothing}
        </div>
        ${question.known ? this.#timelinesTemplate() : nothing}
        ${this.#foot()}
      </main>
      <p class="hidden-visually" role="status" data-testid="status">
        ${announced(stage, problem, story, experiment?.progress)}
      </p>
    `;
  }

  #button() {
    const { running, stage } = this.#session;
    return running
      ? html`<button class="primary" @click=${this.#session.cancel}>Cancel</button>`
      : html`<button class="primary" ?disabled=${stage === 'opening'} @click=${this.#session.run}>Run</button>`;
  }

  #form() {
    const { settings, vocabulary, simulatesOnly, running, question, run, cancel } = this.#session;
    return html`
      <section class="card setup" aria-label="Setup">
        <gil-form
          .settings=${settings}
          .vocabulary=${vocabulary}
          .complaints=${question.complaints}
          .engine=${simulatesOnly ? 'simulated' : settings.engine}
          ?unmeasurable=${simulatesOnly}
          ?running=${running}
          @gil-settings=${this.#change}
          @gil-run=${run}
          @gil-cancel=${cancel}
        ></gil-form>
      </section>
    `;
  }

  #complaints() {
    const { complaints } = this.#session.question;
    if (complaints.length === 0) return nothing;
    return html`
      <section class="notice mild" role="alert" data-testid="complaints">
        ${complaints.map(({ message }) => html`<p>${message}</p>`)}
      </section>
    `;
  }

  #sandbox() {
    return html`
      <section class="notice" data-testid="sandboxed">
        <h2>This frame stands in a sandbox that lets no threads start.</h2>
        <p>Its author can allow them: <code>sandbox="allow-scripts allow-same-origin allow-popups"</code>.</p>
      </section>
    `;
  }

  #title(): string {
    const { settings, vocabulary, lab } = this.#session;
    if (vocabulary === null) return 'GIL playground';
    const preset = presetOf(settings, vocabulary);
    if (preset !== undefined) return preset.sentence;
    if (settings.scenario !== null) return ownThreads(settings);
    return (
      summaryOf(settings, vocabulary, lab.engineFor(settings.engine), navigator.hardwareConcurrency) ||
      'GIL playground'
    );
  }

  #before(): string {
    const { stage } = this.#session;
    if (stage === 'opening') return 'Loading.';
    // What is wrong stands above.
    return this.#rung === null || this.#session.question.complaints.length > 0
      ? ''
      : RUNGS[this.#rung].meaning;
  }

  #badge() {
    if (this.#rung === null) return nothing;
    const { badge, meaning } = RUNGS[this.#rung];
    return html`
      <span class="badge" title=${meaning} data-testid="badge">${badge}</span>
      ${this.#rung === 'tab' ? html`<a class="primary" target="_blank" href="./embed.html${location.hash}">Open in a tab</a>` : nothing}
    `;
  }

  #timelinesTemplate() {
    const { experiment, vocabulary, done, stretch, settings } = this.#session;
    const shown = experiment ?? this.#preview;
    if (shown === null || vocabulary === null) return nothing;
    return picture({ experiment: shown, vocabulary, done, stretch, view: settings.view });
  }

  #foot() {
    return html`
      <footer class="foot muted">
        <span>Measured in this page, or labelled as simulated. Nothing leaves your browser.</span>
        <a target="_blank" href="./index.html${this.#keys.hash}">Open the whole playground</a>
      </footer>
    `;
  }
}

function failureOf({ code, title, detail, hint }: ProblemError['problem']): Omit<Failure, 'docsUrl'> {
  return { code, message: detail === '' ? title : `${title} ${detail}`, hint };
}

customElements.define('gil-embed', Embed);
