// The bench page: <gil-bench> measures this machine's table, row by row. Invariant: every figure is measured here and
// now; whatever cannot be is a dash, and the page says why; a cancelled table keeps the rows it has.
import '../ui/page.css';
import { html, LitElement, nothing } from 'lit';
import { kernelTitle } from '../base/format.ts';
import { aboutCores, copied, coresHere } from '../base/here.ts';
import { type Problem, ProblemError, problemOf } from '../base/problem.ts';
import { type Asked, Lab } from '../lab/lab.ts';
import { mends, TRIES } from '../run/doubts.ts';
import { appStyles } from '../ui/page.styles.ts';
import { loading, notice, reason } from '../ui/parts.ts';
import { fields, shared } from '../ui/styles.ts';
import type { ReportHead, Vocabulary } from '../wasm/core.ts';
import { inWords } from '../wasm/load.ts';
import { benchStyles } from './bench.styles.ts';
import { type Figures, figuresOf, insideOf, markdown, questions } from './figures.ts';
import { figuresTable } from './figures-table.ts';
import { measuredPeak } from './one-core.ts';

type Stage = 'opening' | 'ready' | 'running' | 'done' | 'failed';

const EVERY_KERNEL = '';
const N = '256';

const UNMEASURABLE: Problem = {
  code: 'not-isolated',
  title: 'Nothing can be measured here: threads cannot share memory on this page.',
  detail:
    'Browsers allow it only to pages served with isolation headers, and this page came without them (or this browser ' +
    'does not share WebAssembly memory). A table of simulated times would say nothing about this machine.',
  hint: 'Run `cargo xtask demo`, open the address it prints and follow the link below the timelines.',
};

export class Bench extends LitElement {
  static override properties = {
    stage: { reflect: true, attribute: 'data-stage' },
    kernel: { state: true },
    n: { state: true },
    rows: { state: true },
    words: { state: true },
    problem: { state: true },
    copied: { state: true },
    arrived: { state: true },
  };
  static override styles = [shared, fields, appStyles, benchStyles];

  declare stage: Stage;
  declare kernel: string;
  declare n: string;
  declare rows: readonly Figures[];
  declare words: string;
  declare problem: Problem | null;
  declare copied: string;
  declare arrived: string;
  #lab = new Lab();
  #vocabulary: Vocabulary | null = null;
  #peak: number | null = null;
  #measuredN = 0;
  /** What the core refuses to measure, in its own words. */
  #refusals = new Set<string>();
  /** Why figures are missing: what the sanity gate says of runs that were made. */
  #doubts = new Set<string>();
  #cancelled = false;

  constructor() {
    super();
    this.stage = 'opening';
    this.kernel = EVERY_KERNEL;
    this.n = N;
    this.rows = [];
    this.words = '';
    this.problem = null;
    this.copied = '';
    this.arrived = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  #open = async (): Promise<void> => {
    this.stage = 'opening';
    this.problem = null;
    try {
      this.#vocabulary = await this.#lab.open(
        'full',
        inWords((words) => {
          this.arrived = words;
        }),
      );
      this.stage = 'ready';
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.arrived = '';
    }
  };

  #fail(thrown: unknown): void {
    this.problem = problemOf(thrown);
    this.stage = this.problem.code === 'aborted' ? 'ready' : 'failed';
  }

  get #measurable(): boolean {
    return this.#vocabulary === null || this.#lab.isolation !== null;
  }

  /** What is wrong with n, if anything is. */
  get #complaint(): string | null {
    const [least, most] = this.#vocabulary?.bounds.n ?? [1, 1];
    const n = Number(this.n);
    if (this.#vocabulary === null || (Number.isInteger(n) && n >= least && n <= most)) return null;
    return `n is “${this.n}”: give a whole number from ${least} to ${most}.`;
  }

  #start = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const vocabulary = this.#vocabulary;
    if (vocabulary === null || this.stage === 'running' || !this.#measurable || this.#complaint !== null)
      return;
    this.stage = 'running';
    this.rows = [];
    this.problem = null;
    this.#refusals.clear();
    this.#doubts.clear();
    this.#cancelled = false;
    this.#measuredN = Number(this.n);
    const kernels = vocabulary.kernels.filter(({ name }) => [EVERY_KERNEL, name].includes(this.kernel));
    try {
      this.words = 'Measuring the most that one core can do';
      this.#peak = await measuredPeak();
      const threaded: string[] = [];
      for (const [at, { name, flops }] of kernels.entries()) {
        this.words = `Kernel ${at + 1} of ${kernels.length}: ${kernelTitle(name)}`;
        const { serialized, released, nalgebra } = this.#questions(name);
        const heads = await this.#measured([serialized, released, nalgebra]);
        if (heads[1]?.environment.backends.some((backend) => backend !== 'nalgebra')) threaded.push(name);
        const conditions = { n: this.#measuredN, flops, peak: this.#peak };
        this.rows = [...this.rows, figuresOf(name, heads, conditions)];
      }
      for (const name of threaded) {
        this.words = `Two threads inside one call: ${kernelTitle(name)}`;
        const [head] = await this.#measured([this.#questions(name).inside]);
        if (head === undefined) continue;
        this.rows = this.rows.map((row) => (row.kernel === name ? insideOf(row, head) : row));
      }
      this.stage = 'done';
    } catch (thrown) {
      this.#fail(thrown);
    }
  };

  #questions(kernel: string) {
    return questions(kernel, this.#measuredN, coresHere());
  }

  /** The runs of these Scenarios; none where the core refuses one of them, which is then told. */
  async #measured(asked: string[]): Promise<ReportHead[]> {
    this.#stopIfCancelled();
    const engine = 'measured';
    const runs: Asked[] = [];
    for (const checked of await this.#lab.check(asked.map((scenario) => ({ scenario, engine })))) {
      if ('refusal' in checked) this.#refusals.add(checked.refusal.message);
      else runs.push({ scenario: checked.scenario, engine });
    }
    if (runs.length < asked.length) return [];
    this.#stopIfCancelled();
    const quiet = () => {};
    const observer = { preparing: quiet, running: quiet, ended: quiet, finished: quiet };
    for (let tried = 1; ; tried++) {
      const heads = (await this.#lab.run(runs, observer)).map(({ head }) => head);
      const doubts = [...heads.flatMap((head) => head.doubts), ...(await this.#lab.judge(heads))];
      if (doubts.length === 0) return heads;
      if (tried < TRIES && mends(doubts)) continue;
      for (const { sentence } of doubts) this.#doubts.add(sentence);
      return [];
    }
  }

  #cancel = (): void => {
    this.#cancelled = true;
    this.#lab.cancel();
  };

  #stopIfCancelled(): void {
    if (this.#cancelled)
      throw new ProblemError({
        code: 'aborted',
        title: 'Cancelled.',
        detail: 'The table has the rows that were finished.',
        hint: 'Press Start to begin again.',
      });
  }

  get #about(): string {
    const peak = this.#peak === null ? 'not measured' : `${this.#peak.toPrecision(3)} GFLOP/s`;
    const date = new Date().toISOString().slice(0, 10);
    return `n = ${this.#measuredN}, ${coresHere()} cores, peak of one core ${peak}, ${date}, ${navigator.userAgent}`;
  }

  #copy = async (text: string): Promise<void> => {
    this.copied = (await copied(text)) ? 'Copied.' : 'The browser does not let this page copy.';
  };

  protected override render() {
    const running = this.stage === 'running';
    return html`
      <main>
        <header class="masthead">
          <h1>This machine’s table</h1>
          <p class="muted"><a href="./index.html">GIL playground</a></p>
        </header>
        <section class="card setup" aria-label="Setup">
          <form @submit=${this.#start} novalidate>${this.#fields(running)}</form>
          ${this.#complaint === null ? nothing : html`<p class="complaint" id="complaint" role="alert" data-testid="complaint">${this.#complaint}</p>`}
        </section>
        ${this.#measurable ? nothing : reason(UNMEASURABLE)}
        ${loading('the core', this.arrived)}
        ${this.problem === null ? nothing : notice(this.problem, this.#vocabulary === null ? this.#open : this.#start)}
        ${running ? html`<section class="story" aria-label="Progress" data-testid="progress"><h2>${this.words} …</h2></section>` : nothing}
        ${this.rows.length === 0 ? nothing : this.#table()}
        <footer class="muted">
          <p>
            Every time is the median of three calls on one thread, after warming up; “Released” and “Threads inside” compare
            whole runs. The peak is what 128-bit vectors multiply and add at most, measured just before. Leave the tab in
            view and other programs idle: one run of a busy machine says little, and calls as short as a few steps of the
            browser’s clock say little anywhere, so choose an n that takes a millisecond.
          </p>
          <p>Nothing leaves your browser.</p>
        </footer>
      </main>
      <p class="hidden-visually" role="status" data-testid="status">${running ? this.words : this.stage === 'done' ? 'Done.' : ''}</p>
    `;
  }

  #fields(running: boolean) {
    const kernels = this.#vocabulary?.kernels ?? [];
    return html`
      <div>
        <label for="kernel">Kernel</label>
        <select id="kernel" ?disabled=${running} .value=${this.kernel} @change=${(event: Event) => {
          this.kernel = (event.target as HTMLSelectElement).value;
        }}>
          <option value=${EVERY_KERNEL}>all ${kernels.length || ''}</option>
          ${kernels.map(({ name }) => html`<option value=${name}>${kernelTitle(name)}</option>`)}
        </select>
      </div>
      <div>
        <label for="n">Matrix size n</label>
        <input id="n" inputmode="numeric" autocomplete="off" ?disabled=${running} .value=${this.n}
          aria-invalid=${this.#complaint === null ? 'false' : 'true'}
          aria-describedby=${this.#complaint === null ? nothing : 'complaint'}
          @input=${(event: Event) => {
            this.n = (event.target as HTMLInputElement).value.trim();
          }} />
      </div>
      ${
        running
          ? html`<button type="button" class="primary" @click=${this.#cancel}>Cancel</button>`
          : html`<button type="submit" class="primary" ?disabled=${this.stage === 'opening' || !this.#measurable}>Start</button>`
      }
    `;
  }

  #table() {
    return html`
      <section class="card" aria-label="Table">
        ${figuresTable(this.rows, this.#measuredN)}
        ${[...this.#doubts].map((doubt) => html`<p class="muted about" data-testid="doubt">Too noisy to compare: ${doubt}.</p>`)}
        ${[...this.#refusals].map((refusal) => html`<p class="muted about" data-testid="refusal">Not measured: ${refusal}.</p>`)}
        <p class="muted about">${this.#about}. ${aboutCores()}</p>
        <div class="actions">
          <button @click=${() => this.#copy(markdown(this.rows, this.#about))}>Copy as Markdown</button>
          <button @click=${() => this.#copy(JSON.stringify({ about: this.#about, rows: this.rows }, null, 2))}>
            Copy as JSON
          </button>
          <span class="muted" role="status">${this.copied}</span>
        </div>
      </section>
    `;
  }
}

customElements.define('gil-bench', Bench);
