// One row of the atlas: a call, its verdict, the arrays it is about and how free the GIL was. Invariant: a line that did
// not change is not even looked at; what is wrong with the arrays stands at their field and moves nothing.
import { html, nothing, svg } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { type Asked, type Shown, shownOf } from './asked.ts';
import { PLAIN_DTYPE } from './data.ts';
import { mark, verdictOf } from './marks.ts';
import type { Entry } from './search.ts';
import { whole } from './words.ts';

/** What a reader can do in a row. */
export interface RowActions {
  toggle(): void;
  type(shapes: string): void;
}

export interface RowView {
  entry: Entry;
  asked: Asked | undefined;
  open: boolean;
  /** Whether anything was measured in this era. */
  measured: boolean;
  /** What stands under it while it is open. */
  answer: unknown;
}

export function rowOf(view: RowView, actions: RowActions) {
  const { entry, asked, open, answer } = view;
  const shown = shownOf(entry.row, asked);
  return html`
    <li class="row ${open ? 'open' : ''} ${shown.message === null ? '' : 'bad'}" data-key=${entry.key}
      data-verdict=${shown.verdict}>
      ${guard([entry, asked, open], () => lineOf(view, shown, actions))}
      ${open ? html`<div class="answer" id=${idOf('answer', entry.key)}>${answer}</div>` : nothing}
    </li>
  `;
}

function lineOf({ entry, open, measured }: RowView, shown: Shown, actions: RowActions) {
  const { row, key } = entry;
  return html`
    <div class="line">
      <button class="call" aria-expanded=${open} aria-controls=${open ? idOf('answer', key) : nothing}
        @click=${() => actions.toggle()}>
        ${verdictOf(shown.verdict, shown.stale)}
        <code>${broken(row.call)}</code>
        <span class="tags">
          ${shown.dtype === PLAIN_DTYPE ? nothing : html`<span class="dtype">${shown.dtype}</span>`}
          ${row.overall === 'depends' && shown.verdict !== 'depends' ? html`<span title="the arrays decide">${mark('depends')}<span class="hidden-visually">, the arrays decide</span></span>` : nothing}
        </span>
      </button>
      ${field(entry, shown, actions)} ${free(shown, measured)}
    </div>
  `;
}

/** What stands in which column; every part of a row has its own name for those who hear it. */
export function heads(measured: boolean) {
  return html`
    <div class="line heads" aria-hidden="true">
      <span class="call"><span>Verdict</span><span>Call</span><span>${mark('depends')} arrays decide</span></span>
      <span>Shapes: try others</span>
      <span class="free">${measured ? 'GIL free' : ''}</span>
    </div>
  `;
}

/** Lists of ids are split at spaces, so an id has none. */
export function idOf(what: string, key: string): string {
  return `${what}-${key.replaceAll(' ', '-')}`;
}

/** A long name may break after its dots and before its arguments. */
function broken(call: string) {
  return call.split(/(?<=\.|\()/).map((part) => [part, html`<wbr />`]);
}

function field(entry: Entry, { shapes, message }: Shown, actions: RowActions) {
  const { row, key } = entry;
  if (row.example === '') return html`<span class="shapes muted">takes no array</span>`;
  const wrong = message !== null;
  const id = idOf('wrong', key);
  return html`
    <span class="shapes">
      <input aria-label=${`Shapes for ${row.call}${row.dtype === PLAIN_DTYPE ? '' : `, ${row.dtype}`}`} .value=${shapes} spellcheck="false"
        autocomplete="off" autocapitalize="off" placeholder=${`such as ${row.example}`} aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby=${wrong ? id : nothing}
        @input=${(event: Event) => actions.type((event.target as HTMLInputElement).value)} />
      ${wrong ? html`<span class="wrong" id=${id}>${message}</span>` : nothing}
    </span>
  `;
}

const BAR = 48;

function free({ free, stale, shapes }: Shown, measured: boolean) {
  if (!measured) return html`<span class="free muted">source only</span>`;
  // Nobody knows what the field is to mean.
  if (stale) return html`<span class="free"></span>`;
  if (free === null)
    return html`<span class="free muted">${shapes.trim() === '' ? 'by shape' : 'not measured'}</span>`;
  return html`
    <span class="free">
      ${svg`<svg class="bar" viewBox="0 0 ${BAR} 8" aria-hidden="true">
        <rect class="track" width=${BAR} height="8" rx="2"></rect>
        <rect class="fill" width=${BAR * Math.min(1, free)} height="8" rx="2"></rect>
      </svg>`}
      <span class="number"><span class="hidden-visually">GIL free for </span>${whole(free)}</span>
    </span>
  `;
}
