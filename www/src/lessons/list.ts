// The lessons as a list, for a reader who has not chosen yet. Invariant: links, so that each can be opened, copied or kept.
import { css, html } from 'lit';
import { LESSONS } from '../question/lessons.ts';
import { doneLessons } from './progress.ts';

export const listStyles = css`
  .lessons h2 {
    font-size: 1rem;
  }
  .lessons ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
    gap: 0 1.5rem;
    margin: 0.5rem 0 0;
    padding-inline-start: 1.5rem;
    font-size: 0.9375rem;
  }
  .lessons li::marker {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .lessons a {
    display: inline-block;
    padding: 0.125rem 0;
    min-height: 1.75rem;
  }
`;

export function lessonList(heading: string) {
  const done = doneLessons();
  return html`
    <nav class="lessons" aria-labelledby="lessons">
      <h2 id="lessons">${heading}</h2>
      <ol>
        ${LESSONS.map(
          ({ name, title }) => html`
            <li>
              <a href="#v=1&lesson=${name}">${title}</a>${done.has(name) ? html` <span class="muted">✓ done</span>` : ''}
            </li>
          `,
        )}
      </ol>
    </nav>
  `;
}
