// <gil-embed>: the page in a frame, in anybody's documentation. Invariant: it shows what its Session says; what the element
// around it is told is what a reader sees, and a frame without one does everything but fit its height and its colours.
import { html, LitElement, nothing } from 'lit';
import { coresHere } from '../base/here.ts';
import { ProcessLab } from '../lab/apart.ts';
import { lessonSlot } from '../lessons/slot.ts';
import { Experiment } from '../page/experiment.ts';
import type { Form } from '../page/form.ts';
import { picture } from '../page/picture.ts';
import { Session, type SessionHost } from '../page/session.ts';
import { setup } from '../page/setup.ts';
import { Shortcuts } from '../page/shortcuts.ts';
import { type News, newsOf, placeIn, type Shows, Sight } from '../page/sight.ts';
import { ownThreads, summaryOf } from '../page/summary.ts';
import { isLesson } from '../question/lessons.ts';
import { presetOf } from '../question/settings.ts';
import type { Timelines } from '../timeline/timelines.ts';
import { legendStyles } from '../ui/legend.ts';
import { appStyles } from '../ui/page.styles.ts';
import { announced, kept, notice, progressed, stale, told } from '../ui/parts.ts';
import { sectionStyles } from '../ui/section.ts';
import { legends, shared } from '../ui/styles.ts';
import { timerStepUs } from '../wasm/timer.ts';
import { Host } from './host.ts';
import { type Keys, readKeys } from './keys.ts';
import { rungOf, sandboxed } from './ladder.ts';
import { badgeOf, RUNGS, type Rung } from './rungs.ts';
import { embedStyles } from './styles.ts';

export class Embed extends LitElement implements SessionHost, Shows {
  static override styles = [shared, legends, legendStyles, appStyles, sectionStyles, embedStyles];

  #keys: Keys = readKeys(location.hash, window.parent === window);
  #session = new Session(this, new ProcessLab());
  #host = new Host(this.#session, () => this.timelines);
  /** Null until it has been found out. */
  #rung: Rung | null = null;
  /** What stands in the timelines before there is a run: the threads that would run. */
  #preview: Experiment | null = null;
  #previewed: unknown = null;
  #observer = new ResizeObserver(() => this.#tellSize());
  readonly sight = new Sight(this);
  readonly shortcuts = new Shortcuts(this, this.#session, () => this.#keys.controls !== 'none');

  get news(): News {
    return newsOf(this.#session);
  }

  place(news: News): Element | null {
    return placeIn(this.renderRoot, news);
  }

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
    this.#host.tell(this.#keys);
    // At once, too: browsers don't tell a frame that is not seen yet of its sizes.
    this.#tellSize();
  }

  /** Finds out on which step of the ladder it stands, and tells. */
  async #climb(): Promise<void> {
    const { vocabulary, lab } = this.#session;
    this.#rung = 'static';
    if (vocabulary !== null) this.#rung = await rungOf(lab.isolation, this.#keys.sw);
    this.dataset.isolation = this.#rung;
    const ready = {
      isolation: this.#rung,
      threads: coresHere(),
      timerStepUs: timerStepUs(),
      version: vocabulary?.version ?? '',
    };
    this.#host.ready(ready, RUNGS[this.#rung].badge);
    this.requestUpdate();
  }

  #tellSize(): void {
    this.#host.size(this.renderRoot.querySelector('main')?.getBoundingClientRect().height ?? 0);
  }

  protected override render() {
    const { stage, problem, story, experiment, running, retry, question, select, look } = this.#session;
    return html`
      <main @gil-stretch=${select} @gil-view=${look}>
        <header>
          ${this.#keys.controls === 'run' && (running || !this.#inLesson) ? this.#button() : nothing}
          <h1>${this.#title()}</h1>
          ${this.#badge()}
        </header>
        ${lessonSlot(this.#session)}
        ${this.#keys.controls === 'form' ? setup(this.#session) : this.#complaints()}
        ${sandboxed() ? this.#sandbox() : nothing}
        ${problem === null ? nothing : notice(problem, retry)}
        ${kept(this.#session.kept)}
        ${this.#session.stale ? stale() : nothing}
        ${this.#story()}
        ${question.known ? this.#timelinesTemplate() : nothing}
        ${this.#foot()}
      </main>
      <p class="hidden-visually" role="status" data-testid="status">
        ${announced(stage, problem, story, experiment?.progress)}
      </p>
    `;
  }

  /** It has buttons of its own, and tells the end itself. */
  get #inLesson(): boolean {
    return isLesson(this.#session.settings.lesson);
  }

  /** What happens and what happened. */
  #story() {
    const { story, running, experiment, problem } = this.#session;
    if (this.#inLesson && !running) return nothing;
    return html`
      <div class="story">
        ${running && experiment !== null ? progressed(experiment.progress) : nothing}
        ${story === null ? nothing : told(story)}
        ${story === null && !running && problem === null ? html`<p>${this.#before()}</p>` : nothing}
      </div>
    `;
  }

  #button() {
    const { running, stage } = this.#session;
    return running
      ? html`<button class="primary" @click=${this.#session.cancel}>Cancel</button>`
      : html`<button class="primary" ?disabled=${stage === 'opening'} @click=${this.#session.run}>Run</button>`;
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
        <h2>This frame’s sandbox blocks threads.</h2>
        <p>Its author can allow them: <code>sandbox="allow-scripts allow-same-origin allow-popups"</code>.</p>
      </section>
    `;
  }

  #title(): string {
    const { settings, vocabulary, lab } = this.#session;
    if (vocabulary === null || this.#inLesson) return 'GIL playground';
    if (settings.preset !== null) return presetOf(settings, vocabulary)?.sentence ?? 'GIL playground';
    if (settings.scenario !== null) return ownThreads(settings);
    return summaryOf(settings, vocabulary, lab.engineFor(settings.engine), coresHere()) || 'GIL playground';
  }

  /** What stands where the story will. */
  #before(): string {
    const { stage, question, arrived } = this.#session;
    if (stage === 'opening') return arrived === '' ? 'Loading.' : `Loading: ${arrived}.`;
    return question.planned === null || this.#keys.controls === 'none' ? '' : 'Press Run.';
  }

  /** What is in view: runs, or before there are any those that would be made. */
  get #inView(): Experiment | null {
    return this.#session.experiment ?? this.#preview;
  }

  /** By which means the runs in view were made, or would be. */
  #means(rung: Rung) {
    const shown = this.#inView?.shown.map(({ report }) => report.head) ?? [];
    const measured = shown.find(({ engine }) => engine === 'measured');
    const engines = this.#inView?.tracks.map(({ engine }) => engine) ?? [];
    return badgeOf(engines, measured?.environment.isolation ?? null, rung);
  }

  #badge() {
    if (this.#rung === null) return nothing;
    const { badge, meaning } = this.#means(this.#rung);
    return html`
      <span class="badge" title=${meaning} data-testid="badge">${badge}</span>
      ${this.#rung === 'tab' ? html`<a class="primary" target="_blank" href="./embed.html${location.hash}">Open in a tab</a>` : nothing}
    `;
  }

  #timelinesTemplate() {
    const { vocabulary, stretch, settings } = this.#session;
    // A lesson shows nothing of its runs before the bet is placed.
    const experiment = this.#inLesson ? this.#session.experiment : this.#inView;
    if (experiment === null || vocabulary === null) return nothing;
    return picture({ experiment, vocabulary, stretch, view: settings.view });
  }

  #foot() {
    return html`
      <footer class="foot muted">
        <span data-testid="meaning">
          ${this.#rung === null ? nothing : this.#means(this.#rung).meaning} Nothing leaves your browser.
        </span>
        <a target="_blank" href="./index.html${this.#keys.hash}">Open the whole playground</a>
      </footer>
    `;
  }
}

customElements.define('gil-embed', Embed);
