// The timelines of an experiment and their legend. Invariant: a template only; it keeps nothing and decides nothing.
import { html } from 'lit';
import { legend } from './intro.ts';
import type { Shown } from './shown.ts';
import { legendOf } from './states.ts';
import './timeline/element.ts';

export function picture({ experiment, vocabulary, stretch, view }: Omit<Shown, 'done'>) {
  return html`
    <section class="card" aria-label="Timelines">
      <gil-timelines
        .tracks=${experiment.tracks}
        .words=${vocabulary}
        .selection=${stretch}
        .wanted=${view}
      ></gil-timelines>
      <div class="under">${legend(legendOf(experiment.seen))}</div>
    </section>
  `;
}
