// A part of the page that is closed, and not even loaded, until a reader opens it. Invariant: what can be done without
// it costs the first load nothing; where it cannot be loaded, its place says so.
import { css, html } from 'lit';
import './lazy.ts';
import type { Lazy, Load } from './lazy.ts';

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
  load: Load;
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
      <gil-lazy .load=${it.load} .shown=${false}>${content}</gil-lazy>
    </details>
  `;
}

function toggled({ target }: Event, it: Section): void {
  if (!(target instanceof HTMLDetailsElement)) return;
  const seen = it.sees === undefined ? null : target.querySelector<HTMLElement & { open: boolean }>(it.sees);
  if (seen !== null) seen.open = target.open;
  const place = target.querySelector<Lazy>('gil-lazy');
  if (place !== null) place.shown = target.open;
}
