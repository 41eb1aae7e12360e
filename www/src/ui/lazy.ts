// <gil-lazy>: the place of a part that is loaded when it is first shown. Invariant: showing the part is what loads it,
// whatever path led there; a part that can't be loaded says so in its own place, with a way to try again.
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { textOf } from '../base/problem.ts';
import { shared } from './styles.ts';

/** Defines the part's elements. The same function each time, so that a part that is there is known to be. */
export interface Load {
  (): Promise<unknown>;
  /** It has been loaded, by whatever path, so that its place need not wait. */
  there?: boolean;
}

/** What takes longer gets a word about it. */
const SLOW_MS = 10_000;

/**
 * The part is what stands between the tags; what stands in the slot `failed` is shown when it can't be loaded. `gil-loaded`
 * tells once it is there after how many failed tries.
 */
export class Lazy extends LitElement {
  static override properties = {
    load: { attribute: false },
    shown: { attribute: false },
    what: {},
    state: { state: true },
  };
  static override styles = [
    shared,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 0.75rem;
        padding: 0.5rem 0;
      }
      p {
        flex: 1 1 100%;
      }
    `,
  ];

  declare load: Load;
  /** Whether it is to be seen; a closed section isn't. */
  declare shown: boolean;
  /** What it is called, at the beginning of a sentence. */
  declare what: string;
  declare state: 'idle' | 'loading' | 'slow' | 'there' | 'failed';
  #why = '';
  #tries = 0;

  constructor() {
    super();
    this.shown = true;
    this.what = 'This part of the page';
    this.state = 'idle';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('load')) this.state = this.load.there === true ? 'there' : 'idle';
    if (this.shown && this.state === 'idle') void this.#try();
  }

  protected override render() {
    const { state, what } = this;
    if (state === 'there') return html`<slot></slot>`;
    if (state === 'idle') return nothing;
    if (state !== 'failed')
      return html`<p class="muted" role="status">
        ${state === 'slow' ? `${what} is still loading. Check your connection, or reload the page: the setup stays.` : 'Loading …'}
      </p>`;
    return html`
      <div role="alert" data-testid="unloaded">
        <p>${what} couldn’t be loaded (${this.#why}). Check your connection, then try again; after an update of this site, reload the page.</p>
        <button @click=${this.#try}>Try again</button>
        ${this.#tries > 1 ? html`<button @click=${() => location.reload()}>Reload the page</button>` : nothing}
        <slot name="failed"></slot>
      </div>
    `;
  }

  #try = async (): Promise<void> => {
    const { load } = this;
    this.state = 'loading';
    const slow = setTimeout(() => {
      this.state = 'slow';
    }, SLOW_MS);
    try {
      await load();
      load.there = true;
      this.state = 'there';
      await this.updateComplete;
      this.dispatchEvent(new CustomEvent('gil-loaded', { detail: this.#tries }));
    } catch (thrown) {
      this.#why = textOf(thrown);
      this.#tries += 1;
      this.state = 'failed';
    } finally {
      clearTimeout(slow);
    }
  };
}

customElements.define('gil-lazy', Lazy);
