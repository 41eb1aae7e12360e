// <gil-builder>: a Scenario as a form and as JSON, side by side. Invariant: the text is the one state; the form shows
// what it says and rewrites it, and while it cannot be read the form waits and nobody touches what was typed.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { capital } from '../base/format.ts';
import { type Draft, type DraftThread, draftOf, type Path, readFields } from '../question/draft.ts';
import { isOfScenario } from '../question/numbers.ts';
import { type Complaint, compared, type Settings } from '../question/settings.ts';
import { asMeasured, type Fields } from '../run/call.ts';
import { ownLocks } from '../run/runtimes.ts';
import { fields, shared } from '../ui/styles.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { duplicated, freeName, inserted, listAt, moved, placeOf, removed } from './edits.ts';
import {
  allFields,
  type Context,
  NEW_OPS,
  NEW_THREAD,
  opFields,
  ownFields,
  type Placed,
  threadFields,
} from './fields.ts';
import { kindOf, nameOf } from './names.ts';
import { Notes } from './notes.ts';
import { print } from './print.ts';
import { scenarioText, withScenario } from './question.ts';
import { builderStyles } from './styles.ts';
import { type Act, described, fieldView, rowButtons, wrong } from './views.ts';

const EMPTY: Draft = { threads: [] };
const LINES = [10, 26] as const;

export class Builder extends LitElement {
  static override properties = {
    settings: { attribute: false },
    vocabulary: { attribute: false },
    complaints: { attribute: false },
    said: { state: true },
  };
  static override styles = [shared, fields, builderStyles];

  declare settings: Settings;
  declare vocabulary: Vocabulary;
  declare complaints: readonly Complaint[];
  /** What was done last, for screen readers. */
  declare said: string;
  /** The last text that could be read. */
  #draft = EMPTY;
  /** What was removed last can be had back until something else is changed. */
  #removal: { row: Path; said: string; before: string; after: string } | null = null;
  readonly #notes = new Notes();
  /** What was typed as JSON stays as it was typed; any other text is laid out for reading. */
  #typedText: string | null = null;
  /** Who gets the focus once the page shows what was done. */
  #focus: Path | null = null;

  constructor() {
    super();
    this.complaints = [];
    this.said = '';
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#focus === null || !changed.has('settings')) return;
    this.shadowRoot?.getElementById(this.#focus)?.focus();
    this.#focus = null;
  }

  protected override render() {
    const text = this.#text;
    const read = readFields(text);
    const draft = read.ok ? draftOf(read.fields) : null;
    if (draft !== null) this.#draft = draft;
    return html`
      <div class="sides">
        <fieldset ?disabled=${draft === null} aria-label="Threads and operations" @keydown=${this.#keyed}>
          ${draft === null ? html`<p class="waits">The form waits until the JSON can be read.</p>` : nothing}
          ${this.#threads(this.#draft)} ${this.#undo(text)}
          <div class="own">
            ${ownFields(this.#draft, this.#context).map((placed) => this.#field(placed))}
          </div>
        </fieldset>
        ${this.#json(read.ok && text !== this.#typedText ? print(read.fields) : text)}
      </div>
      <p class="hidden-visually" role="status" data-testid="builder-said">${this.said}</p>
    `;
  }

  get #text(): string {
    return scenarioText(this.settings, this.vocabulary);
  }

  get #context(): Context {
    const runtimes = compared(this.settings, this.vocabulary).map(({ runtime }) => runtime);
    return { vocabulary: this.vocabulary, runtimes };
  }

  /** Before anything was edited, complaints are about another form. */
  get #own(): readonly Complaint[] {
    return this.settings.scenario === null ? [] : this.complaints.filter(({ field }) => isOfScenario(field));
  }

  #field(placed: Placed) {
    return fieldView(placed, this.#own, this.#typed, this.#notes.at(placed.id, this.#text));
  }

  #threads({ threads }: Draft) {
    const add = html`
      <button type="button" id="threads.add" class=${threads.length === 0 ? 'primary' : ''}
        aria-describedby=${described('threads', this.#own)} @click=${this.#addThread}>
        Add a thread
      </button>
    `;
    if (threads.length === 0) {
      return html`
        <div class="empty" data-testid="empty">
          <p id="threads-wrong">Nothing runs yet. A thread does its operations one after the other: Python, a kernel or a wait.</p>
          ${add}
        </div>
      `;
    }
    return html`
      <ol class="threads">${threads.map((thread, i) => this.#thread(thread, i, threads.length))}</ol>
      ${wrong('threads', this.#own)}
      <div class="after">
        ${add}
        <p class="hint for-keys"><kbd>Alt</kbd> with <kbd>↑</kbd> or <kbd>↓</kbd> moves the row you are in.</p>
      </div>
    `;
  }

  #undo(text: string) {
    const removal = this.#removal;
    if (removal?.after !== text) return nothing;
    const undo = () => {
      this.#focus = `${removal.row}.remove`;
      this.said = 'Restored.';
      this.#change(removal.before);
    };
    return html`<p class="undo">${removal.said} <button type="button" @click=${undo}>Undo</button></p>`;
  }

  #thread(thread: DraftThread, i: number, count: number) {
    const row = `threads.${i}`;
    const name = nameOf(this.#draft, row);
    const ops = `${row}.ops`;
    return html`
      <li class="thread" data-row=${row}>
        <div class="row" role="group" aria-label=${name}>
          <span class="kind" aria-hidden="true">Thread</span>
          <div class="fields">${threadFields(thread, row, this.#context).map((placed) => this.#field(placed))}</div>
          ${rowButtons({ row, name, first: i === 0, last: i === count - 1 }, this.#act)}
        </div>
        <ol class="ops">${thread.ops.map((op, j) => this.#op(op, `${ops}.${j}`, j, thread.ops.length))}</ol>
        <div class="adds" role="group" aria-label="Add to ${name}">
          <span aria-hidden="true">Add</span>
          ${NEW_OPS.map(
            ({ op, label, fields }) => html`
              <button type="button" id="${ops}.${op}" aria-label="Add ${label} to ${name}"
                aria-describedby=${described(ops, this.#own)}
                @click=${() => this.#add(ops, thread.ops.length, asMeasured(fields, this.vocabulary))}>${label}</button>
            `,
          )}
        </div>
        ${wrong(ops, this.#own)}
      </li>
    `;
  }

  #op(op: Fields, row: Path, j: number, count: number) {
    const name = nameOf(this.#draft, row);
    const fields = opFields(op, row, this.#context);
    return html`
      <li class="op" data-row=${row} data-op=${String(op.op)}>
        <div class="row" role="group" aria-label=${name}>
          <span class="kind" aria-hidden="true">${kindOf(op)}</span>
          <div class="fields">${fields.map((placed) => this.#field(placed))}</div>
          ${rowButtons({ row, name, first: j === 0, last: j === count - 1 }, this.#act)}
        </div>
      </li>
    `;
  }

  #json(text: string) {
    const shown = new Set(allFields(this.#draft, this.#context).map(({ id }) => id));
    const lists = ['threads', ...this.#draft.threads.map((_, i) => `threads.${i}.ops`)];
    const unshown = this.#own.filter(({ field }) => !shown.has(field) && !lists.includes(field));
    const lines = Math.min(LINES[1], Math.max(LINES[0], text.split('\n').length + 1));
    return html`
      <div class="json">
        <label for="scenario">The same as JSON</label>
        <textarea id="scenario" spellcheck="false" autocomplete="off" autocapitalize="off" rows=${lines} .value=${text}
          aria-invalid=${unshown.length > 0} aria-describedby=${unshown.length > 0 ? 'scenario-wrong' : 'scenario-hint'}
          @input=${this.#typedJson}></textarea>
        ${unshown.length === 0 ? nothing : html`<div class="wrong" id="scenario-wrong">${unshown.map(({ message }) => html`<p>${message}</p>`)}</div>`}
        <p class="hint" id="scenario-hint">Each run uses its own interpreter instead of this <code>runtime</code>.</p>
      </div>
    `;
  }

  #typedJson = (event: Event): void => {
    this.#typedText = (event.target as HTMLTextAreaElement).value;
    this.#change(this.#typedText);
  };

  #typed = (placed: Placed, typed: string): void => {
    const { text, said } = this.#notes.type(this.#draft, this.#text, placed, typed, this.vocabulary);
    if (said !== '') this.said = said;
    this.#change(text);
  };

  #addThread = (): void => {
    const index = this.#draft.threads.length;
    const name = freeName(this.#draft, String(NEW_THREAD.name));
    const own = this.#context.runtimes.some(ownLocks) ? { interpreter: 'each' } : {};
    this.#add('threads', index, { ...NEW_THREAD, name, ...own });
  };

  #add(list: Path, index: number, fields: Fields): void {
    const row = `${list}.${index}`;
    const draft = inserted(this.#draft, list, index, fields);
    const first = allFields(draft, this.#context).find(({ of }) => of === row);
    this.#done(draft, first?.id ?? null, `Added ${nameOf(draft, row)}.`);
  }

  #act = (act: Act, row: Path): void => {
    if (act === 'copy') this.#copy(row);
    else if (act === 'remove') this.#remove(row);
    else this.#move(row, act === 'up' ? -1 : 1);
  };

  #copy(row: Path): void {
    const { list, index } = placeOf(row);
    const copy = `${list}.${index + 1}`;
    const draft = duplicated(this.#draft, row);
    const said = `Duplicated ${nameOf(this.#draft, row)} as ${nameOf(draft, copy)}.`;
    this.#done(draft, `${copy}.copy`, said);
  }

  #remove(row: Path): void {
    const { list, index } = placeOf(row);
    const left = listAt(this.#draft, list).length - 1;
    const first = list === 'threads' ? 'threads.add' : `${list}.python`;
    const said = `Removed ${nameOf(this.#draft, row)}.`;
    const draft = removed(this.#draft, row);
    this.#removal = { row, said, before: this.#text, after: print(draft) };
    this.#done(draft, left === 0 ? first : `${list}.${Math.min(index, left - 1)}.remove`, said);
  }

  /** The focus goes with the row. */
  #move(row: Path, by: -1 | 1): void {
    const { list, index } = placeOf(row);
    const count = listAt(this.#draft, list).length;
    const name = nameOf(this.#draft, row);
    const there = `${list}.${index + by}`;
    const draft = moved(this.#draft, row, by);
    if (draft === this.#draft) {
      this.said = `${capital(name)} is ${by < 0 ? 'the first' : 'the last'} already.`;
      return;
    }
    const focused = this.shadowRoot?.activeElement?.id ?? '';
    const focus = focused.startsWith(`${row}.`) ? there + focused.slice(row.length) : null;
    this.#done(draft, focus, `Moved ${name} to place ${index + by + 1} of ${count}.`);
  }

  /** Alt and an arrow move the row the focus is in; a list of choices keeps its own use for them. */
  #keyed = (event: KeyboardEvent): void => {
    const { key, altKey, target } = event;
    if (!altKey || (key !== 'ArrowUp' && key !== 'ArrowDown') || target instanceof HTMLSelectElement) return;
    const row = (target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row;
    if (row === undefined) return;
    event.preventDefault();
    this.#move(row, key === 'ArrowUp' ? -1 : 1);
  };

  #done(draft: Draft, focus: Path | null, said: string): void {
    this.#focus = focus;
    this.said = said;
    this.#change(print(draft));
  }

  #change(text: string): void {
    const detail = withScenario(this.settings, this.vocabulary, text);
    this.dispatchEvent(new CustomEvent('gil-settings', { detail, bubbles: true, composed: true }));
  }
}

customElements.define('gil-builder', Builder);
