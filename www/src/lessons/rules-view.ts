// The rules of thumb as they stand under the last lesson. Invariant: every rule leads to the lesson that shows it.
import { html } from 'lit';
import { LESSONS, type LessonName } from '../question/lessons.ts';
import { CATALOGUE } from './catalogue.ts';

export function rulesOfThumb(go: (name: LessonName) => void) {
  const title = (name: LessonName) => LESSONS.find((lesson) => lesson.name === name)?.title;
  return html`
    <h3 id="rules">Rules of thumb</h3>
    <ul class="rules" aria-labelledby="rules" data-testid="rules">
      ${CATALOGUE.map(
        ({ name, rule: { does, words } }) => html`
          <li>
            <strong>${does}</strong>
            <span>
              ${words}
              <button class="plain" @click=${() => go(name)}>${title(name)}</button>
            </span>
          </li>
        `,
      )}
    </ul>
    <p>Call by call: <a href="./atlas.html">which NumPy and SciPy calls release the GIL?</a></p>
  `;
}
