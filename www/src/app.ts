// <gil-app>: the page. Invariant: one Settings, one Lab, one Experiment at a time; every failure becomes a Problem on
// the page, and the form works in every state.
import { html, LitElement, nothing } from 'lit';
import { appStyles } from './app.styles.ts';
import type { Scenario, Vocabulary } from './core.ts';
import { Experiment } from './experiment.ts';
import { factsOf } from './facts.ts';
import './form.ts';
import { intro, introStyles, legend } from './intro.ts';
import { Lab, NOT_ISOLATED } from './lab.ts';
import { readLink, writeLink } from './link.ts';
import { type Problem, ProblemError, problemOf } from './problem.ts';
import './results.ts';
import { type Story, tell } from './sentence.ts';
import { type Complaint, DEFAULTS, fieldOf, type Settings, scenariosOf } from './settings.ts';
import { keySheet } from './sheet.ts';
import { shared } from './styles.ts';
import './timeline/element.ts';
import type { Timelines } from './timeline/element.ts';
import './timeline/table.ts';

type Stage = 'opening' | 'ready' | 'running' | 'done' | 'failed';

/** Typing is checked once it pauses. */
const CHECK_DELAY_MS = 150;

export class App extends LitElement {
  static override properties = {
    stage: { reflect: true, attribute: 'data-stage' },
    settings: { state: true },
    complaints: { state: true },
    problem: { state: true },
  };
  static override styles = [shared, introStyles, appStyles];

  declare stage: Stage;
  declare settings: Settings;
  declare complaints: readonly Complaint[];
  declare problem: Problem | null;
  #lab = new Lab();
  #vocabulary: Vocabulary | null = null;
  #experiment: Experiment | null = null;
  /** What was wrong with the link itself; stands until the settings change. */
  #linkComplaints: readonly Complaint[] = [];
  #checkTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.stage = 'opening';
    this.settings = DEFAULTS;
    this.complaints = [];
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readAddress);
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readAddress);
  }

  async #begin(): Promise<void> {
    await this.#readAddress();
    await this.#open();
    if (this.settings.start === 'load' && this.stage === 'ready') await this.#run();
  }

  async #open(): Promise<void> {
    this.stage = 'opening';
    this.problem = null;
    try {
      this.#vocabulary = await this.#lab.open();
      this.dataset.memoryBytes = String(this.#lab.memoryBytes);
      if (this.#lab.isolation === null) throw new ProblemError(NOT_ISOLATED);
      this.stage = 'ready';
    } catch (thrown) {
      this.#fail(problemOf(thrown));
    }
    if (this.#vocabulary !== null) await this.#check();
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    this.#experiment = null;
    this.stage = problem.code === 'aborted' ? 'ready' : 'failed';
  }

  #readAddress = async (): Promise<void> => {
    const { settings, complaints } = await readLink(location.hash);
    this.settings = settings;
    this.#linkComplaints = complaints;
    this.complaints = complaints;
    this.#applyTheme();
    await this.#check();
  };

  #applyTheme(): void {
    document.documentElement.style.colorScheme = this.settings.theme === 'auto' ? '' : this.settings.theme;
    this.#timelines()?.repaint();
  }

  #timelines(): Timelines | null {
    return this.renderRoot.querySelector<Timelines>('gil-timelines');
  }

  #change = async (event: CustomEvent<Settings>): Promise<void> => {
    this.settings = event.detail;
    this.#linkComplaints = [];
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#check(), CHECK_DELAY_MS);
    const hash = await writeLink(event.detail);
    if (this.settings === event.detail) history.replaceState(null, '', hash);
  };

  /** The Scenarios as the core completes them, or null with the complaints shown. */
  async #check(): Promise<Scenario[] | null> {
    const { settings } = this;
    if (this.#vocabulary === null) return null;
    const complaints: Complaint[] = [...this.#linkComplaints];
    const made = scenariosOf(settings, this.#vocabulary);
    const scenarios: Scenario[] = [];
    if (!made.ok) {
      complaints.push(...made.complaints);
    } else {
      try {
        for (const checked of await this.#lab.check(made.scenarios)) {
          if (checked.ok) scenarios.push(checked.scenario);
          else if (!complaints.some(({ message }) => message === sentence(checked.message))) {
            complaints.push({
              field: fieldOf(checked.message, settings) ?? '',
              message: sentence(checked.message),
            });
          }
        }
      } catch (thrown) {
        this.#fail(problemOf(thrown));
        return null;
      }
    }
    if (settings !== this.settings) return null;
    this.complaints = complaints;
    return scenarios.length === settings.compare.length ? scenarios : null;
  }

  #run = async (): Promise<void> => {
    if (this.stage === 'running' || this.stage === 'opening') return;
    if (this.#vocabulary === null || this.#lab.isolation === null) {
      this.#fail(this.problem ?? NOT_ISOLATED);
      return;
    }
    const before = this.stage;
    this.stage = 'running';
    const scenarios = await this.#check();
    if (scenarios === null) {
      if (this.stage === 'running') this.stage = before;
      return;
    }
    this.problem = null;
    const experiment = new Experiment(scenarios, this.#vocabulary, () => this.requestUpdate());
    this.#experiment = experiment;
    this.requestUpdate();
    await this.updateComplete;
    try {
      await experiment.run(this.#lab, scenarios, (read) => this.#timelines()?.follow(read) ?? (() => {}));
      this.stage = 'done';
    } catch (thrown) {
      this.#fail(problemOf(thrown));
    }
    this.dataset.memoryBytes = String(this.#lab.memoryBytes);
  };

  #retry = (): void => {
    if (this.#vocabulary === null || this.#lab.isolation === null) void this.#open();
    else void this.#run();
  };

  #showKeys = (): void => {
    this.renderRoot.querySelector<HTMLDialogElement>('dialog.sheet')?.showModal();
  };

  protected override render() {
    const story = this.#story();
    return html`
      <main @gil-keys=${this.#showKeys}>
        <header class="masthead">
          <h1>GIL playground</h1>
          <p class="muted">When do threads help numerical Python?</p>
        </header>
        <section class="card setup" aria-label="Setup">
          <gil-form
            .settings=${this.settings}
            .vocabulary=${this.#vocabulary}
            .complaints=${this.complaints}
            ?running=${this.stage === 'running'}
            @gil-settings=${this.#change}
            @gil-run=${this.#run}
            @gil-cancel=${() => this.#lab.cancel()}
          ></gil-form>
        </section>
        ${this.problem === null ? nothing : this.#notice(this.problem)}
        ${this.stage === 'running' ? this.#progress() : nothing}
        ${story === null ? nothing : this.#told(story)}
        ${this.#stageTemplate()}
        ${this.#footer()}
      </main>
      ${keySheet()}
      <p class="hidden-visually" role="status" data-testid="status">${this.#status(story)}</p>
    `;
  }

  #story(): Story | null {
    const vocabulary = this.#vocabulary;
    if (this.stage !== 'done' || this.#experiment === null || vocabulary === null) return null;
    return tell(this.#experiment.reports.map((report) => factsOf(report, vocabulary)));
  }

  #told(story: Story) {
    const hidden = this.#experiment?.reports.some(({ head }) => head.environment.hidden) ?? false;
    return html`
      <section class="story" aria-label="What happened">
        <h2 data-testid="headline" data-ratio=${story.ratio ?? ''}>${story.headline}</h2>
        <p data-testid="sentence">${story.sentence}</p>
      </section>
      ${
        hidden
          ? html`<section class="notice mild" data-testid="invalid">
              <h2>These times are not valid.</h2>
              <p>The tab was out of sight during the run, and browsers slow such tabs down. Keep it in view.</p>
              <button @click=${this.#run}>Run again</button>
            </section>`
          : nothing
      }
    `;
  }

  #progress() {
    const progress = this.#experiment?.progress;
    if (progress === undefined) return nothing;
    const { run, runs, label, words, done, total } = progress;
    return html`
      <section class="story" data-testid="progress" data-done=${done} data-total=${total}>
        <h2>${runs > 1 ? `Run ${run + 1} of ${runs}: ${label}` : label}</h2>
        <p>
          ${words}${done > 0 ? html`: <span class="number">${done} of ${total} tasks</span>` : ' …'}
        </p>
        <progress max=${Math.max(1, total)} .value=${done} aria-label="Tasks done"></progress>
      </section>
    `;
  }

  #stageTemplate() {
    const experiment = this.#experiment;
    const vocabulary = this.#vocabulary;
    if (experiment === null || vocabulary === null) return html`<div class="card">${intro()}</div>`;
    return html`
      <section class="card" aria-label="Timelines">
        <gil-timelines .tracks=${experiment.tracks} .states=${vocabulary.states}></gil-timelines>
        <div class="under">${legend()}</div>
      </section>
      ${
        this.stage === 'done'
          ? html`
              <section class="card" aria-label="Numbers">
                <gil-results .reports=${experiment.reports} .vocabulary=${vocabulary}></gil-results>
              </section>
              <gil-span-table .tracks=${experiment.tracks} .states=${vocabulary.states}></gil-span-table>
            `
          : nothing
      }
    `;
  }

  #notice(problem: Problem) {
    const mild = problem.code === 'aborted';
    return html`
      <section class="notice ${mild ? 'mild' : ''}" role="alert" data-testid="problem" data-code=${problem.code}>
        <h2>${problem.title}</h2>
        ${problem.code === 'panic' ? html`<pre>${problem.detail}</pre>` : html`<p>${problem.detail}</p>`}
        <p>${problem.hint}</p>
        ${mild ? nothing : html`<button @click=${this.#retry}>Retry</button>`}
      </section>
    `;
  }

  #footer() {
    return html`
      <footer class="muted">
        <p>
          <strong>Reading the timelines.</strong> Each row is one thread, each solid block one task, and its number the
          repeat. A thin hatched band is a thread standing in line. The strip at the bottom is filled while anybody holds
          the lock. Both timelines begin together at 0 and share one scale.
        </p>
        <p>Nothing leaves your browser, and nothing shown as measured is simulated.</p>
      </footer>
    `;
  }

  #status(story: Story | null): string {
    if (this.problem !== null) return this.problem.title;
    if (story !== null) return `Done. ${story.headline}.`;
    if (this.stage === 'opening') return 'Loading the core.';
    const progress = this.#experiment?.progress;
    if (this.stage === 'running' && progress !== undefined) {
      return `Run ${progress.run + 1} of ${progress.runs}, ${progress.label}: ${progress.words}.`;
    }
    return this.stage === 'ready' ? 'Ready.' : '';
  }
}

/** The core's messages end without a stop, because a command line ends its line there. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

customElements.define('gil-app', App);
