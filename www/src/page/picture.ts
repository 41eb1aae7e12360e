// The timelines of an experiment, their legend and their keys. Invariant: a template only; it keeps nothing and decides
// nothing.
import { html } from 'lit';
import '../ui/lazy.ts';
import { legendOf } from '../run/states.ts';
import type { Stretch } from '../run/stretch.ts';
import type { Lazy } from '../ui/lazy.ts';
import { legend } from '../ui/legend.ts';
import type { Vocabulary } from '../wasm/core.ts';
import type { Experiment } from './experiment.ts';
import type { KeySheet } from './sheet.ts';
import '../timeline/timelines.ts';

export interface Shown {
  experiment: Experiment;
  vocabulary: Vocabulary;
  done: boolean;
  /** What is selected in the timelines. */
  stretch: Stretch | null;
  /** The stretch of time to look at. */
  view: Stretch | null;
}

const SHEET = () => import('./sheet.ts');

export function picture({ experiment, vocabulary, stretch, view }: Omit<Shown, 'done'>) {
  return html`
    <section class="card" aria-label="Timelines" @gil-keys=${askForKeys}>
      <gil-timelines
        .tracks=${experiment.tracks}
        .doubted=${experiment.doubts.length > 0}
        .words=${vocabulary}
        .selection=${stretch}
        .wanted=${view}
      ></gil-timelines>
      <div class="under">${legend(legendOf(experiment.seen))}</div>
      <gil-lazy .load=${SHEET} .shown=${false} .what=${'The list of keys'} @gil-loaded=${showKeys}>
        <gil-key-sheet></gil-key-sheet>
      </gil-lazy>
    </section>
  `;
}

function askForKeys(event: Event): void {
  const place = (event.currentTarget as HTMLElement).querySelector<Lazy>('gil-lazy');
  if (place === null) return;
  if (place.state === 'there') open(place);
  else place.shown = true;
}

function showKeys({ currentTarget }: Event): void {
  open(currentTarget as Lazy);
}

function open(place: Lazy): void {
  void place.querySelector<KeySheet>('gil-key-sheet')?.show();
}
