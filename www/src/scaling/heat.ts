// The heat map of threads and BLAS threads, one table for each organisation. Invariant: every cell says its number; the
// shade only helps the eye to find the large ones.
import { html, nothing } from 'lit';
import { duration, times } from '../base/format.ts';
import { BLAS_THREADS, ORGANISATIONS, type Sought } from './plan.ts';
import type { Answers } from './plot.ts';
import type { Point } from './point.ts';

const SHADES = 5;

const TITLES = {
  team: 'A team for each caller (MKL, OpenMP)',
  pool: 'One pool for the process, behind a lock (OpenBLAS)',
};

/** 0 for the least of the shades. */
export function shadeOf(value: number, most: number): number {
  return Math.min(SHADES - 1, Math.floor((SHADES * value) / most));
}

export function heatMaps(runs: readonly Sought[], answers: Answers, cores: number) {
  const known = runs.flatMap(({ key }) => answers.get(key) ?? []);
  const most = Math.max(1, ...known.map(({ speedup }) => speedup));
  return ORGANISATIONS.map((blas, line) => {
    const own = runs.filter((run) => run.line === line);
    const counts = [...new Set(own.map(({ x }) => x))];
    return html`
      <div class="wide" tabindex="0" role="region" aria-label="Heat map: ${TITLES[blas]}">
        <table class="heat" data-testid="heat" data-blas=${blas}>
          <caption>${TITLES[blas]}, simulated on ${cores} virtual ${cores === 1 ? 'core' : 'cores'}</caption>
          <thead>
            <tr>
              <th scope="col">Threads</th>
              ${BLAS_THREADS.map(
                (inside) =>
                  html`<th scope="col">${inside}<span class="hidden-visually"> BLAS threads</span></th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${counts.map(
              (count) => html`
                <tr>
                  <th scope="row">${count}</th>
                  ${own
                    .filter(({ x }) => x === count)
                    .map(({ key, inside = 1 }) => cell(count, inside, answers.get(key), most))}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  });
}

function cell(count: number, inside: number, point: Point | undefined, most: number) {
  const shade = point === undefined ? 0 : shadeOf(point.speedup, most);
  return html`<td data-level=${shade} data-cell="${count}x${inside}" data-value=${point?.speedup ?? nothing}
    data-wall=${point?.wallUs ?? nothing}>${point === undefined ? '–' : times(point.speedup)}
    <small>${point === undefined ? '' : duration(point.wallUs)}</small></td>`;
}
