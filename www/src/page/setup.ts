// The form of an experiment in its card. Invariant: a template only; what is done in it is told to its Session.
import { html } from 'lit';
import './form.ts';
import type { Session } from './session.ts';

export function setup({ settings, vocabulary, simulatesOnly, running, question, ask, run, cancel }: Session) {
  return html`
    <section class="card setup" aria-label="Setup">
      <gil-form
        .settings=${settings}
        .vocabulary=${vocabulary}
        .complaints=${question.complaints}
        .engine=${simulatesOnly ? 'simulated' : settings.engine}
        ?unmeasurable=${simulatesOnly}
        ?running=${running}
        @gil-settings=${ask}
        @gil-run=${run}
        @gil-cancel=${cancel}
      ></gil-form>
    </section>
  `;
}
