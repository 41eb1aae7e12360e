// How one field and the buttons of one row look. Invariant: whatever is complained about stands under the row of its
// field, moves no other, and is tied to it; the buttons of a row never vanish, so that the focus always has a place.
import { html, nothing, svg } from 'lit';
import type { Path } from '../question/draft.ts';
import type { Complaint } from '../question/settings.ts';
import type { Placed } from './fields.ts';
import { shown } from './shown.ts';

export function wrong(id: Path, complaints: readonly Complaint[]) {
  const own = complaints.filter(({ field }) => field === id);
  if (own.length === 0) return nothing;
  return html`<div class="wrong" id="${id}-wrong" role="alert">${own.map(({ message }) => html`<p>${message}</p>`)}</div>`;
}

/** The element that says what is wrong with a field, if anything is. */
export const described = (id: Path, complaints: readonly Complaint[]) =>
  isWrong(id, complaints) ? `${id}-wrong` : nothing;

export const isWrong = (id: Path, complaints: readonly Complaint[]) =>
  complaints.some(({ field }) => field === id);

export function fieldView(
  placed: Placed,
  complaints: readonly Complaint[],
  typed: (placed: Placed, text: string) => void,
  note?: string,
) {
  const { id, field, text, choices } = placed;
  const invalid = isWrong(id, complaints);
  const sentence = choices.find(({ value }) => value === text)?.sentence;
  const described =
    [invalid ? `${id}-wrong` : '', sentence ? `${id}-hint` : '', note ? `${id}-note` : '']
      .filter(Boolean)
      .join(' ') || nothing;
  const label = `${field.label}${field.unit === undefined ? '' : `, ${field.unit}`}`;
  const heard = (event: Event) => typed(placed, (event.target as HTMLInputElement | HTMLSelectElement).value);
  return html`
    <div class="field ${field.wide ? 'wide' : choices.length > 0 ? 'choice' : ''}">
      <label for=${id}>${label}${field.hint === undefined ? nothing : html` <small>${field.hint}</small>`}</label>
      ${
        choices.length > 0
          ? html`
              <select id=${id} aria-invalid=${invalid} aria-describedby=${described} @change=${heard}>
                ${choices.map(
                  ({ value, label }) =>
                    html`<option value=${value} .selected=${value === text}>${label}</option>`,
                )}
              </select>
            `
          : html`
              <input id=${id} autocomplete="off" inputmode=${field.kind === 'number' ? 'decimal' : 'text'}
                placeholder=${field.optional ?? nothing} aria-invalid=${invalid} aria-describedby=${described}
                @input=${heard} ${shown(text, field.kind === 'number')} />
            `
      }
      ${sentence === undefined ? nothing : html`<p class="hint" id="${id}-hint">${sentence}</p>`}
    </div>
    ${note === undefined ? nothing : html`<p class="hint note" id="${id}-note">${note}</p>`}
    ${wrong(id, complaints)}
  `;
}

export interface RowPlace {
  row: Path;
  /** What it is called where it is spoken of. */
  name: string;
  first: boolean;
  last: boolean;
}

/** No sign for it is in every font. */
const COPY = svg`<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="M5.5 5.5h8v8h-8zM3 10.500h-.5v-8h8V3" /></svg>`;

const BUTTONS = [
  { act: 'up', sign: '↑', keys: 'Alt+ArrowUp', says: (name: string) => `Move ${name} up` },
  { act: 'down', sign: '↓', keys: 'Alt+ArrowDown', says: (name: string) => `Move ${name} down` },
  { act: 'copy', sign: COPY, keys: undefined, says: (name: string) => `Duplicate ${name}` },
  { act: 'remove', sign: '✕', keys: undefined, says: (name: string) => `Remove ${name}` },
] as const;

export type Act = (typeof BUTTONS)[number]['act'];

export function rowButtons({ row, name, first, last }: RowPlace, act: (act: Act, row: Path) => void) {
  return html`
    <div class="row-buttons">
      ${BUTTONS.map(({ act: what, sign, keys, says }) => {
        const idle = (what === 'up' && first) || (what === 'down' && last);
        return html`
          <button type="button" id="${row}.${what}" title=${says(name)} aria-label=${says(name)} aria-disabled=${idle} aria-keyshortcuts=${keys ?? nothing}
            @click=${() => act(what, row)}>${sign}</button>
        `;
      })}
    </div>
  `;
}
