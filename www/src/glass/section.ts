// Where the glass stands on the page: closed, and not even loaded, until somebody opens it. Invariant: what can be done
// without it costs the first load nothing.
import { css, html } from 'lit';
import { textOf } from '../problem.ts';
import type { Track } from '../timeline/track.ts';
import type { Words } from '../timeline/words.ts';
import type { Glass } from './element.ts';

export const sectionStyles = css`
  details.card > summary {
    cursor: pointer;
  }
  details.card h2 {
    display: inline;
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    margin-right: 0.5rem;
  }
`;

export function glassSection(tracks: readonly Track[], words: Words) {
  return html`
    <details class="card" data-testid="glass" @toggle=${toggled}>
      <summary>
        <h2>The lock under glass</h2>
        <span class="muted">Go through a run event by event, with the lock’s inside on view.</span>
      </summary>
      <gil-glass .tracks=${tracks} .words=${words}></gil-glass>
    </details>
  `;
}

async function toggled(event: Event): Promise<void> {
  const details = event.target as HTMLDetailsElement;
  const glass = details.querySelector<Glass>('gil-glass');
  if (glass === null) return;
  // It reads this once it is there, if that is later.
  glass.open = details.open;
  try {
    await import('./element.ts');
  } catch (thrown) {
    glass.textContent = `This part of the page could not be loaded (${textOf(thrown)}): reload the page to try again.`;
  }
}
