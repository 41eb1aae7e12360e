// The key sheet. Invariant: lists the same table the key handler reads.
import { html } from 'lit';
import { GESTURES, KEYS } from './timeline/keys.ts';

export function keySheet() {
  const row = (shown: unknown, does: string) => html`
    <div>
      <dt>${shown}</dt>
      <dd>${does}</dd>
    </div>
  `;
  return html`
    <dialog class="sheet" aria-labelledby="sheet-title" data-testid="key-sheet">
      <form method="dialog">
        <h2 id="sheet-title">Keys in the timelines</h2>
        <p class="muted">Click a timeline, or reach it with Tab; then all of them move together.</p>
        <dl>
          ${KEYS.map(({ shown, does }) =>
            row(
              shown.map((key) => html`<kbd>${key}</kbd> `),
              does,
            ),
          )}
          ${GESTURES.map(({ shown, does }) => row(shown, does))}
        </dl>
        <button class="primary" value="close">Close</button>
      </form>
    </dialog>
  `;
}
