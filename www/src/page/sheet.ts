// <gil-key-sheet>: the keys of the timelines, once a reader asks for them. Invariant: lists the same table the key handler
// reads.
import { css, html, LitElement } from 'lit';
import { KEYS } from '../timeline/keys.ts';
import { shared } from '../ui/styles.ts';

/** What else can be done; the gestures themselves listen elsewhere. */
const GESTURES: readonly { shown: string; does: string }[] = [
  { shown: 'Drag', does: 'select a stretch of time' },
  { shown: 'Shift + drag', does: 'pan' },
  { shown: 'Ctrl + wheel', does: 'zoom about the pointer' },
  { shown: 'Shift + wheel', does: 'pan' },
  { shown: 'Click', does: 'select the span' },
  { shown: 'Touch', does: 'one finger pans, two zoom; on the ruler one selects' },
];

export class KeySheet extends LitElement {
  static override styles = [
    shared,
    css`
      dialog {
        border: 1px solid var(--line);
        border-radius: 14px;
        padding: 1.5rem;
        background: var(--surface);
        color: var(--fg);
        max-width: min(30rem, calc(100vw - 2rem));
        font-size: 0.9375rem;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }
      h2 {
        font-size: 1.125rem;
      }
      dl {
        display: grid;
        gap: 0.375rem;
        margin: 1rem 0 1.25rem;
      }
      dl div {
        display: grid;
        grid-template-columns: 10rem 1fr;
        gap: 0.75rem;
      }
    `,
  ];

  async show(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="title" data-testid="key-sheet">
        <form method="dialog">
          <h2 id="title">Keys in the timelines</h2>
          <p class="muted">Click a timeline, or reach it with Tab; then all of them move together.</p>
          <dl>
            ${KEYS.map(({ shown, does }) =>
              row(
                shown.map((key) => html`<kbd>${key}</kbd> `),
                does,
              ),
            )}
            ${row(html`<kbd>Ctrl</kbd> + <kbd>Enter</kbd>`, 'run, from anywhere on the page')}
            ${row(html`<kbd>Esc</kbd>`, 'cancel a run')} ${GESTURES.map(({ shown, does }) => row(shown, does))}
          </dl>
          <button class="primary" value="close">Close</button>
        </form>
      </dialog>
    `;
  }
}

function row(shown: unknown, does: string) {
  return html`
    <div>
      <dt>${shown}</dt>
      <dd>${does}</dd>
    </div>
  `;
}

customElements.define('gil-key-sheet', KeySheet);
