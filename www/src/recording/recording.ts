// <gil-recording>: the page for recordings. Invariant: it shows what its Desk says and keeps nothing of its own; a file that can't
// be opened changes nothing of what is shown; nothing is uploaded.
import { html, LitElement, nothing } from 'lit';
import type { Stretch } from '../run/stretch.ts';
import { Dropping } from '../ui/dropping.ts';
import { legendStyles } from '../ui/legend.ts';
import { appStyles } from '../ui/page.styles.ts';
import { notice } from '../ui/parts.ts';
import { sectionStyles } from '../ui/section.ts';
import { legends, shared } from '../ui/styles.ts';
import type { CallRow } from '../wasm/core.ts';
import { Desk } from './desk.ts';
import { takeRecording } from './handed.ts';
import { recordingStyles } from './recording.styles.ts';
import { howTo, opener, opening, shown } from './views.ts';

export class RecordingPage extends LitElement {
  static override styles = [shared, legends, legendStyles, appStyles, sectionStyles, recordingStyles];

  #desk = new Desk(() => this.#changed());
  #last: File | null = null;

  #dropping = new Dropping(this, (file) => void this.#open(file));

  override connectedCallback(): void {
    super.connectedCallback();
    void takeRecording().then((file) => {
      if (file !== null) void this.#open(file);
    });
  }

  #changed(): void {
    const { arriving, recorded } = this.#desk;
    this.dataset.stage = arriving !== '' ? 'opening' : recorded === null ? 'ready' : 'done';
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    this.#changed();
  }

  protected override render() {
    const desk = this.#desk;
    return html`
      <main @gil-stretch=${this.#select} @gil-only=${this.#only} @gil-next=${this.#next}>
        <header class="masthead">
          <h1>Recordings</h1>
          <p class="muted">Who held the GIL in your own program? <a href="./">To the playground</a></p>
        </header>
        ${opener({ busy: desk.arriving !== '', first: desk.recorded === null, chosen: this.#chosen })}
        ${desk.arriving === '' ? nothing : opening(desk.arriving, () => desk.cancel())}
        ${desk.problem === null ? nothing : notice(desk.problem, this.#again)}
        ${desk.recorded === null ? howTo() : shown(desk, desk.recorded)}
      </main>
      <p class="hidden-visually" role="status" data-testid="status">${this.#told()}</p>
      ${this.#dropping.over ? html`<div class="drop" data-testid="drop"><p>Drop a recording to open it</p></div>` : nothing}
    `;
  }

  #told(): string {
    const { arriving, problem, recorded } = this.#desk;
    if (arriving !== '') return `${arriving}.`;
    return problem?.title ?? (recorded === null ? 'Ready.' : `Opened: ${recorded.head.title}.`);
  }

  async #open(file: File): Promise<void> {
    this.#last = file;
    await this.#desk.open(file);
  }

  #again = (): void => {
    if (this.#last !== null) void this.#open(this.#last);
  };

  #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) void this.#open(file);
    // So that the same file can be chosen once more.
    input.value = '';
  };

  #select = ({ detail }: CustomEvent<Stretch | null>): void => this.#desk.select(detail);

  #only = ({ detail }: CustomEvent<CallRow | null>): void => this.#desk.see(detail);

  #next = ({ detail }: CustomEvent<CallRow>): void => this.#desk.next(detail);
}

customElements.define('gil-recording', RecordingPage);
