// Where the glass stands on the page. Invariant: it looks at nothing while it is closed.
import { html } from 'lit';
import type { Track } from '../run/track.ts';
import type { Words } from '../run/words.ts';
import { section } from '../ui/section.ts';

const GLASS = {
  name: 'glass',
  title: 'The lock under glass',
  hint: 'Step through a run event by event and look inside the lock.',
  load: () => import('./glass.ts'),
  sees: 'gil-glass',
};

/** `tracks`: null while a run is on. It stays as it was meanwhile, open or closed. */
export function glassSection(tracks: readonly Track[] | null, words: Words) {
  return section(GLASS, html`<gil-glass .tracks=${tracks} .words=${words}></gil-glass>`);
}
