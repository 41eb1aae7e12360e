// Where the tables stand on the page. Invariant: no row is made while they are closed.
import { html } from 'lit';
import type { Track } from '../run/track.ts';
import type { Words } from '../run/words.ts';
import { section } from '../ui/section.ts';

const TABLES = {
  name: 'tables',
  title: 'The timelines as tables',
  hint: 'Every span and every hand-off in words.',
  load: () => import('./span-table.ts'),
  sees: 'gil-span-table',
};

/** `tracks`: empty while a run is on. It stays as it was meanwhile, open or closed. */
export function tablesSection(tracks: readonly Track[], words: Words) {
  return section(TABLES, html`<gil-span-table .tracks=${tracks} .words=${words}></gil-span-table>`);
}
