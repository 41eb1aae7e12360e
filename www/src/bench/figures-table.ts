// The bench page's table. Invariant: each figure stands unrounded in its cell's data-value; one not measured is a dash.
import { html } from 'lit';
import { kernelTitle } from '../base/format.ts';
import { COLUMNS, type Figures, shown } from './figures.ts';

export function figuresTable(rows: readonly Figures[], n: number) {
  return html`
    <div class="wide" tabindex="0" role="group" aria-label="Table, scrolls sideways">
      <table data-testid="figures">
        <caption class="hidden-visually">What was measured at n = ${n}</caption>
        <thead>
          <tr>
            <th scope="col">Kernel<small>n = ${n}</small></th>
            ${COLUMNS.map(({ head, means }) => html`<th scope="col">${head}<small>${means}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`
              <tr data-kernel=${row.kernel}>
                <th scope="row">${kernelTitle(row.kernel)}</th>
                ${COLUMNS.map(
                  (column) =>
                    html`<td class="number" data-value=${column.value(row) ?? ''}>${shown(column, row)}</td>`,
                )}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
