// <gil-runs>: which runs are compared, one card each. Invariant: there is always one run and never more than six; what
// a run leaves empty it takes from the question.
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { type Complaint, compared, questionAsSet, type Settings } from '../question/settings.ts';
import { MOST_RUNS, titleOf, type Variant } from '../question/variant.ts';
import { ownLocks } from '../run/runtimes.ts';
import { fields, shared } from '../ui/styles.ts';
import { ENGINES, type Engine, type Vocabulary } from '../wasm/core.ts';
import { fieldStyles } from './styles.ts';
import { callsIn, suggestions, under } from './suggest.ts';
import { described, isWrong, wrong } from './views.ts';

/** What can differ in numbers; left empty, nothing does. */
const NUMBERS = [
  { key: 'n', label: 'Size n' },
  { key: 'cores', label: 'Virtual cores' },
  { key: 'interval', label: 'Interval, µs' },
] as const;

export class Runs extends LitElement {
  static override properties = {
    settings: { attribute: false },
    vocabulary: { attribute: false },
    complaints: { attribute: false },
    engine: { attribute: false },
    unmeasurable: { type: Boolean },
    said: { state: true },
  };
  static override styles = [
    shared,
    fields,
    fieldStyles,
    css`
      ol {
        grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
      }
      li {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: 0.625rem 0.75rem 0.75rem;
      }
      .field {
        max-width: none;
      }
      .field.wide {
        flex-basis: 100%;
      }
      .row-buttons {
        justify-content: flex-end;
        align-items: center;
        padding: 0;
      }
      .row-buttons span {
        flex: 1;
        font-size: 0.875rem;
        font-weight: 600;
      }
      .adds {
        margin-top: 0.75rem;
      }
    `,
  ];

  declare settings: Settings;
  declare vocabulary: Vocabulary;
  declare complaints: readonly Complaint[];
  /** Who answers a run that does not say. */
  declare engine: Engine;
  declare unmeasurable: boolean;
  /** What was done last, for screen readers. */
  declare said: string;
  #focus: string | null = null;

  constructor() {
    super();
    this.complaints = [];
    this.unmeasurable = false;
    this.said = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#focus === null || !changed.has('settings')) return;
    this.shadowRoot?.getElementById(this.#focus)?.focus();
    this.#focus = null;
  }

  get #runs(): readonly Variant[] {
    return compared(this.settings, this.vocabulary);
  }

  get #question() {
    return questionAsSet(this.settings, this.vocabulary);
  }

  protected override render() {
    const runs = this.#runs;
    const offered = suggestions(
      {
        runs,
        engine: this.engine,
        measurable: !this.unmeasurable,
        question: this.#question,
      },
      this.vocabulary,
    );
    return html`
      <ol aria-label="Runs to compare">${runs.map((run, i) => this.#run(run, i, runs.length))}</ol>
      <div class="adds" role="group" aria-label="Add a run">
        ${
          runs.length < MOST_RUNS
            ? html`
                <span>Add</span>
                ${offered.map(
                  ({ label, variant }) => html`
                    <button type="button" aria-label="Add ${label}" @click=${() => this.#add(variant)}>${label}</button>
                  `,
                )}
              `
            : html`<span>At most ${MOST_RUNS} runs can be compared at once.</span>`
        }
      </div>
      <p class="hidden-visually" role="status">${this.said}</p>
    `;
  }

  #run(run: Variant, i: number, count: number) {
    const id = `compare.${i}`;
    const { runtimes } = this.vocabulary;
    const known = runtimes.some(({ name }) => name === run.runtime);
    return html`
      <li>
        <div role="group" aria-label="Run ${i + 1}">
          <div class="row-buttons">
            <span aria-hidden="true">Run ${i + 1}</span>
            ${this.#button(i, 'earlier', '←', i === 0, () => this.#move(i, -1))}
            ${this.#button(i, 'later', '→', i === count - 1, () => this.#move(i, 1))}
            ${this.#button(i, 'remove', '✕', count === 1, () => this.#remove(i))}
          </div>
          <div class="fields">
            <div class="field wide">
              <label for="${id}.runtime">Interpreter</label>
              <select id="${id}.runtime" aria-invalid=${this.#wrong(`${id}.runtime`)} aria-describedby=${described(`${id}.runtime`, this.complaints)}
                @change=${(event: Event) => this.#set(i, 'runtime', event)}>
                ${known ? nothing : html`<option value=${run.runtime} .selected=${true}>${run.runtime}</option>`}
                ${runtimes.map(
                  ({ name, label }) =>
                    html`<option value=${name} .selected=${name === run.runtime}>${label}</option>`,
                )}
              </select>
            </div>
            ${wrong(`${id}.runtime`, this.complaints)}
            <div class="field wide">
              <label for="${id}.engine">Times are</label>
              <select id="${id}.engine" @change=${(event: Event) => this.#set(i, 'engine', event)}>
                <option value="" .selected=${run.engine === undefined}>as set above: ${this.engine}</option>
                ${ENGINES.map(
                  (engine) => html`
                    <option value=${engine} .selected=${run.engine === engine}
                      ?disabled=${this.unmeasurable && engine === 'measured'}>${engine}</option>
                  `,
                )}
              </select>
            </div>
            ${this.#interpreter(run, i)} ${this.#call(run, i)} ${NUMBERS.map(({ key, label }) => this.#number(run, i, key, label))}
          </div>
        </div>
      </li>
    `;
  }

  /** Where each interpreter has a lock of its own: whether each thread has one. */
  #interpreter({ runtime, interpreter }: Variant, i: number) {
    if (!ownLocks(runtime)) return nothing;
    const id = `compare.${i}.interpreter`;
    return html`
      <div class="field wide">
        <label for=${id}>Threads run in</label>
        <select id=${id} aria-invalid=${this.#wrong(id)} aria-describedby=${described(id, this.complaints)}
          @change=${(event: Event) => this.#set(i, 'interpreter', event)}>
          <option value="" .selected=${interpreter === undefined}>the interpreters that are set</option>
          <option value="each" .selected=${interpreter === 'each'}>an interpreter each</option>
        </select>
      </div>
      ${wrong(id, this.complaints)}
    `;
  }

  /** Which of the calls that the question's kernels can stand for. */
  #call(run: Variant, i: number) {
    const id = `compare.${i}.function`;
    const known = callsIn(this.#question, this.vocabulary);
    if (known.length < 2 && run.function === undefined) return nothing;
    const calls =
      run.function === undefined || known.includes(run.function) ? known : [run.function, ...known];
    return html`
      <div class="field wide">
        <label for=${id}>Call</label>
        <select id=${id} aria-invalid=${this.#wrong(id)} aria-describedby=${described(id, this.complaints)}
          @change=${(event: Event) => this.#set(i, 'function', event)}>
          <option value="" .selected=${run.function === undefined}>as set</option>
          ${calls.map((call) => html`<option value=${call} .selected=${call === run.function}>${call}</option>`)}
        </select>
      </div>
      ${wrong(id, this.complaints)}
    `;
  }

  #number(run: Variant, i: number, key: (typeof NUMBERS)[number]['key'], label: string) {
    const id = `compare.${i}.${key}`;
    const invalid = this.#wrong(id);
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <input id=${id} autocomplete="off" inputmode="numeric" placeholder="as set" .value=${run[key] ?? ''}
          aria-invalid=${invalid} aria-describedby=${described(id, this.complaints)}
          @input=${(event: Event) => this.#set(i, key, event)} />
      </div>
      ${wrong(id, this.complaints)}
    `;
  }

  #button(i: number, does: string, sign: string, idle: boolean, act: () => void) {
    const says = does === 'remove' ? `Remove run ${i + 1}` : `Move run ${i + 1} ${does}`;
    return html`
      <button type="button" id="compare.${i}.${does}" title=${says} aria-label=${says} aria-disabled=${idle}
        @click=${() => idle || act()}>${sign}</button>
    `;
  }

  #wrong(id: string): boolean {
    return isWrong(id, this.complaints);
  }

  #set(i: number, key: keyof Variant, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    const before = this.#runs[i] as Variant;
    const { [key]: _, ...others } = before;
    const run = (value === '' ? others : { ...others, [key]: value }) as Variant;
    this.#change(this.#runs.with(i, key === 'runtime' ? under(value, before, this.#question) : run));
  }

  #add(variant: Variant): void {
    const runs = [...this.#runs, variant];
    this.#done(
      runs,
      runs.length - 1,
      'runtime',
      `Added run ${runs.length}, ${titleOf(variant, this.vocabulary)}.`,
    );
  }

  #remove(i: number): void {
    const runs = this.#runs.toSpliced(i, 1);
    this.#done(runs, Math.min(i, runs.length - 1), 'remove', `Removed run ${i + 1}.`);
  }

  #move(i: number, by: -1 | 1): void {
    const run = this.#runs[i] as Variant;
    const runs = this.#runs.toSpliced(i, 1).toSpliced(i + by, 0, run);
    this.#done(runs, i + by, by < 0 ? 'earlier' : 'later', `Moved to place ${i + by + 1} of ${runs.length}.`);
  }

  #done(runs: readonly Variant[], focused: number, on: string, said: string): void {
    this.#focus = `compare.${focused}.${on}`;
    this.said = said;
    this.#change(runs);
  }

  #change(compare: readonly Variant[]): void {
    const detail: Settings = { ...this.settings, compare };
    this.dispatchEvent(new CustomEvent('gil-settings', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('gil-runs', Runs);
