// What the arrows mean. Invariant: lists only the causes that are in view, in the line style and colour they are drawn in.
import { html, render, svg } from 'lit';
import { HANDOFF_LOOKS } from '../run/handoffs.ts';

function handoffLegend() {
  return html`
    <ul class="handoffs" aria-label="Hand-offs in view" data-testid="handoff-legend">
      ${HANDOFF_LOOKS.map(
        ({ name, words, color, dash }) => html`
          <li data-cause=${name} hidden>
            ${svg`<svg viewBox="0 0 30 10" aria-hidden="true">
              <g stroke="var(${color})" fill="var(${color})">
                <path d="M0 5H23" stroke-width="1.6" stroke-dasharray=${dash.join(' ')}></path>
                <path d="M24 1.5 29.5 5 24 8.5Z" stroke="none"></path>
              </g>
            </svg>`}
            ${words}
          </li>
        `,
      )}
    </ul>
  `;
}

/** `causes` are indices into `HANDOFF_LOOKS`. */
export function showCauses(root: ParentNode, causes: ReadonlySet<number>): void {
  const place = root.querySelector<HTMLElement>('.arrows');
  if (place === null) return;
  render(handoffLegend(), place);
  place.querySelectorAll<HTMLElement>('li').forEach((item, cause) => {
    item.hidden = !causes.has(cause);
  });
}
