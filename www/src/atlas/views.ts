// The page around the rows. Invariant: templates only; what a verdict means is said here once, beside its mark.
import { html, nothing } from 'lit';
import { sentence } from '../base/format.ts';
import type { Measurement, Topic, Typed, Verdict } from './data.ts';
import { mark } from './marks.ts';
import { conditionsOf } from './words.ts';

/** `controls`: the era, and the way to the search. */
export function head(controls: unknown) {
  return html`
    <header class="atlas-head">
      <p class="muted"><a href="./index.html">GIL playground</a></p>
      <h1>Which NumPy and SciPy calls release the GIL?</h1>
      <p class="means">
        A call that ${word('releases')} the lock lets other Python threads run while it computes; one that
        ${word('holds')} it makes them all wait. Some are ${word('mixed')}, and for many it ${word('depends')} on the shape
        of the arrays.
      </p>
      <div class="era-place">${controls}</div>
    </header>
  `;
}

const word = (verdict: Verdict) => html`<span>${mark(verdict)} <strong>${verdict}</strong></span>`;

export function complaintsOf(complaints: readonly string[]) {
  if (complaints.length === 0) return nothing;
  return html`
    <section class="notice mild" aria-label="About the link" data-testid="complaints">
      ${complaints.map((complaint) => html`<p>${complaint}</p>`)}
    </section>
  `;
}

/** How the search was read: what stands for what, and what treats a word that names no call. */
export function readOf({ notes, topics }: Typed, refusal: string | null) {
  if (notes.length === 0 && topics.length === 0 && refusal === null) return nothing;
  return html`
    <div class="read" data-testid="read">
      ${refusal === null ? nothing : html`<p>${sentence(refusal)}</p>`}
      ${notes.map((note) => html`<p>${note}.</p>`)}
      ${topics.map(({ title, text, link, place }) => html`<p><strong>${title}.</strong> ${text} See <a href=${link}>${place}</a>.</p>`)}
    </div>
  `;
}

/** What people ask, answered. */
export function questionsOf(topics: readonly Topic[]) {
  return html`
    <section class="card questions" aria-labelledby="asked" data-testid="questions">
      <h2 id="asked">What people ask</h2>
      ${topics.map(
        ({ asks, text, link, place }) => html`
          <details>
            <summary>${asks}</summary>
            <p>${text} See <a href=${link}>${place}</a>.</p>
          </details>
        `,
      )}
    </section>
  `;
}

export function foot(measurement: Measurement) {
  const { bounds, rows } = measurement;
  return html`
    <footer class="muted">
      <p>
        <strong>How this is known.</strong> Each verdict is a rule read in the source, shown with what was measured.
        “GIL free” is the part of a call’s time in which another thread could run Python: up to
        ${Math.round(bounds.holds * 100)} % counts as holding, from ${Math.round(bounds.releases * 100)} % on as releasing. Where
        rule and measurement disagree, the row says so. Calls whose source was not read are not listed.
      </p>
      <p>${rows} measurements: ${conditionsOf(measurement)} The same answers in a terminal: <code>gil atlas numpy.linalg.inv 23x23</code>.</p>
      <p><a href="./index.html">GIL playground</a>: see what threads do behind the lock, measured in your browser.</p>
    </footer>
  `;
}
