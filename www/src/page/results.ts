// <gil-results>: the numbers of the finished runs side by side, and under which conditions they came about.
// Invariant: each number shown stands unrounded in its cell's data-value, and none is computed here.

import { css, html, LitElement, nothing } from 'lit';
import { capital, duration, kernelTitle, size } from '../base/format.ts';
import { caveatsOf } from '../run/caveats.ts';
import type { Finished } from '../run/finished.ts';
import { TOO_NOISY, tooNoisy } from '../run/noisy.ts';
import { shared } from '../ui/styles.ts';
import type { Doubt, ReportHead, Vocabulary } from '../wasm/core.ts';
import { METRICS, type Metric } from './metrics.ts';

export class Results extends LitElement {
  static override properties = {
    shown: { attribute: false },
    rounds: { attribute: false },
    doubts: { attribute: false },
    vocabulary: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0.4375rem 0 0.4375rem 1rem;
        border-top: 1px solid var(--line);
        vertical-align: baseline;
      }
      thead th {
        border: 0;
        padding-top: 0;
        font-size: 0.8125rem;
        font-weight: 600;
        color: var(--muted);
        text-align: right;
      }
      th:first-child {
        padding-left: 0;
        text-align: left;
      }
      tbody th {
        font-weight: 500;
      }
      small {
        margin-left: 0.75rem;
        font-size: 0.8125rem;
        font-weight: 400;
        color: var(--muted);
      }
      td {
        text-align: right;
        font-size: 1rem;
        white-space: nowrap;
      }
      .spread {
        display: block;
        font-size: 0.8125rem;
        color: var(--muted);
      }
      .good {
        color: var(--good);
      }
      .bad {
        color: var(--bad);
      }
      .conditions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin-top: 1rem;
        padding-top: 0.875rem;
        border-top: 1px solid var(--line);
        font-size: 0.8125rem;
        color: var(--muted);
      }
      .conditions div {
        display: flex;
        gap: 0.35rem;
      }
      dd {
        color: var(--fg);
      }
      .explain {
        margin-top: 0.75rem;
        font-size: 0.875rem;
      }
      @media (max-width: 34rem) {
        small {
          display: none;
        }
        th,
        td {
          padding-left: 0.5rem;
        }
      }
    `,
  ];

  /** One of each run. */
  declare shown: readonly Finished[];
  /** All rounds of each run. */
  declare rounds: readonly (readonly Finished[])[];
  /** Why they must not be told as results. */
  declare doubts: readonly Doubt[];
  declare vocabulary: Vocabulary;

  constructor() {
    super();
    this.doubts = [];
  }

  protected override render() {
    const heads = this.shown.map(({ report }) => report.head);
    const rows = METRICS.map((metric) => ({
      metric,
      values: this.rounds.map((rounds) =>
        rounds.map(({ report, facts }) => metric.value(report.head, facts)),
      ),
    }));
    const engines = new Set(heads.map(({ engine }) => engine));
    const engine = [...engines].join(' and ');
    return html`
      <table data-engine=${engine}>
        <caption class="hidden-visually">The runs in numbers, ${engine}</caption>
        <thead>
          <tr>
            <th scope="col">${capital(engine)}${this.#times > 1 ? `, median of ${this.#times}` : ''}</th>
            ${this.shown.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows
            .filter(({ metric, values }) => !metric.rare || values.flat().some((value) => value > 0))
            .map(
              ({ metric, values }) => html`
                <tr>
                  <th scope="row">${metric.label}<small>${metric.means}</small></th>
                  ${heads.map((head, i) => this.#cell(metric, head, values[i] ?? []))}
                </tr>
              `,
            )}
          ${heads.some(({ residuals }) => residuals.length > 0) ? this.#residuals(heads) : nothing}
        </tbody>
      </table>
      ${this.doubts.length === 0 ? nothing : html`<p class="explain" data-testid="doubts">${TOO_NOISY}. ${tooNoisy(this.doubts)}</p>`}
      ${heads.some((head) => this.#fails(head)) ? this.#explainFailure() : nothing}
      ${heads[0] === undefined ? nothing : this.#conditions(heads)}
    `;
  }

  get #times(): number {
    return this.rounds[0]?.length ?? 0;
  }

  #cell(metric: Metric, head: ReportHead, values: readonly number[]) {
    if (metric.compares && this.doubts.length > 0 && head.engine === 'measured')
      return html`<td data-testid=${metric.name} data-runtime=${head.scenario.runtime}>–</td>`;
    const inOrder = values.toSorted((a, b) => a - b);
    const [least = 0, most = 0] = [inOrder.at(0), inOrder.at(-1)];
    const median = inOrder[Math.floor((inOrder.length - 1) / 2)] ?? 0;
    const spread = values.length > 1 && least < most;
    return html`<td data-testid=${metric.name} data-runtime=${head.scenario.runtime} data-value=${median}
      data-least=${least} data-most=${most}>
      ${metric.show(median)}
      ${spread ? html`<span class="spread">${metric.show(least)} to ${metric.show(most)}</span>` : nothing}
    </td>`;
  }

  #worst(head: ReportHead): number {
    return Math.max(0, ...head.residuals.map(({ max }) => max ?? Number.POSITIVE_INFINITY));
  }

  #fails(head: ReportHead): boolean {
    return !(this.#worst(head) <= this.vocabulary.residual_limit);
  }

  /** Only where a kernel was really computed is there a result to check. */
  #residuals(heads: readonly ReportHead[]) {
    return html`
      <tr>
        <th scope="row">Residual<small>is the result right? in units of n·ε·‖A‖</small></th>
        ${heads.map((head) => this.#residual(head))}
      </tr>
    `;
  }

  #residual(head: ReportHead) {
    const worst = this.#worst(head);
    const fails = this.#fails(head);
    return html`<td class=${fails ? 'bad' : 'good'} data-testid="residual" data-runtime=${head.scenario.runtime} data-value=${worst}
      data-passes=${!fails}>
      <span aria-hidden="true">${fails ? '✗' : '✓'}</span>
      <span class="hidden-visually">${fails ? 'fails:' : 'passes:'}</span>
      ${Number.isFinite(worst) ? worst.toPrecision(2) : '∞'}
    </td>`;
  }

  #explainFailure() {
    return html`<p class="explain bad">
      A residual above ${this.vocabulary.residual_limit} means that a decomposition does not give its matrix back: the
      result is wrong, and its times mean nothing. Please report the setup (the address of this page holds it).
    </p>`;
  }

  #conditions(heads: readonly ReportHead[]) {
    const { engine, environment, residuals, scenario } = heads[0] as ReportHead;
    const clockUs = Math.max(...heads.map((head) => head.clock_error_us));
    const checked = residuals.map((it) => `${kernelTitle(it.kernel)} ${size(it)}`).join(', ');
    const setup = scenario.threads.map(({ count, repeat }) => `${count} × ${repeat}`).join(' + ');
    const told = heads.flatMap((head) => head.environment.notes ?? []);
    const notes = [...new Set([...told, ...caveatsOf(heads)])];
    const measured: [string, string, string][] = [
      ['cores', 'Cores', String(environment.cores)],
      ['timer-step', 'Timer step', duration(environment.timer_step_us)],
      ['clock-error', 'Clocks agree within', duration(clockUs)],
      ['isolation', 'Isolated by', environment.isolation],
      ['hidden', 'Tab hidden', heads.some((head) => head.environment.hidden) ? 'yes' : 'no'],
      ['checked', 'Checked', checked || 'no kernels'],
      ['backend', 'Kernels', environment.backends.join(', ')],
    ];
    const simulated: [string, string, string][] = [
      ['cores', 'Virtual cores', String(environment.cores)],
      ['seed', 'Seed', String(scenario.seed)],
    ];
    const facts: [string, string, string][] = [
      ...(engine === 'simulated' ? simulated : measured),
      ['setup', 'Setup', setup],
      ['version', 'Version', environment.version],
      ...notes.map((note): [string, string, string] => ['note', 'Note', note]),
    ];
    return html`<dl class="conditions" data-testid="environment">
      ${facts.map(([name, label, value]) => html`<div data-testid=${name}><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>`;
  }
}

customElements.define('gil-results', Results);
