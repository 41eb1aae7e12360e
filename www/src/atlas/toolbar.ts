// Where one searches, filters and sorts. Invariant: templates of the state; every change is one `set`.
import { html } from 'lit';
import { ERAS, VERDICTS, type Verdict } from './data.ts';
import type { State } from './link.ts';
import { mark } from './marks.ts';
import { type Entry, packagesOf, SORTS, type Sort } from './search.ts';
import { ERA_TITLE, eraHint } from './words.ts';

type Set = (change: Partial<State>) => void;

export function eraSwitch({ era }: State, versions: Record<string, string>, set: Set) {
  return html`
    <fieldset class="segments eras">
      <legend class="hidden-visually">Whose NumPy and SciPy</legend>
      ${ERAS.map(
        (name) => html`
          <label>
            <input type="radio" name="era" .checked=${name === era} @change=${() => set({ era: name })} />
            <span><strong>${ERA_TITLE[name]}</strong> <small>${eraHint(name, versions)}</small></span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

const SORT_TITLE: Record<Sort, string> = {
  match: 'best match',
  name: 'name',
  verdict: 'holding first',
  free: 'least free first',
};
const VERDICT_TITLE: Record<Verdict | 'all', string> = {
  all: 'all',
  releases: 'releases',
  holds: 'holds',
  mixed: 'mixed',
  depends: 'depends on shape',
};

interface Toolbar {
  state: State;
  entries: readonly Entry[];
  counts: Record<Verdict | 'all', number>;
  /** "12 of 250 rows" */
  hits: string;
}

export function toolbar({ state, entries, counts, hits }: Toolbar, set: Set) {
  return html`
    <form class="toolbar" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <div class="search">
        <label for="q" class="hidden-visually">Search the calls</label>
        <input id="q" type="search" placeholder="Search: svd, a @ b, numpy.linalg.inv 23x23, BLAS …" autocomplete="off" autocapitalize="off"
          spellcheck="false" aria-describedby="hits" .value=${state.q}
          @input=${(event: Event) => set({ q: (event.target as HTMLInputElement).value })} />
        <kbd class="for-keys" aria-hidden="true">/</kbd>
        <span id="hits" class="number" data-testid="hits">${hits}</span>
      </div>
      <div class="filters">
        <fieldset class="segments">
          <legend class="hidden-visually">Verdict</legend>
          ${[null, ...VERDICTS].map(
            (verdict) => html`
              <label>
                <input type="radio" name="verdict" value=${verdict ?? 'all'} .checked=${verdict === state.verdict}
                  @change=${() => set({ verdict })} />
                <span>
                  ${verdict === null ? '' : mark(verdict)} ${VERDICT_TITLE[verdict ?? 'all']}
                  <small class="number">${counts[verdict ?? 'all']}</small>
                </span>
              </label>
            `,
          )}
        </fieldset>
        <label class="choice">
          Package
          <select @change=${(event: Event) => set({ package: (event.target as HTMLSelectElement).value || null })}>
            <option value="" .selected=${state.package === null}>all</option>
            ${packagesOf(entries).map((name) => html`<option value=${name} .selected=${name === state.package}>${name}</option>`)}
          </select>
        </label>
        <label class="choice">
          Sort by
          <select @change=${(event: Event) => set({ sort: (event.target as HTMLSelectElement).value as Sort })}>
            ${SORTS.map((sort) => html`<option value=${sort} .selected=${sort === state.sort}>${SORT_TITLE[sort]}</option>`)}
          </select>
        </label>
      </div>
    </form>
  `;
}

interface Nothing {
  q: string;
  /** How many rows there would be without the filters. */
  hidden: number;
  near: readonly string[];
}

export function nothingFound({ q, hidden, near }: Nothing, look: (name: string) => void, clear: () => void) {
  return html`
    <div class="empty" data-testid="empty">
      <p>
        ${q.trim() === '' ? 'No calls match these filters.' : html`No calls match <strong>${q}</strong>${hidden > 0 ? ' under these filters' : ''}. Only NumPy and SciPy are covered; write arrays as 1500x1500, vectors as 1500.`}
        ${hidden > 0 ? `Without the filters there ${hidden === 1 ? 'is 1' : `are ${hidden}`}.` : ''}
      </p>
      ${
        near.length === 0
          ? ''
          : html`<p>Did you mean ${near.map((name, i) => html`${i === 0 ? '' : ' or '}<button @click=${() => look(name)}><code>${name}</code></button>`)}?</p>`
      }
      <p><button class="primary" @click=${clear}>Clear search and filters</button></p>
    </div>
  `;
}
