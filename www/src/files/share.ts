// <gil-share>: copy, save and open. Invariant: whatever is copied or saved is of the settings or the runs it was given;
// nothing leaves the browser; a file that cannot be opened changes nothing on the page.
import { html, LitElement, nothing } from 'lit';
import { goesToItsPage } from '../base/handed.ts';
import { copied } from '../base/here.ts';
import { fetched, type Problem, problemOf } from '../base/problem.ts';
import { writeLink } from '../question/link.ts';
import type { Made } from '../question/plan.ts';
import { asksOf, type Settings } from '../question/settings.ts';
import { titleOf } from '../question/variant.ts';
import type { Finished } from '../run/finished.ts';
import { Dropping } from '../ui/dropping.ts';
import { shared } from '../ui/styles.ts';
import type { Doubt, Vocabulary } from '../wasm/core.ts';
import type { Columns } from '../wasm/protocol.ts';
import { madeElsewhere } from './elsewhere.ts';
import { runsOf, textOf } from './question.ts';
import { shareStyles } from './share.styles.ts';
import { embedCode, fileName, markdown, settingsOf } from './texts.ts';

type Format = Vocabulary['formats'][number];

/** What `gil-open` carries. */
export interface Opened {
  made: Made;
  /** They ask the same again. */
  settings: Settings;
}

export class Share extends LitElement {
  static override properties = {
    settings: { attribute: false },
    ran: { attribute: false },
    shown: { attribute: false },
    doubts: { attribute: false },
    vocabulary: { attribute: false },
    running: { type: Boolean },
    said: { state: true },
    uncopied: { state: true },
    problem: { state: true },
  };
  static override styles = [shared, shareStyles];

  /** What is set up now. */
  declare settings: Settings;
  /** What the runs shown were asked by. */
  declare ran: Settings;
  declare shown: readonly Finished[];
  /** Why they must not be told. */
  declare doubts: readonly Doubt[];
  declare vocabulary: Vocabulary;
  declare running: boolean;
  declare said: string;
  /** A text that the browser did not let us copy. */
  declare uncopied: string;
  declare problem: Problem | null;
  #dropping = new Dropping(this, (file) => {
    if (this.running) this.#begin('A run is in progress: cancel it, then drop the file again.');
    else void this.#open(file);
  });

  constructor() {
    super();
    this.shown = [];
    this.doubts = [];
    this.running = false;
    this.said = '';
    this.uncopied = '';
    this.problem = null;
  }

  protected override render() {
    return html`
      <div class="row" role="group" aria-label="Copy">
        <button @click=${() => this.#copy('Link', this.#link(this.settings))}>Copy link</button>
        <button @click=${() => this.#copy('Markdown', this.#markdown())}>Copy Markdown</button>
        <button @click=${() => this.#copy('Embed code', this.#link(this.settings).then(embedCode))}>
          Copy embed code
        </button>
        <button @click=${this.#copyScript}>Copy as Python</button>
        <a class="hint" href="./authors.html">In your documentation</a>
      </div>
      ${this.shown.length === 0 ? nothing : this.#saves()}
      <div class="row" role="group" aria-label="Open">
        <input type="file" accept=".json,.gil,application/json" hidden @change=${this.#chosen} />
        <button ?disabled=${this.running} @click=${this.#choose}>Open a file …</button>
        <span class="hint">
          or drop it anywhere on this page: a Report or a trace saved here, what the Python script printed, or a recording.
          Nothing is uploaded.
        </span>
      </div>
      <p class="said" role="status" data-testid="said">${this.said}</p>
      ${this.uncopied === '' ? nothing : this.#uncopied()}
      ${this.problem === null ? nothing : this.#problem(this.problem)}
      ${this.#dropping.over ? html`<div class="drop" data-testid="drop"><p>Drop a Report or a trace to open it</p></div>` : nothing}
    `;
  }

  #saves() {
    const runs = this.shown.map(({ report }) => report.columns);
    const { formats } = this.vocabulary;
    return html`
      <div class="saves">
        <h3 class="hint">Save what was run</h3>
        ${this.shown.map(({ title, report: { columns, head } }) => {
          const run = { runtime: head.scenario.runtime, engine: head.engine };
          return html`
            <div class="row" role="group" aria-label="Save ${title}, ${head.engine}">
              <span class="name">${title} <span class="muted">${head.engine}</span></span>
              ${formats.map(
                (format) => html`
                  <button @click=${() => this.#save(format, [columns], run)}>${format.label}</button>
                `,
              )}
            </div>
          `;
        })}
        ${
          runs.length < 2
            ? nothing
            : html`
                <div class="row" role="group" aria-label="Save all runs">
                  <span class="name">All runs</span>
                  ${formats.map((format) =>
                    format.several
                      ? html`<button @click=${() => this.#save(format, runs, null)}>${format.label}, side by side</button>`
                      : format.name === 'svg'
                        ? html`<button @click=${() => this.#saveEach(format)}>${format.label}, one each</button>`
                        : nothing,
                  )}
                </div>
              `
        }
      </div>
    `;
  }

  #uncopied() {
    return html`
      <label>
        <span class="hint">The text, to copy by hand</span>
        <textarea readonly rows="4" data-testid="uncopied" .value=${this.uncopied}></textarea>
      </label>
    `;
  }

  #problem({ title, detail, hint, code }: Problem) {
    return html`
      <div class="problem" role="alert" data-testid="file-problem" data-code=${code}>
        <h3>${title}</h3>
        <p>${detail}</p>
        <p>${hint}</p>
        <button @click=${() => this.#begin()}>Close</button>
      </div>
    `;
  }

  #begin(said = ''): void {
    this.problem = null;
    this.uncopied = '';
    this.said = said;
  }

  async #link(settings: Settings): Promise<string> {
    return new URL(await writeLink(settings), location.href).href;
  }

  async #markdown(): Promise<string> {
    const facts = this.shown.map((run) => run.facts);
    const link = await this.#link(facts.length === 0 ? this.settings : this.ran);
    return markdown(link, facts, this.doubts, this.vocabulary.version, new Date());
  }

  /** The question as a CPython would get it, from the last run: a plain lock is not what a reader has at home. */
  #copyScript = (): Promise<void> => {
    const { asks, complaints } = asksOf(this.settings, this.vocabulary);
    const ask = asks.findLast(({ variant }) => variant.runtime !== 'one-lock') ?? asks.at(-1);
    if (ask === undefined) return this.#copy('Script', Promise.reject(new Error(complaints[0]?.message)));
    // The script measures, whatever answered here.
    const { engine: _, ...variant } = ask.variant;
    const what = `Script for ${titleOf(variant, this.vocabulary)}`;
    return this.#copy(
      what,
      textOf({ make: 'python', scenario: ask.scenario }),
      ': run it, and drop what it prints here',
    );
  };

  /** `then`: what can be done with it. */
  async #copy(what: string, making: Promise<string>, then = ''): Promise<void> {
    this.#begin();
    try {
      const text = await making;
      if (await copied(text)) this.said = `${what} copied${then}.`;
      else {
        this.said = 'The browser doesn’t let this page write to the clipboard: copy the selected text below.';
        this.uncopied = text;
        await this.updateComplete;
        this.renderRoot.querySelector('textarea')?.select();
      }
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  async #save(
    { name: format, label, ending, mime }: Format,
    runs: readonly Columns[],
    run: Parameters<typeof fileName>[1],
  ): Promise<void> {
    this.#begin(`Writing the ${label} …`);
    try {
      const written = textOf({ make: 'file', format, runs });
      const [text, { save }] = await Promise.all([written, fetched(() => import('./save.ts'))]);
      const name = fileName(this.ran, run, ending);
      save(text, name, mime);
      this.said = `Saved as ${name}.`;
    } catch (thrown) {
      this.#begin();
      this.problem = problemOf(thrown);
    }
  }

  async #saveEach(format: Format): Promise<void> {
    for (const { report } of this.shown) {
      const run = { runtime: report.head.scenario.runtime, engine: report.head.engine };
      await this.#save(format, [report.columns], run);
    }
  }

  #choose = (): void => {
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
  };

  #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) void this.#open(file);
    // So that the same file can be chosen once more.
    input.value = '';
  };

  async #open(file: File): Promise<void> {
    this.#begin(`Reading ${file.name} …`);
    try {
      if (await goesToItsPage(file)) return;
      const runs = await runsOf(file);
      const heads = runs.map(({ head }) => head);
      const detail: Opened = {
        made: madeElsewhere(runs, this.vocabulary),
        settings: settingsOf(heads, this.settings.theme, this.vocabulary),
      };
      this.dispatchEvent(new CustomEvent('gil-open', { detail, bubbles: true, composed: true }));
      this.said = `Opened ${file.name}.`;
    } catch (thrown) {
      this.#begin();
      this.problem = problemOf(thrown);
      await this.updateComplete;
      this.renderRoot.querySelector('.problem')?.scrollIntoView({ block: 'nearest' });
    }
  }
}

customElements.define('gil-share', Share);
