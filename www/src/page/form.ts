// <gil-form>: where to start from, who answers, kernel, size, threads, tasks, Run, and the way to everything else that
// can be set. Invariant: shows the Settings it is given, whatever they are, and reports every change as whole new
// Settings; it judges nothing itself.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { kernelTitle } from '../base/format.ts';
import { aboutCores, copied, coresHere } from '../base/here.ts';
import { byTouch } from '../base/touch.ts';
import {
  type Complaint,
  coresOf,
  DEFAULTS,
  presetOf,
  type Settings,
  withCores,
} from '../question/settings.ts';
import { NO_THREADS, NOTHING, OWN, startFrom, startOf, startsOf } from '../question/starts.ts';
import { releases } from '../run/call.ts';
import { fields, shared } from '../ui/styles.ts';
import { ENGINES, type Engine, type Vocabulary } from '../wasm/core.ts';
import { formStyles } from './form.styles.ts';
import { Panels } from './panels.ts';
import { answerers, ownThreads, summaryOf } from './summary.ts';

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
    engine: { attribute: false },
    unmeasurable: { type: Boolean },
    running: { type: Boolean },
    copied: { state: true },
  };
  static override styles = [shared, fields, formStyles];

  declare settings: Settings;
  declare vocabulary: Vocabulary | null;
  declare complaints: readonly Complaint[];
  /** Who answers here, whatever was wanted. */
  declare engine: Engine;
  declare unmeasurable: boolean;
  declare running: boolean;
  declare copied: string;
  #panels = new Panels(this);
  /** A reader cancelled the run that is on; the next may be asked for already. */
  #cancelling = false;
  /** The last Scenario of the reader's own: looking at a preset must not lose it. */
  #own: Pick<Settings, 'scenario' | 'compare'> | null = null;

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
    const { scenario, compare } = this.settings;
    if (scenario !== null && scenario !== NO_THREADS) this.#own = { scenario, compare };
    if (changed.has('running')) this.#cancelling = false;
    const focused = this.shadowRoot?.activeElement;
    if (changed.has('running') && focused?.classList.contains('primary')) {
      // Run and Cancel take each other's place: the focus goes with them, and the page stays where it is.
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true }),
      );
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
              ? html`<button type="button" class="primary" title=${byTouch() ? nothing : 'Esc'} aria-keyshortcuts="Escape" @click=${this.#cancel}>Cancel</button>`
              : html`<button type="submit" class="primary" title=${byTouch() ? nothing : 'Ctrl + Enter'} aria-keyshortcuts="Control+Enter">Run</button>`
          }
          <button type="button" title="All of it five times: the median is shown, and the spread" ?disabled=${this.running}
            @click=${() => this.#run('5')}>Run ×5</button>
        </div>
      </form>
      ${this.#complaints()}
      <div class="below muted">
        <p class=${this.vocabulary === null && startOf(this.settings) === '' ? 'coming' : ''}>${this.#summary()}</p>
        <div class="more">
          ${this.#panels.button('builder', 'Edit threads and operations')}
          ${this.#panels.button('runs', this.#comparison())}
          <button type="button" class="quiet copy" @click=${this.#copy}>
            ${this.copied === '' ? 'Copy link to this setup' : this.copied}
          </button>
        </div>
      </div>
      ${this.#panels.view('runs')} ${this.#panels.view('builder')}
    `;
  }

  #start() {
    const { settings } = this;
    const starts = startsOf(settings, this.vocabulary?.presets ?? [], this.#own !== null);
    return html`
      <div class="start">
        <label for="preset">Start from</label>
        <select id="preset" aria-invalid=${this.#wrong('preset')} aria-describedby=${this.#described('preset')}
          @change=${this.#startFrom}>
          ${starts.map(
            ({ value, label }) =>
              html`<option value=${value} .selected=${value === startOf(settings)}>${label}</option>`,
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
      <div class="cores">${this.#number('cores', 'Virtual cores', cores, this.#setCores)}</div>
    `;
  }

  #number(field: string, label: string, value: string, set: (event: Event) => void) {
    return html`
      <label for=${field}>${label}</label>
      <input id=${field} inputmode="numeric" autocomplete="off"
        aria-invalid=${this.#wrong(field)} aria-describedby=${this.#described(field)}
        .value=${value} @input=${set} />
    `;
  }

  #question() {
    const { settings, vocabulary } = this;
    if (settings.scenario !== null)
      return html`<p class="look" data-testid="own">${ownThreads(settings)}</p>`;
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
        <select id="kernel" aria-invalid=${this.#wrong('kernel')} aria-describedby=${this.#described('kernel')}
          .value=${settings.kernel} @change=${this.#setKernel}>
          ${known ? nothing : html`<option value=${settings.kernel} selected>${settings.kernel}</option>`}
          ${kernels.map(
            ({ name, call }) => html`
              <option value=${name} ?selected=${name === settings.kernel}>${kernelTitle(name)} · ${call}</option>
            `,
          )}
        </select>
      </div>
      ${NUMBERS.map(
        ({ field, label }) =>
          html`<div>${this.#number(field, label, settings[field], (event) => this.#set(field, event))}</div>`,
      )}
    `;
  }

  /** What no open panel shows at its field. */
  get #unshown(): readonly Complaint[] {
    return this.complaints.filter((complaint) => !this.#panels.shows(complaint));
  }

  #complaints() {
    const complaints = this.#unshown;
    if (complaints.length === 0) return nothing;
    return html`
      <div id="complaints" role="alert" data-testid="complaints">
        ${complaints.map(({ message }, i) => html`<p id="complaint-${i}">${message}</p>`)}
        ${
          complaints.some(({ message }) => message.endsWith('or simulate it.'))
            ? html`<button type="button" @click=${this.#simulate}>Simulate it</button>`
            : nothing
        }
      </div>
    `;
  }

  #described(field: string) {
    const own = this.#unshown.flatMap((one, i) => (one.field === field ? [`complaint-${i}`] : []));
    return own.length === 0 ? nothing : own.join(' ');
  }

  #wrong(field: string): 'true' | 'false' {
    return this.complaints.some((complaint) => complaint.field === field) ? 'true' : 'false';
  }

  #summary(): string {
    const { settings, vocabulary, engine } = this;
    if (vocabulary === null || this.complaints.length > 0) return '';
    const summary = summaryOf(settings, vocabulary, engine, coresHere());
    return `${summary} ${aboutCores()}`.trim();
  }

  #comparison(): string {
    return this.vocabulary === null ? 'Compare' : `Compare ${answerers(this.settings, this.vocabulary)}`;
  }

  #startFrom = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.#change(value === OWN ? { ...startFrom(value), ...this.#own } : startFrom(value));
    if (value === NOTHING) this.#panels.show('builder', true);
  };

  /** A call that is chosen does with the GIL what it does in CPython, where that is known. */
  #setKernel = ({ target }: Event): void => {
    const kernel = (target as HTMLSelectElement).value;
    const unknown = releases({ name: kernel }, this.vocabulary as Vocabulary) === null;
    this.#change({ kernel, gil: unknown ? 'releases' : 'numpy' });
  };

  #set(field: 'n' | 'threads' | 'repeat' | 'engine', event: Event): void {
    this.#change({ [field]: (event.target as HTMLInputElement | HTMLSelectElement).value });
  }

  #setCores = (event: Event): void => {
    this.#change(withCores(this.settings, (event.target as HTMLInputElement).value));
  };

  #change(change: Partial<Settings>): void {
    this.copied = '';
    this.#send('gil-settings', { ...this.settings, ...change });
  }

  /** The first field that is wrong, wherever it is, gets the focus. */
  focusWrong(): void {
    const wrong = this.#panels.roots.map((root) =>
      root.querySelector<HTMLElement>('[aria-invalid=true], button[aria-describedby], .empty button'),
    );
    wrong.find((field) => field !== null)?.focus();
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    this.#run('1');
  };

  #run(times: Settings['times']): void {
    if (this.running && !this.#cancelling) return;
    if (times !== this.settings.times) this.#change({ times });
    this.#send('gil-run');
  }

  /** All runs, also those that were to be measured whatever the others are. */
  #simulate = (): void => {
    const compare = this.settings.compare?.map(({ engine: _, ...run }) => run) ?? null;
    this.#change({ engine: 'simulated', compare });
    this.#send('gil-run');
  };

  #cancel = (event: MouseEvent): void => {
    // The second half of a double click on Run is not meant for the button that took its place.
    if (event.detail >= 2) return;
    this.#cancelling = true;
    this.#send('gil-cancel');
  };

  #copy = async (): Promise<void> => {
    this.copied = (await copied(location.href)) ? 'Link copied' : 'Copy it from the address bar';
  };

  #send(type: string, detail?: Settings): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('gil-form', Form);
