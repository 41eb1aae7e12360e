// The key sheet. Invariant: lists the same table the key handler reads.
import { html } from 'lit';
import { KEYS } from './timeline/keys.ts';

export function keySheet() {
  return html`
    <dialog class="sheet" aria-labelledby="sheet-title" data-testid="key-sheet">
      <form method="dialog">
        <h2 id="sheet-title">Keys in the timelines</h2>
        <p class="muted">Click a timeline, or reach it with Tab; then both move together.</p>
        <dl>
          ${KEYS.map(
            ({ shown, does }) => html`
              <div>
                <dt>${shown.map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${does}</dd>
              </div>
            `,
          )}
          <div>
            <dt><kbd>Ctrl</kbd> + wheel</dt>
            <dd>zoom about the pointer</dd>
          </div>
          <div>
            <dt><kbd>Shift</kbd> + wheel, drag</dt>
            <dd>pan</dd>
          </div>
          <div>
            <dt><kbd>?</kbd></dt>
            <dd>this sheet</dd>
          </div>
        </dl>
        <button class="primary" value="close">Close</button>
      </form>
    </dialog>
  `;
}
