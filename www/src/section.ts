// A part of the page that is closed, and not even loaded, until somebody opens it. Invariant: what can be done without
// it costs the first load nothing; where it cannot be loaded, its place says so.
import { css, html } from 'lit';
import { textOf } from './problem.ts';

export const sectionStyles = css`
  details.card > summary {
    cursor: pointer;
    min-height: 1.5rem;
  }
  details.card h2 {
    display: inline;
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    margin-right: 0.5rem;
  }
`;

export interface Section {
  /** Where tests and scripts find it. */
  name: string;
  title: string;
  /** What it is for, in a sentence. */
  hint: string;
  load(): Promise<unknown>;
  /** The name of an element inside that has to know whether it is `open`. */
  sees?: string;
}

/** `content`: the element that `load` defines. */
export function section(it: Section, content: unknown) {
  return html`
    <details class="card" data-testid=${it.name} @toggle=${(event: Event) => toggled(event, it)}>
      <summary>
        <h2>${it.title}</h2>
        <span class="muted">${it.hint}</span>
      </summary>
      ${content}
      <p class="failed" role="status"></p>
    </details>
  `;
}

async function toggled({ target }: Event, it: Section): Promise<void> {
  if (!(target instanceof HTMLDetailsElement)) return;
  const seen = it.sees === undefined ? null : target.querySelector<HTMLElement & { open: boolean }>(it.sees);
  if (seen !== null) seen.open = target.open;
  if (!target.open) return;
  const failed = target.querySelector(':scope > .failed');
  if (failed === null) return;
  try {
    await it.load();
    failed.textContent = '';
  } catch (thrown) {
    failed.textContent = `This part of the page could not be loaded (${textOf(thrown)}): reload the page to try again.`;
  }
}
