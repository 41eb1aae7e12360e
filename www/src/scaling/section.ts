// Where the scaling view stands on the page. Invariant: nothing of it is loaded before somebody opens it.
import { html } from 'lit';
import type { Scaling } from './element.ts';

export type ScalingView = Pick<Scaling, 'lab' | 'vocabulary' | 'planned' | 'running' | 'theme'>;

export function scaling({ lab, vocabulary, planned, running, theme }: ScalingView) {
  return html`
    <details class="card" data-testid="scaling" @toggle=${load}>
      <summary>How it scales: threads, switch interval, BLAS threads</summary>
      <gil-scaling .lab=${lab} .vocabulary=${vocabulary} .planned=${planned} .running=${running} .theme=${theme}>
        <p>Loading …</p>
      </gil-scaling>
    </details>
  `;
}

function load({ target }: Event): void {
  if (!(target instanceof HTMLDetailsElement) || !target.open) return;
  import('./element.ts').catch(() => {
    const said = target.querySelector('gil-scaling > p');
    if (said !== null) said.textContent = 'It could not be loaded. Close and open this section to try again.';
  });
}
