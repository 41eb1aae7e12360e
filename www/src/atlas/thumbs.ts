// The rules of thumb and what to do about them. Invariant: each line leads to its rows, and the calls it stands on are
// shown with what they do; all of them are links, so that they can be opened, copied and sent.
import { html, nothing } from 'lit';
import type { Cite, Thumb } from './data.ts';
import { DEFAULTS, type State, writeLink } from './link.ts';
import { mark } from './marks.ts';

export function thumbsOf(thumbs: readonly Thumb[], shown: Pick<State, 'era'>) {
  const of = (wanted: Thumb['kind']) =>
    thumbs.filter(({ kind }) => kind === wanted).map((thumb) => lineOf(thumb, shown));
  return html`
    <section class="card thumbs" data-testid="thumbs">
      <div>
        <h2>Rules of thumb</h2>
        <ol class="rules">${of('rule')}</ol>
      </div>
      <div>
        <h2>What to do about it</h2>
        <ul class="rules">${of('remedy')}</ul>
      </div>
    </section>
  `;
}

function lineOf({ words, search, cites }: Thumb, { era }: Pick<State, 'era'>) {
  const of = cites[0]?.era ?? era;
  const rows = writeLink({ ...DEFAULTS, q: search, era: of });
  const what = search === '' ? `Python ${of}` : search;
  return html`
    <li>
      <p>
        ${words}
        ${rows === '#' ? nothing : html`<a class="all" href=${rows}>See rows<span class="hidden-visually"> of ${what}</span></a>`}
      </p>
      <p class="cites">${cites.map(citeOf)}</p>
    </li>
  `;
}

function citeOf({ call, shapes, dtype, era, verdict }: Cite) {
  const link = writeLink({ ...DEFAULTS, era, open: { call, shapes: shapes === '' ? null : shapes, dtype } });
  const details = [shapes, dtype === 'float64' ? '' : dtype, era === '2.7' ? 'in 2.7' : ''].filter(Boolean);
  return html`
    <a class="cite" href=${link} title=${verdict} data-verdict=${verdict}>
      ${mark(verdict)}<span><code>${call.replace(/\(.*/, '')}</code> ${details.join(' ')}<span class="hidden-visually"> ${verdict}</span></span>
    </a>
  `;
}
