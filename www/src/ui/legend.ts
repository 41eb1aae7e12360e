// What the states of a timeline look like, as a legend. Invariant: each mark is drawn as the timelines draw the state.
import { css, html, svg } from 'lit';
import { lookOf } from '../run/states.ts';

export const legendStyles = css`
  .kernel-held {
    fill: var(--state-held);
  }
  .kernel-released {
    fill: var(--state-released);
  }
  .python {
    fill: var(--state-python);
  }
  .blas {
    fill: var(--state-blas);
    stroke: var(--state-blas);
  }
  .io {
    stroke: var(--state-io);
  }
  .pale {
    fill-opacity: 0.55;
    stroke: none;
  }
  .outline {
    fill: none;
  }
  .wait {
    stroke: var(--state-wait);
    stroke-width: 7;
    stroke-dasharray: 1.6 3;
  }
  .wait.runnable {
    stroke: var(--state-runnable);
  }
  .legend {
    gap: 0.375rem 1.5rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .legend svg {
    width: 26px;
    height: 14px;
  }
`;

const pale = (state: string) => svg`<rect class=${`${state} pale`} width="26" height="14" rx="3"></rect>`;

const SWATCHES: Record<string, unknown> = {
  io: svg`<rect class="io outline" x="0.5" y="4.5" width="25" height="5" rx="2"></rect>`,
  runnable: svg`<line class="runnable wait" x1="0" x2="26" y1="7" y2="7"></line>`,
  blas: svg`${pale('blas')}<path class="blas outline" d="M0 7H26M6.5 0V14M13 0V14M19.5 0V14"></path>`,
  'gil-wait': svg`<line class="wait" x1="0" x2="26" y1="7" y2="7"></line>`,
  python: svg`${pale('python')}
    ${[4, 13, 22].map((x) => svg`<circle class="python" cx=${x} cy="5" r="1.6"></circle><circle class="python" cx=${x - 4} cy="10" r="1.6"></circle>`)}`,
};

function swatch(state: string) {
  const look = lookOf(state);
  const shape = SWATCHES[state] ?? svg`<rect class=${state} width="26" height="14" rx="3"></rect>`;
  return html`
    <li>
      ${svg`<svg viewBox="0 0 26 14" aria-hidden="true">${shape}</svg>`}
      ${look.words}
    </li>
  `;
}

export function legend(states: readonly string[]) {
  return html`<ul class="legend" aria-label="Legend">${states.map(swatch)}</ul>`;
}
