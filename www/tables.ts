// What the authors' page says of the code, taken from the code when the page is built. Invariant: a reader without
// JavaScript sees it too, and what stands here twice is one row there.
import type { Plugin } from 'vite';
import headers from './headers.json' with { type: 'json' };
import { ATTRIBUTES } from './src/element/attributes.ts';
import { VARIABLES } from './src/element/names.ts';
import { CODES } from './src/embed/codes.ts';
import { RUNGS } from './src/embed/rungs.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function table(heads: readonly string[], rows: readonly (readonly string[])[], ids = false): string {
  const row = ([first = '', ...rest]: readonly string[]): string =>
    `<tr${ids ? ` id="${first}"` : ''}><th scope="row"><code>${first}</code></th>${rest.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table>`;
}

const TABLES: Record<string, () => string> = {
  attributes: () =>
    table(
      ['Attribute', 'Can be', 'Without it', 'What it does'],
      Object.entries(ATTRIBUTES).map(([name, { values, without, meaning }]) => [
        name,
        values,
        without,
        meaning,
      ]),
    ),
  codes: () =>
    table(
      ['Code', 'What happened', 'What helps'],
      Object.entries(CODES).map(([code, { means, fix }]) => [code, means, fix]),
      true,
    ),
  isolation: () =>
    table(
      ['isolation', 'Badge', 'What it means'],
      Object.entries(RUNGS).map(([rung, { badge, meaning }]) => [rung, badge, meaning]),
    ),
  variables: () => VARIABLES.map((name) => `<code>${name}</code>`).join(', '),
  headers: () =>
    escaped(
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ),
};

/** Fills `<!-- table: NAME -->` in the pages. */
export const tables: Plugin = {
  name: 'tables',
  transformIndexHtml: (html) =>
    html.replace(/<!-- table: (\w+) -->/g, (_, name: string) => {
      const made = TABLES[name];
      if (made === undefined)
        throw new Error(`no table is called "${name}": ${Object.keys(TABLES).join(', ')}`);
      return made();
    }),
};
