// <gil-scaling>: how the Scenario in force scales with threads, with the switch interval and with BLAS threads.
// Invariant: every number is the answer to one question of the plan; answers are kept, so a cancelled series goes on
// where it stopped, and nothing runs but on a press of a button.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { capital } from '../base/format.ts';
import { aboutCores, coresHere } from '../base/here.ts';
import { type Problem, ProblemError, problemOf } from '../base/problem.ts';
import type { Lab } from '../lab/lab.ts';
import type { Planned } from '../question/plan.ts';
import { mends, TRIES } from '../run/doubts.ts';
import { fields, shared } from '../ui/styles.ts';
import type { Vocabulary } from '../wasm/core.ts';
import './chart.ts';
import { heatMaps } from './heat.ts';
import { type Charts, type Choices, MOST_OPS, planOf, type Sought, simulable } from './plan.ts';
import { type Answers, aboutAmdahl, type Plot, threadPlot, throughputPlot, waitPlot } from './plot.ts';
import { type Point, pointOf } from './point.ts';
import { scalingStyles } from './styles.ts';

const SHARING = {
  each: 'Each thread keeps its work, so twice the threads do twice as much (weak scaling).',
  all: 'All threads share the work there is, so twice the threads do half as much each (strong scaling).',
};
const CORES = [1, 2, 4, 8, 16, 32, 64];

export class Scaling extends LitElement {
  static override properties = {
    lab: { attribute: false },
    vocabulary: { attribute: false },
    planned: { attribute: false },
    running: { attribute: false },
    theme: { attribute: false },
    chosen: { state: true },
    series: { state: true },
    problem: { state: true },
  };
  static override styles = [shared, fields, scalingStyles];

  declare lab: Pick<Lab, 'run' | 'check' | 'cancel' | 'isolation'>;
  declare vocabulary: Vocabulary;
  /** The comparison in force; null while something is wrong with it. */
  declare planned: readonly Planned[] | null;
  /** Whether the page is busy with a run of its own. */
  declare running: boolean;
  declare theme: string;
  declare chosen: Partial<Choices>;
  declare series: { done: number; total: number } | null;
  declare problem: Problem | null;
  #answers = new Map<string, Point>();
  #plan: Charts | null = null;

  constructor() {
    super();
    this.planned = null;
    this.running = false;
    this.chosen = {};
    this.series = null;
    this.problem = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('planned') && !changed.has('chosen')) return;
    const before = JSON.stringify(this.#plan);
    this.#plan =
      this.planned === null ? null : planOf(this.planned, this.vocabulary, this.chosen, coresHere());
    if (this.series !== null && JSON.stringify(this.#plan) !== before) this.lab.cancel();
  }

  protected override render() {
    const plan = this.#plan;
    if (plan === null) return html`<p class="muted">The setup above has to be right first.</p>`;
    return html`
      ${this.#controls(plan)} ${this.#threads(plan)} ${this.#intervals(plan)} ${this.#blas(plan)}
    `;
  }

  #controls({ choices, lines, measured, simulated }: Charts) {
    const scenario = lines.threads[0]?.scenario;
    const groups = scenario?.threads ?? [];
    const missing = this.#missing(Object.values(simulated).flat());
    const unmeasured = this.#missing(measured);
    const busy = this.running || this.series !== null;
    const here = coresHere();
    return html`
      <form @submit=${(event: Event) => event.preventDefault()}>
        ${
          groups.length > 1
            ? this.#select(
                'group',
                'Threads that are varied',
                groups.map(({ name }, i) => [i, name]),
              )
            : nothing
        }
        ${this.#select('sharing', 'Work', [
          ['each', 'the same for each thread'],
          ['all', 'the same for all together'],
        ])}
        <button class="primary" type="button" ?disabled=${busy || missing.length === 0}
          @click=${() => this.#go(missing)}>
          ${missing.length === 0 ? 'All simulated' : 'Simulate'}
        </button>
        <button type="button" ?disabled=${busy || unmeasured.length === 0 || this.lab.isolation === null}
          @click=${() => this.#go(unmeasured)}>
          ${unmeasured.length === 0 ? 'All measured' : `Measure up to ${here} ${here === 1 ? 'thread' : 'threads'} here`}
        </button>
        <button type="button" ?disabled=${this.series === null} @click=${() => this.lab.cancel()}>Cancel</button>
      </form>
      <div class="state">
        <p class="muted">
          ${groups.length > 1 ? `Varied: the threads called ${groups[choices.group]?.name}. ` : ''}${SHARING[choices.sharing]}
          ${
            scenario !== undefined && simulable(scenario, choices) !== scenario
              ? `Simulated with fewer repeats than asked for, so that at most about ${MOST_OPS.toLocaleString('en')} operations are left.`
              : ''
          }
        </p>
        ${this.#progress()} ${this.series === null ? noisy(measured, this.#answers) : nothing}
      </div>
    `;
  }

  #progress() {
    const { series, problem } = this;
    if (series !== null) {
      return html`
        <p data-testid="series">${series.done} of ${series.total} runs</p>
        <progress max=${series.total} .value=${series.done} aria-label="Runs done"></progress>
      `;
    }
    if (problem === null) return nothing;
    return problem.code === 'aborted'
      ? html`<p role="status" data-testid="series">Cancelled. What was there is kept.</p>`
      : html`<p class="bad" role="alert">${problem.title} ${problem.detail} ${problem.hint}</p>`;
  }

  #threads({ lines, counts, simulated, measured }: Charts) {
    const runs = { lines: lines.threads, counts, simulated: simulated.threads, measured };
    return html`
      <section aria-label="Threads">
        ${this.#chart(threadPlot(runs, this.#answers))}
        <p class="muted">
          Circles: simulated on 64 virtual cores. Diamonds: measured on the
          ${coresHere()} here. ${aboutCores()} Speedup is the time on one thread alone, without
          BLAS threads inside, divided by the wall time; ideal is one for every thread, BLAS threads inside counted too,
          as far as there are cores. ${aboutAmdahl(lines.threads, simulated.threads, this.#answers)}
        </p>
      </section>
    `;
  }

  #intervals({ lines, simulated }: Charts) {
    const cores = lines.interval[0]?.scenario.cores;
    return html`
      <section aria-label="Switch interval">
        ${this.#chart(throughputPlot(lines.interval, simulated.interval, this.#answers))}
        ${this.#chart(waitPlot(lines.interval, simulated.interval, this.#answers))}
        <p class="muted">
          Simulated on ${cores} virtual ${cores === 1 ? 'core' : 'cores'}. The most polite threads are those of the
          group that held the lock for the least time, of those that had to wait for it.
        </p>
      </section>
    `;
  }

  #chart(plot: Plot) {
    return html`<gil-chart .plot=${plot} .theme=${this.theme}></gil-chart>`;
  }

  #blas({ lines, simulated, choices }: Charts) {
    return html`
      <section aria-label="Threads inside kernels">
        <h3>Threads × BLAS threads</h3>
        ${
          simulated.blas.length === 0
            ? html`<p class="muted">These threads compute no kernel, so BLAS threads would have nothing to do.</p>`
            : html`
                <div class="choices">
                  ${this.#select(
                    'cores',
                    'Virtual cores',
                    [...new Set([...CORES, choices.cores])].toSorted((a, b) => a - b).map((n) => [n, `${n}`]),
                  )}
                  ${this.#select(
                    'line',
                    'Interpreter',
                    lines.threads.map(({ title }, i) => [i, title]),
                  )}
                </div>
                ${heatMaps(simulated.blas, this.#answers, choices.cores)}
                <p class="muted" data-testid="assumption">
                  Down: Python threads. Across: BLAS threads in each kernel. Speedup, and wall time below. Assumed: the threads
                  inside a kernel share its work evenly, and crowded cores cost nothing but turns; caches and memory are left
                  out, so real machines gain less.
                </p>
              `
        }
      </section>
    `;
  }

  #select(field: keyof Choices, label: string, options: [value: string | number, text: string][]) {
    const now = this.#plan?.choices[field];
    const choose = (event: Event) => {
      const [value] = options[(event.target as HTMLSelectElement).selectedIndex] ?? [];
      this.problem = null;
      this.chosen = { ...this.chosen, [field]: value };
    };
    return html`
      <div>
        <label for=${field}>${label}</label>
        <select id=${field} @change=${choose}>
          ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === now}>${capital(text)}</option>`)}
        </select>
      </div>
    `;
  }

  /** What has no answer that can be shown: a run that was too noisy is to be made again. */
  #missing(runs: readonly Sought[]): Sought[] {
    return runs.filter(({ key }) => (this.#answers.get(key)?.doubts.length ?? 1) > 0);
  }

  #unanswered(runs: readonly Sought[]): Sought[] {
    return runs.filter(({ key }) => !this.#answers.has(key));
  }

  async #go(runs: readonly Sought[]): Promise<void> {
    this.problem = null;
    let left = runs;
    for (let tried = 0; left.length > 0 && this.problem === null && tried < TRIES; tried++) {
      await this.#series(left);
      left = runs.filter(({ key }) => mends(this.#answers.get(key)?.doubts ?? []));
    }
  }

  async #series(runs: readonly Sought[]): Promise<void> {
    for (const { key } of runs) this.#answers.delete(key);
    this.series = { done: 0, total: runs.length };
    let left = runs;
    try {
      await this.#refuse(runs);
    } catch (thrown) {
      this.problem = problemOf(thrown);
      left = [];
    }
    while (left.length > 0) {
      try {
        await this.#answer(left, runs);
        break;
      } catch (thrown) {
        this.problem = problemOf(thrown);
        // What is too much to simulate ends its own line; the others go on.
        const [stuck] = this.problem.code === 'bad-config' ? this.#unanswered(left) : [];
        left = this.#unanswered(left).filter(
          ({ chart, line }) => stuck !== undefined && (chart !== stuck.chart || line !== stuck.line),
        );
      }
    }
    this.series = null;
  }

  #answer(left: readonly Sought[], all: readonly Sought[]): Promise<unknown> {
    return this.lab.run(left, {
      preparing: () => {},
      running: () => {},
      ended: () => {},
      finished: (run, report) => {
        this.#answers.set(left[run]?.key ?? '', pointOf(report, this.vocabulary));
        this.series = { done: all.length - this.#unanswered(all).length, total: all.length };
      },
    });
  }

  /** A variation can be too much where the Scenario itself is not: nothing is begun then. */
  async #refuse(runs: readonly Sought[]): Promise<void> {
    const questions = runs.map(({ scenario, engine }) => ({ scenario: JSON.stringify(scenario), engine }));
    const refused = (await this.lab.check(questions)).find((checked) => 'refusal' in checked);
    if (refused === undefined) return;
    throw new ProblemError({
      code: 'bad-config',
      title: 'A run of this series would be too much.',
      detail: `${capital(refused.refusal.message)}.`,
      hint: 'Change the setup above.',
    });
  }
}

/** Says that some runs were measured on a machine that had other work, or while nobody looked. */
function noisy(measured: readonly Sought[], answers: Answers) {
  const doubted = measured.flatMap(({ key }) => answers.get(key)?.doubts.slice(0, 1) ?? []);
  const [doubt] = doubted;
  if (doubt === undefined) return nothing;
  return html`<p role="status" data-testid="noisy-points">
    Too noisy to show: ${doubted.length} of the ${measured.length} measured runs, one because ${doubt.sentence}. Measure again.
  </p>`;
}

customElements.define('gil-scaling', Scaling);
