// The timelines and their legend, as they stand in a frame. Invariant: a template only.
import { html } from 'lit';
import { legend } from '../intro.ts';
import type { Shown } from '../shown.ts';
import { FIRST_STATES, legendOf } from '../states.ts';
import '../timeline/element.ts';

export function picture({ experiment, vocabulary, stretch, view }: Shown) {
  const states = experiment.seen.size === 0 ? FIRST_STATES : legendOf(experiment.seen);
  return html`
    <section class="card" aria-label="Timelines">
      <gil-timelines
        .tracks=${experiment.tracks}
        .words=${vocabulary}
        .selection=${stretch}
        .wanted=${view}
      ></gil-timelines>
      <div class="under">${legend(states)}</div>
    </section>
  `;
}
