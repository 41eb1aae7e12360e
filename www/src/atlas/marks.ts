// Verdicts as a word with a mark of its own shape. Invariant: no verdict is told by colour alone.
import { html, svg } from 'lit';
import type { Verdict } from './data.ts';

/** Open, shut, half of each, and a fork. */
const SHAPES = {
  releases: svg`<circle cx="7" cy="7" r="5" class="line"></circle>`,
  holds: svg`<rect x="1.5" y="1.5" width="11" height="11" rx="1.5" class="plane"></rect>`,
  mixed: svg`<circle cx="7" cy="7" r="5" class="line"></circle><path d="M7 2a5 5 0 0 0 0 10z" class="plane"></path>`,
  depends: svg`<path d="M7 1.5 12.5 7 7 12.5 1.5 7z" class="line"></path>`,
} satisfies Record<Verdict, unknown>;

export function mark(verdict: Verdict) {
  return svg`<svg class="mark ${verdict}" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">${SHAPES[verdict]}</svg>`;
}

/** `stale`: it is about other arrays than those that are asked about. */
export function verdictOf(verdict: Verdict, stale = false) {
  return html`<span class="verdict ${verdict} ${stale ? 'stale' : ''}">${mark(verdict)}<span>${stale ? 'was ' : ''}${verdict}</span></span>`;
}
