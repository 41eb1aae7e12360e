// <gil-form>: where to start from, who answers, kernel, size, threads, tasks, Run. Invariant: shows the Settings it is
// given, whatever they are, and reports every change as whole new Settings; it judges nothing itself.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { ENGINES, type Engine, type Vocabulary } from './core.ts';
import { formStyles } from './form.styles.ts';
import { capital } from './format.ts';
import { kernelTitle } from './sentence.ts';
import { type Complaint, compared, coresOf, DEFAULTS, presetOf, type Settings } from './settings.ts';
import { shared } from './styles.ts';
import { titleOf } from './variant.ts';

const NUMBERS = [
  { field: 'n', label: 'Matrix size n' },
  { field: 'threads', label: 'Threads' },
  { field: 'repeat', label: 'Tasks per thread' },
] as const;

/** What "Start from" offers beside the presets; no preset can be called so. */
const OWN_SETUP = '';
const OWN_SCENARIO = 'scenario of the link';

export class Form extends LitElement {
  static override properties = {
    settings: { attribute: false },
    vocabulary: { attribute: false },
    complaints: { attribute: false },
    engine: { attribute: false },
    unmeasurable: { type: Boolean },
    running: { type: Boolean },
    copied: { state: true },
  };
  static override styles = [shared, formStyles];

  declare settings: Settings;
  declare vocabulary: Vocabulary | null;
  declare complaints: readonly Complaint[];
  /** Who answers here, whatever was wanted. */
  declare engine: Engine;
  declare unmeasurable: boolean;
  declare running: boolean;
  declare copied: string;

  constructor() {
    super();
    this.complaints = [];
    this.vocabulary = null;
    this.engine = DEFAULTS.engine;
    this.unmeasurable = false;
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
        ${this.#start()} ${this.#engine()} ${this.engine === 'simulated' ? this.#cores() : nothing}
        ${this.#question()}
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

  #start() {
    const { settings } = this;
    const presets = this.vocabulary?.presets ?? [];
    const chosen = settings.scenario !== null ? OWN_SCENARIO : (settings.preset ?? OWN_SETUP);
    const unlisted = chosen !== OWN_SETUP && !presets.some(({ name }) => name === chosen);
    return html`
      <div class="start">
        <label for="preset">Start from</label>
        <select id="preset" aria-invalid=${this.#wrong('preset')} aria-describedby=${this.#described()}
          .value=${chosen} @change=${this.#startFrom}>
          <option value=${OWN_SETUP} ?selected=${chosen === OWN_SETUP}>one kernel of your choice</option>
          ${unlisted ? html`<option value=${chosen} selected>${chosen}</option>` : nothing}
          ${presets.map(
            ({ name }) =>
              html`<option value=${name} ?selected=${name === chosen}>${presetTitle(name)}</option>`,
          )}
        </select>
      </div>
    `;
  }

  #engine() {
    return html`
      <div class="engine">
        <label for="engine">Times are</label>
        <select id="engine" .value=${this.engine} @change=${(event: Event) => this.#set('engine', event)}>
          ${ENGINES.map(
            (engine) => html`
              <option value=${engine} ?selected=${this.engine === engine}
                ?disabled=${this.unmeasurable && engine === 'measured'}>${engine}</option>
            `,
          )}
        </select>
      </div>
    `;
  }

  #cores() {
    const cores =
      this.vocabulary === null ? (this.settings.cores ?? '') : coresOf(this.settings, this.vocabulary);
    return html`
      <div class="cores">
        <label for="cores">Virtual cores</label>
        <input id="cores" inputmode="numeric" autocomplete="off"
          aria-invalid=${this.#wrong('cores')} aria-describedby=${this.#described()}
          .value=${cores} @input=${(event: Event) => this.#set('cores', event)} />
      </div>
    `;
  }

  #question() {
    const { settings, vocabulary } = this;
    if (settings.scenario !== null) return this.#scenario();
    if (settings.preset === null) return this.#fields();
    const preset = vocabulary === null ? undefined : presetOf(settings, vocabulary);
    return html`<p class="look" data-testid="look-for">${preset?.sentence ?? ''}</p>`;
  }

  #fields() {
    const { settings, vocabulary } = this;
    const kernels = vocabulary?.kernels ?? [];
    const known = kernels.some(({ name }) => name === settings.kernel);
    return html`
      <div class="kernel">
        <label for="kernel">Kernel</label>
        <select id="kernel" aria-invalid=${this.#wrong('kernel')} aria-describedby=${this.#described()}
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
              aria-invalid=${this.#wrong(field)} aria-describedby=${this.#described()}
              .value=${settings[field]} @input=${(event: Event) => this.#set(field, event)} />
          </div>
        `,
      )}
    `;
  }

  #scenario() {
    return html`
      <p class="look">
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

  #described() {
    return this.complaints.length > 0 ? 'complaints' : nothing;
  }

  #wrong(field: string): 'true' | 'false' {
    return this.complaints.some((complaint) => complaint.field === field) ? 'true' : 'false';
  }

  #summary(): string {
    const { settings, vocabulary } = this;
    if (vocabulary === null || this.complaints.length > 0) return '';
    if (settings.scenario !== null || settings.preset !== null) return this.#comparison(settings, vocabulary);
    const [n, count, repeat] = [settings.n, settings.threads, settings.repeat].map(Number);
    const kernel = vocabulary.kernels.find(({ name }) => name === settings.kernel);
    if (!n || !count || !repeat || kernel === undefined) return '';
    const total = (count * repeat).toLocaleString('en');
    const runs = compared(settings, vocabulary).length * Number(settings.times);
    const times = runs === 2 ? 'twice' : runs === 1 ? 'once' : `${runs} times`;
    const verb = this.engine === 'simulated' ? 'simulated' : 'run';
    return `${total} × ${kernel.call} on ${n}×${n} matrices, ${verb} ${times}. ${capital(kernel.sentence)}.`;
  }

  /** Who answers a ready-made question, and whether this machine is what it was made for. */
  #comparison(settings: Settings, vocabulary: Vocabulary): string {
    const labels = compared(settings, vocabulary).map((variant) => titleOf(variant, vocabulary));
    const wanted = Number(coresOf(settings, vocabulary));
    const here = navigator.hardwareConcurrency;
    const short =
      this.engine === 'measured' && wanted > here
        ? ` It was made for ${wanted} cores and there are ${here} here: simulate it to see them all.`
        : '';
    return `Answered by ${labels.join(' and ')}.${short}`;
  }

  #startFrom = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    const own = value === OWN_SETUP;
    // A preset brings its own interpreters and cores.
    const compare = own ? DEFAULTS.compare : null;
    this.#change({ scenario: null, preset: own ? null : value, compare, cores: null });
  };

  #set(field: 'kernel' | 'n' | 'threads' | 'repeat' | 'engine' | 'cores', event: Event): void {
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

/** "free threaded 3.13" for free-threaded-3-13 */
function presetTitle(name: string): string {
  return name.replace(/(\d)-(\d)/g, '$1.$2').replaceAll('-', ' ');
}

customElements.define('gil-form', Form);
