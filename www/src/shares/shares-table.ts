// <gil-shares>: the threads in numbers, for the whole run or a stretch of it. Invariant: each number shown stands
// unrounded in its cell's data-value, and none is computed here.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { duration, percent } from '../base/format.ts';
import { freeOf, medianOf, type Shares, sharesOf, together } from '../run/shares.ts';
import type { Stretch } from '../run/stretch.ts';
import { legends, shared } from '../ui/styles.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { bar, barLegend, partsOf, texturesFor } from './bar.ts';
import { groupRows, laneRows, MOST_LANES, type SharesRun } from './rows.ts';
import { sharesStyles } from './styles.ts';

interface Column {
  name: string;
  label: string;
  value(shares: Shares): number | null;
  show(value: number): string;
}

const ofLife = (us: number, { lifeUs }: Shares) => (lifeUs > 0 ? us / lifeUs : null);

const COLUMNS: readonly Column[] = [
  { name: 'held-share', label: 'Holds lock', value: (it) => ofLife(it.heldUs, it), show: percent },
  { name: 'wait-share', label: 'Waits for lock', value: (it) => ofLife(it.waitingUs, it), show: percent },
  { name: 'free-share', label: 'Free of lock', value: (it) => ofLife(freeOf(it), it), show: percent },
  {
    name: 'wait-count',
    label: 'Waits',
    value: ({ waitsUs }) => waitsUs.length,
    show: (count) => count.toLocaleString('en'),
  },
  { name: 'median-wait', label: 'Median wait', value: ({ waitsUs }) => medianOf(waitsUs), show: duration },
  {
    name: 'longest-wait',
    label: 'Longest wait',
    value: ({ waitsUs }) => waitsUs.at(-1) ?? null,
    show: duration,
  },
];

/** One row of the table, run by run; a run may lack it. */
interface Row {
  name: string;
  runs: { run: number; shares: Shares }[];
}

export class SharesTable extends LitElement {
  static override properties = {
    // The page makes the list anew whenever it renders; to go through all spans again takes another run.
    runs: { attribute: false, hasChanged: differ },
    words: { attribute: false },
    stretch: { attribute: false },
    unfolded: { state: true },
  };
  static override styles = [shared, legends, sharesStyles];

  declare runs: readonly SharesRun[];
  declare words: Pick<Vocabulary, 'states'>;
  /** Null is the whole run. */
  declare stretch: Stretch | null;
  declare unfolded: boolean;
  /** Lane by lane, run by run. */
  #shares: Shares[][] = [];

  constructor() {
    super();
    this.runs = [];
    this.words = { states: [] };
    this.stretch = null;
    this.unfolded = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('runs') && !changed.has('stretch')) return;
    this.#shares = this.runs.map(({ report }) => sharesOf(report.pieces, this.stretch, this.words.states));
  }

  protected override render() {
    const rows = this.#rows();
    const parts = rows.flatMap(({ runs }) =>
      runs.flatMap(({ shares }) => partsOf(shares, this.words.states)),
    );
    return html`
      <header>
        <h2>Threads in numbers</h2>
        <p class="muted" role="status" data-testid="shares-stretch" data-from=${this.stretch?.[0] ?? ''} data-to=${this.stretch?.[1] ?? ''}>
          ${this.#when()}
        </p>
        <p class="muted" data-testid="shares-of">Percentages are of the time each thread was alive.</p>
        <div class="buttons">
          ${this.stretch === null ? nothing : html`<button @click=${this.#clear}>Whole run</button>`}
          ${
            this.#folds
              ? html`<button aria-expanded=${this.unfolded} @click=${this.#fold}>
                  ${this.unfolded ? 'Group the threads' : 'Every thread'}
                </button>`
              : nothing
          }
        </div>
      </header>
      ${texturesFor(parts)}
      <div class="scroll" tabindex="0" role="region" aria-label="Threads in numbers, scrolls sideways">
        <table data-testid="shares">
          <caption class="hidden-visually">
            How each thread spent the time it was alive, ${this.#when()}
          </caption>
          <thead>
            <tr>
              <th scope="col" class="thread">Thread</th>
              <th scope="col" class="run">Run</th>
              <th scope="col" class="run">Its time</th>
              ${COLUMNS.map(({ label }) => html`<th scope="col">${label}</th>`)}
            </tr>
          </thead>
          ${rows.map((row) => this.#row(row))}
        </table>
      </div>
      ${barLegend(parts)}
    `;
  }

  #when(): string {
    if (this.stretch === null) return 'the whole run';
    const [fromUs, toUs] = this.stretch;
    return `from ${duration(fromUs)} to ${duration(toUs)}`;
  }

  get #folds(): boolean {
    return this.runs.some(({ report }) => report.lanes.length > MOST_LANES);
  }

  #rows(): Row[] {
    const rows = new Map<string, Row>();
    this.runs.forEach(({ report: { head } }, run) => {
      const one = this.#folds && !this.unfolded ? groupRows(head.lanes, head.scenario) : laneRows(head.lanes);
      for (const { name, lanes } of one) {
        const row = rows.get(name) ?? { name, runs: [] };
        row.runs.push({ run, shares: together(lanes.flatMap((lane) => this.#shares[run]?.[lane] ?? [])) });
        rows.set(name, row);
      }
    });
    return [...rows.values()];
  }

  #row({ name, runs }: Row) {
    return html`<tbody>
      ${runs.map(
        ({ run, shares }, i) => html`
          <tr>
            ${
              i === 0
                ? html`<th scope="rowgroup" class="thread" rowspan=${runs.length}>
                  <span class="name" title=${name}>${name}</span>
                </th>`
                : nothing
            }
            <th scope="row" class="run">${this.runs[run]?.title}</th>
            <td>${bar(partsOf(shares, this.words.states), shares.lifeUs)}</td>
            ${COLUMNS.map((column) => this.#cell(column, name, run, shares))}
          </tr>
        `,
      )}
    </tbody>`;
  }

  #cell({ name, value, show }: Column, lane: string, run: number, shares: Shares) {
    const exact = value(shares);
    const runtime = this.runs[run]?.report.head.scenario.runtime;
    return html`<td data-testid=${name} data-lane=${lane} data-run=${run} data-runtime=${runtime} data-value=${exact ?? ''}>
      ${exact === null ? '–' : show(exact)}
    </td>`;
  }

  #fold = (): void => {
    this.unfolded = !this.unfolded;
  };

  #clear = (): void => {
    this.dispatchEvent(
      new CustomEvent<Stretch | null>('gil-stretch', { detail: null, bubbles: true, composed: true }),
    );
  };
}

function differ(now: readonly SharesRun[], before: readonly SharesRun[] | undefined): boolean {
  return now.length !== before?.length || now.some((run, i) => run !== before[i]);
}

customElements.define('gil-shares', SharesTable);
