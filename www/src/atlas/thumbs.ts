// The rules of thumb and what to do about them. Invariant: each line leads to its rows, and the calls it stands on are
// shown with what they do; all of them are links, so that they can be opened, copied and sent.
import { html, nothing } from 'lit';
import type { Cite, Thumb } from './data.ts';
import { DEFAULTS, type State, writeLink } from './link.ts';
import { mark } from './marks.ts';

export function thumbsOf(thumbs: readonly Thumb[], shown: Pick<State, 'era'>) {
  const remedies = thumbs.filter(({ kind }) => kind === 'remedy');
  const rules = thumbs.filter(({ kind }) => kind !== 'remedy');
  return html`
    <section class="card thumbs ${remedies.length > 0 ? 'both' : ''}" data-testid="thumbs">
      <div>
        <h2>Rules of thumb</h2>
        <ol class="rules">${rules.map((thumb) => lineOf(thumb, shown))}</ol>
      </div>
      ${
        remedies.length === 0
          ? nothing
          : html`
              <div>
                <h2>What to do about it</h2>
                <ul class="rules">${remedies.map((thumb) => lineOf(thumb, shown))}</ul>
              </div>
            `
      }
    </section>
  `;
}

function lineOf({ words, search, cites }: Thumb, { era }: Pick<State, 'era'>) {
  const rows = writeLink({ ...DEFAULTS, q: search, era: cites[0]?.era ?? era });
  return html`
    <li>
      <p>${words}</p>
      <p class="cites">
        ${cites.map(citeOf)}
        ${search === '' ? nothing : html`<a class="rows" href=${rows} aria-label=${`See the rows of: ${search}`}>see the rows</a>`}
      </p>
    </li>
  `;
}

function citeOf({ call, shapes, dtype, era, verdict }: Cite) {
  const link = writeLink({ ...DEFAULTS, era, open: { call, shapes: shapes === '' ? null : shapes, dtype } });
  const details = [shapes, dtype === 'float64' ? '' : dtype, era === '2.7' ? 'in 2.7' : ''].filter(Boolean);
  return html`
    <a class="cite" href=${link} data-verdict=${verdict}>
      ${mark(verdict)}<span><code>${call.replace(/\(.*/, '')}</code> ${details.join(' ')} <em>${verdict}</em></span>
    </a>
  `;
}
