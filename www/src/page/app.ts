// <gil-app>: the page. Invariant: it shows what its Session says and keeps nothing of its own; the form works in every
// state.
import { html, LitElement, nothing } from 'lit';
import { openForFiles, shareSection } from '../files/section.ts';
import type { Opened } from '../files/share.ts';
import type { Chosen, Glass } from '../glass/glass.ts';
import { Lab } from '../lab/lab.ts';
import { NOT_ISOLATED } from '../lab/sharing.ts';
import { lessonList, listStyles } from '../lessons/list.ts';
import { lessonSlot } from '../lessons/slot.ts';
import { isLesson } from '../question/lessons.ts';
import type { Settings } from '../question/settings.ts';
import type { Story } from '../run/sentence.ts';
import { scalingSection } from '../scaling/section.ts';
import type { Timelines } from '../timeline/timelines.ts';
import { legendStyles } from '../ui/legend.ts';
import { appStyles } from '../ui/page.styles.ts';
import { announced, footer, kept, loading, notice, progressed, reason, stale, told } from '../ui/parts.ts';
import { sectionStyles } from '../ui/section.ts';
import { legends, shared } from '../ui/styles.ts';
import type { Vocabulary } from '../wasm/core.ts';
import type { Form } from './form.ts';
import { intro, introStyles } from './intro.ts';
import { Session, type SessionHost } from './session.ts';
import { setup } from './setup.ts';
import { Shortcuts } from './shortcuts.ts';
import { shown } from './shown.ts';
import { type News, newsOf, placeIn, type Shows, Sight } from './sight.ts';

export class App extends LitElement implements SessionHost, Shows {
  static override styles = [shared, legends, legendStyles, introStyles, listStyles, appStyles, sectionStyles];

  #session = new Session(this, new Lab());
  #sight = new Sight(this);
  #printing: Promise<unknown> | undefined;
  readonly shortcuts = new Shortcuts(this, this.#session);

  get news(): News {
    return newsOf(this.#session);
  }

  place(news: News): Element | null {
    return placeIn(this.renderRoot, news);
  }

  get hash(): string {
    return location.hash;
  }

  get settings(): Settings {
    return this.#session.settings;
  }

  get timelines(): Timelines | null {
    return this.renderRoot.querySelector('gil-timelines');
  }

  refused(): void {
    this.renderRoot.querySelector<Form>('gil-form')?.focusWrong();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('dragenter', this.#drag);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('dragenter', this.#drag);
  }

  protected override updated(): void {
    // What puts results on paper is fetched once there are some; without it paper looks like the screen.
    if (this.#session.done) this.#printing ??= import('./print.ts').catch(() => {});
  }

  #drag = (event: DragEvent): void => openForFiles(this.renderRoot as ShadowRoot, event);

  #openFile = async (event: CustomEvent<Opened>): Promise<void> => {
    await this.#session.show(event.detail);
    this.#sight.bring();
  };

  #toGlass = ({ detail }: CustomEvent<Chosen>): void => {
    const glass = this.renderRoot.querySelector<Glass>('gil-glass');
    if (glass !== null) glass.chosen = detail;
  };

  #toTimelines = ({ detail }: CustomEvent<number | null>): void => {
    const { timelines } = this;
    if (timelines !== null) timelines.playheadUs = detail;
  };

  protected override render() {
    const { stage, problem, story, experiment, question, select, look } = this.#session;
    return html`
      <main @gil-stretch=${select} @gil-chosen=${this.#toGlass} @gil-playhead=${this.#toTimelines} @gil-open=${this.#openFile} @gil-view=${look}>
        <header class="masthead">
          <h1>GIL playground</h1>
          <p class="muted">When do threads help numerical Python?</p>
        </header>
        ${question.known ? this.#body(story) : nothing}
      </main>
      <p class="hidden-visually" role="status" data-testid="status">
        ${announced(stage, problem, story, experiment?.progress)}
      </p>
    `;
  }

  /** Where a lesson stands or not, so that nothing moves once it does: only when the address has been read. */
  #body(story: Story | null) {
    const { settings, vocabulary, running, experiment, problem, simulatesOnly } = this.#session;
    return html`
        ${lessonSlot(this.#session)}
        ${setup(this.#session)}
        ${simulatesOnly ? reason(NOT_ISOLATED) : nothing}
        ${loading('the core', this.#session.arrived)}
        ${problem === null ? nothing : notice(problem, this.#session.retry)}
        ${running && experiment !== null ? progressed(experiment.progress) : nothing}
        ${kept(this.#session.kept)}
        ${this.#session.stale ? stale() : nothing}
        ${story === null || isLesson(settings.lesson) ? nothing : told(story)}
        ${this.#stageTemplate()}
        ${vocabulary === null ? nothing : this.#more(vocabulary)}
        ${this.#introduced ? nothing : html`<section class="card">${lessonList('All lessons: place a bet, run, see')}</section>`}
        ${footer()}
    `;
  }

  /** Whether there is nothing to show yet but what this is about. */
  get #introduced(): boolean {
    const { experiment, vocabulary, settings } = this.#session;
    return (experiment === null || vocabulary === null) && !isLesson(settings.lesson);
  }

  #more(vocabulary: Vocabulary) {
    const { lab, question, running, settings, ran, experiment, done } = this.#session;
    return html`
      ${scalingSection({ lab, vocabulary, planned: question.planned, running, theme: settings.theme })}
      ${shareSection({ settings, ran, shown: done ? (experiment?.shown ?? []) : [], doubts: experiment?.doubts ?? [], vocabulary, running })}
    `;
  }

  #stageTemplate() {
    const { experiment, vocabulary, simulatesOnly, settings, done, stretch } = this.#session;
    if (this.#introduced) {
      return html`<div class="card">${intro(simulatesOnly ? 'simulated' : settings.engine)}</div>`;
    }
    if (experiment === null || vocabulary === null) return nothing;
    return shown({ experiment, vocabulary, done, stretch, view: settings.view });
  }
}

customElements.define('gil-app', App);
