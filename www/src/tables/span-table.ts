// <gil-span-table>: the timelines as tables, for readers who cannot or would rather not look at a picture. Invariant:
// the same spans in the same words as the tooltips; rows are made only while it is open, a page at a time.
import { css, html, LitElement, nothing } from 'lit';
import { duration } from '../base/format.ts';
import { countSpans } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import { NO_WORDS, stateOf, taskOf, type Words } from '../run/words.ts';
import { whyOf } from '../timeline/why.ts';
import { shared } from '../ui/styles.ts';
import { handoffTable } from './handoffs.ts';

const PAGE_ROWS = 100;

export class SpanTable extends LitElement {
  static override properties = {
    tracks: { attribute: false },
    words: { attribute: false },
    open: { type: Boolean },
    shown: { state: true },
  };
  static override styles = [
    shared,
    css`
      .scroll {
        overflow: auto;
        max-height: 24rem;
        margin-top: 0.75rem;
        border: 1px solid var(--line);
        border-radius: 8px;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      caption {
        text-align: left;
        font-weight: 600;
        padding: 0.625rem 0.75rem;
      }
      th,
      td {
        text-align: left;
        padding: 0.25rem 0.75rem;
        border-top: 1px solid var(--line);
        white-space: nowrap;
      }
      td.end {
        text-align: right;
      }
      th {
        font-weight: 600;
        color: var(--muted);
      }
      button {
        margin-top: 0.75rem;
      }
    `,
  ];

  declare tracks: readonly Track[];
  declare words: Words;
  /** Whether anybody sees it. */
  declare open: boolean;
  declare shown: number;

  constructor() {
    super();
    this.tracks = [];
    this.words = NO_WORDS;
    this.open = false;
    this.shown = PAGE_ROWS;
  }

  protected override render() {
    if (!this.open) return nothing;
    const more = this.tracks.some((track) => countSpans(track.lanes) > this.shown);
    return html`
      ${this.tracks.map((track) => [this.#table(track), handoffTable(track, this.shown)])}
      ${more ? html`<button @click=${this.#more}>Show more rows</button>` : nothing}
    `;
  }

  #more = (): void => {
    this.shown += 10 * PAGE_ROWS;
  };

  #table(track: Track) {
    const total = countSpans(track.lanes);
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Spans: ${track.title}">
        <table data-testid="span-table">
          <caption>
            ${track.title}, ${track.engine}: ${Math.min(total, this.shown)} of ${total} spans
          </caption>
          <thead>
            <tr>
              <th scope="col">Thread</th>
              <th scope="col">Is</th>
              <th scope="col">Task</th>
              <th scope="col">From</th>
              <th scope="col">For</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            ${this.#rows(track)}
          </tbody>
        </table>
      </div>
    `;
  }

  #rows(track: Track) {
    const rows = [];
    for (const [at, lane] of track.lanes.entries()) {
      for (let i = 0; i < lane.count && rows.length < this.shown; i++) {
        const startUs = lane.startUs[i] as number;
        const lengthUs = (lane.endUs[i] as number) - startUs;
        const state = this.words.states[lane.state[i] as number] ?? '';
        rows.push(html`
          <tr data-state=${state} data-start-us=${startUs} data-length-us=${lengthUs}>
            <th scope="row">${lane.name}</th>
            <td>${stateOf(lane, i, this.words)}</td>
            <td>${taskOf(track, lane, i)}</td>
            <td class="end">${duration(startUs)}</td>
            <td class="end">${duration(lengthUs)}</td>
            <td>${whyOf(track, at, i, this.words).short}</td>
          </tr>
        `);
      }
    }
    return rows;
  }
}

customElements.define('gil-span-table', SpanTable);
