// <gil-form>: kernel, size, threads, tasks, Run. Invariant: shows the Settings it is given, whatever they are, and
// reports every change as whole new Settings; it judges nothing itself.
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Vocabulary } from './core.ts';
import { capital } from './format.ts';
import { kernelTitle } from './sentence.ts';
import type { Complaint, Settings } from './settings.ts';
import { shared } from './styles.ts';

const NUMBERS = [
  { field: 'n', label: 'Matrix size n' },
  { field: 'threads', label: 'Threads' },
  { field: 'repeat', label: 'Tasks per thread' },
] as const;

export class Form extends LitElement {
  static override properties = {
    settings: { attribute: false },
    vocabulary: { attribute: false },
    complaints: { attribute: false },
    running: { type: Boolean },
    copied: { state: true },
  };
  static override styles = [
    shared,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(11rem, 2.2fr) repeat(3, minmax(5.5rem, 1fr)) auto;
        gap: 0.75rem;
        align-items: end;
      }
      label {
        display: block;
        font-size: 0.8125rem;
        color: var(--muted);
        margin-bottom: 0.25rem;
      }
      input,
      select {
        font: inherit;
        font-variant-numeric: tabular-nums;
        width: 100%;
        min-height: 2.375rem;
        padding: 0 0.625rem;
        color: var(--fg);
        background: var(--surface);
        border: 1px solid var(--field-line);
        border-radius: 8px;
      }
      [aria-invalid='true'] {
        border-color: var(--bad);
        border-width: 2px;
      }
      .actions {
        display: flex;
        gap: 0.5rem;
      }
      .primary {
        min-width: 6.5rem;
      }
      .scenario {
        grid-column: 1 / 5;
        font-size: 0.9375rem;
      }
      .below {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0.25rem 1rem;
        margin-top: 0.75rem;
        font-size: 0.875rem;
      }
      .copy {
        border: 0;
        background: none;
        min-height: 1.5rem;
        padding: 0;
        font-size: inherit;
        color: var(--muted);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      .copy:hover {
        color: var(--fg);
      }
      #complaints {
        margin-top: 0.75rem;
        padding: 0.625rem 0.875rem;
        border-radius: 8px;
        background: var(--bad-bg);
        color: var(--bad);
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      @media (max-width: 54rem) {
        form {
          grid-template-columns: repeat(3, 1fr);
        }
        .kernel,
        .actions,
        .scenario {
          grid-column: 1 / -1;
        }
        .actions button {
          flex: 1;
        }
      }
    `,
  ];

  declare settings: Settings;
  declare vocabulary: Vocabulary | null;
  declare complaints: readonly Complaint[];
  declare running: boolean;
  declare copied: string;

  constructor() {
    super();
    this.complaints = [];
    this.vocabulary = null;
    this.running = false;
    this.copied = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot?.activeElement;
    if (changed.has('running') && focused?.classList.contains('primary')) {
      // Run and Cancel take each other's place: the focus goes with them.
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.primary')?.focus());
    }
  }

  protected override render() {
    return html`
      <form @submit=${this.#submit} novalidate>
        ${this.settings.scenario === null ? this.#fields() : this.#scenario()}
        <div class="actions">
          ${
            this.running
              ? html`<button type="button" class="primary" @click=${this.#cancel}>Cancel</button>`
              : html`<button type="submit" class="primary">Run</button>`
          }
        </div>
      </form>
      ${this.complaints.length === 0 ? nothing : this.#complaints()}
      <div class="below muted">
        <span>${this.#summary()}</span>
        <button type="button" class="copy" @click=${this.#copy}>
          ${this.copied === '' ? 'Copy link to this setup' : this.copied}
        </button>
      </div>
    `;
  }

  #fields() {
    const { settings, vocabulary } = this;
    const kernels = vocabulary?.kernels ?? [];
    const known = kernels.some(({ name }) => name === settings.kernel);
    return html`
      <div class="kernel">
        <label for="kernel">Kernel</label>
        <select id="kernel" aria-invalid=${this.#wrong('kernel')} aria-describedby=${this.complaints.length > 0 ? 'complaints' : nothing}
          .value=${settings.kernel} @change=${(event: Event) => this.#set('kernel', event)}>
          ${known ? nothing : html`<option value=${settings.kernel} selected>${settings.kernel}</option>`}
          ${kernels.map(
            ({ name, call }) => html`
              <option value=${name} ?selected=${name === settings.kernel}>${kernelTitle(name)} · ${call}</option>
            `,
          )}
        </select>
      </div>
      ${NUMBERS.map(
        ({ field, label }) => html`
          <div>
            <label for=${field}>${label}</label>
            <input id=${field} inputmode="numeric" autocomplete="off"
              aria-invalid=${this.#wrong(field)} aria-describedby=${this.complaints.length > 0 ? 'complaints' : nothing}
              .value=${settings[field]} @input=${(event: Event) => this.#set(field, event)} />
          </div>
        `,
      )}
    `;
  }

  #scenario() {
    return html`
      <p class="scenario">
        This link brings its own Scenario.
        <button type="button" class="copy" @click=${() => this.#change({ scenario: null })}>
          Use the form instead
        </button>
      </p>
    `;
  }

  #complaints() {
    return html`
      <div id="complaints" role="alert" data-testid="complaints">
        ${this.complaints.map(({ message }) => html`<p>${message}</p>`)}
      </div>
    `;
  }

  #wrong(field: string): 'true' | 'false' {
    return this.complaints.some((complaint) => complaint.field === field) ? 'true' : 'false';
  }

  #summary(): string {
    const { settings, vocabulary } = this;
    if (settings.scenario !== null) return '';
    const [n, count, repeat] = [settings.n, settings.threads, settings.repeat].map(Number);
    const kernel = vocabulary?.kernels.find(({ name }) => name === settings.kernel);
    if (!n || !count || !repeat || kernel === undefined || this.complaints.length > 0) return '';
    const total = (count * repeat).toLocaleString('en');
    return `${total} × ${kernel.call} on ${n}×${n} matrices, run ${settings.compare.length === 2 ? 'twice' : `${settings.compare.length} times`}. ${capital(kernel.sentence)}.`;
  }

  #set(field: 'kernel' | 'n' | 'threads' | 'repeat', event: Event): void {
    this.#change({ [field]: (event.target as HTMLInputElement | HTMLSelectElement).value });
  }

  #change(change: Partial<Settings>): void {
    this.copied = '';
    this.#send('gil-settings', { ...this.settings, ...change });
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    if (!this.running) this.#send('gil-run');
  };

  #cancel = (event: MouseEvent): void => {
    // The second half of a double click on Run is not meant for the button that took its place.
    if (event.detail < 2) this.#send('gil-cancel');
  };

  #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      this.copied = 'Link copied';
    } catch {
      this.copied = 'Copy it from the address bar';
    }
  };

  #send(type: string, detail?: Settings): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('gil-form', Form);
