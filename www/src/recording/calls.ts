// <gil-calls>: the calls of a recording as a table. Invariant: each number stands unrounded in its cell's data-value, and none
// is computed here; `gil-only` tells which calls alone are to be seen, `gil-next` to which one to go.
import { html, LitElement, nothing, svg } from 'lit';
import { duration, percent } from '../base/format.ts';
import { shared } from '../ui/styles.ts';
import type { CallRow } from '../wasm/core.ts';
import { callsStyles } from './calls.styles.ts';

interface Column {
  name: 'count' | 'held_us' | 'released_us' | 'waiting_us' | 'gil_free';
  label: string;
  show(row: CallRow): string;
}

const time = (us: number) => (us === 0 ? '0' : duration(us));

const COLUMNS: readonly Column[] = [
  { name: 'count', label: 'Count', show: ({ count }) => count.toLocaleString('en') },
  { name: 'held_us', label: 'Held', show: (row) => (row.operator ? '–' : time(row.held_us)) },
  { name: 'released_us', label: 'Released', show: ({ released_us }) => time(released_us) },
  { name: 'waiting_us', label: 'Waiting', show: ({ waiting_us }) => time(waiting_us) },
  {
    name: 'gil_free',
    label: 'GIL-free',
    show: ({ gil_free }) => (gil_free === null ? '–' : percent(gil_free)),
  },
];

/** As many rows are shown at first. */
const FIRST_ROWS = 12;

export class Calls extends LitElement {
  static override properties = {
    rows: { attribute: false },
    only: { attribute: false },
    sorted: { state: true },
    all: { state: true },
  };
  static override styles = [shared, callsStyles];

  declare rows: readonly CallRow[];
  /** The row whose calls alone are to be seen. */
  declare only: CallRow | null;
  declare sorted: Column['name'];
  declare all: boolean;

  constructor() {
    super();
    this.rows = [];
    this.only = null;
    this.sorted = 'held_us';
    this.all = false;
  }

  protected override render() {
    const rows = this.rows.toSorted((a, b) => (b[this.sorted] ?? -1) - (a[this.sorted] ?? -1));
    const shown = this.all ? rows : rows.slice(0, FIRST_ROWS);
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Calls, scrolls sideways">
        <table data-testid="calls">
          <caption class="hidden-visually">The calls of C code, and what they did with the GIL</caption>
          <thead>
            <tr>
              <th scope="col">Call</th>
              ${COLUMNS.map((column) => this.#head(column))}
              <th scope="col">By the atlas</th>
              <th scope="col">See</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((row) => this.#row(row))}
          </tbody>
        </table>
      </div>
      ${
        rows.length > shown.length
          ? html`<button @click=${this.#showAll}>All ${rows.length.toLocaleString('en')} calls</button>`
          : nothing
      }
    `;
  }

  #head({ name, label }: Column) {
    const sorted = this.sorted === name;
    return html`<th scope="col" aria-sort=${sorted ? 'descending' : 'none'}>
      <button class="plain" @click=${() => this.#sort(name)}>${label}${sorted ? ' ▾' : ''}</button>
    </th>`;
  }

  #row(row: CallRow) {
    const only = this.only === row;
    return html`
      <tr data-call=${row.name} data-place=${row.place} class=${only ? 'only' : ''}>
        <th scope="row">
          <span class="name">${row.name}</span>
          ${row.place === '' ? nothing : html`<span class="muted place">${row.place}</span>`}
        </th>
        ${COLUMNS.map(
          (column) => html`<td data-testid=${column.name} data-value=${row[column.name] ?? ''}>
            ${column.name === 'gil_free' && row.gil_free !== null ? bar(row.gil_free) : nothing}
            ${column.show(row)}
          </td>`,
        )}
        <td class="words">
          ${row.atlas === null ? nothing : html`<a href="./atlas.html#q=${encodeURIComponent(row.name)}">${row.atlas}</a>`}
        </td>
        <td class="words">
          <button @click=${() => this.#tell('gil-next', row)} aria-label="Go to the next ${row.name}">Next</button>
          <button aria-pressed=${only} @click=${() => this.#tell('gil-only', only ? null : row)}
            aria-label="Only ${row.name} in the timelines">Only</button>
        </td>
      </tr>
    `;
  }

  #sort(name: Column['name']): void {
    this.sorted = name;
  }

  #showAll = (): void => {
    this.all = true;
  };

  #tell(what: 'gil-next' | 'gil-only', detail: CallRow | null): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true, composed: true }));
  }
}

/** How much of it is GIL-free. */
function bar(part: number) {
  return html`<svg class="bar" viewBox="0 0 40 8" aria-hidden="true">
    ${svg`<rect class="held" width="40" height="8" /><rect class="free" width=${40 * part} height="8" />`}
  </svg>`;
}

customElements.define('gil-calls', Calls);
