// The parts of the setup that most readers never open: each is loaded when its button is first pressed. Invariant: the
// form works without them.
import { html, type LitElement, nothing } from 'lit';
import type { Engine, Vocabulary } from '../wasm/core.ts';
import '../ui/lazy.ts';
import { isOfScenario } from '../question/numbers.ts';
import type { Complaint, Settings } from '../question/settings.ts';

const LOADERS = {
  runs: () => import('../builder/runs.ts'),
  builder: () => import('../builder/builder.ts'),
};
export type Panel = keyof typeof LOADERS;

/** What the form knows and its panels show. */
interface Setup {
  settings: Settings;
  vocabulary: Vocabulary | null;
  complaints: readonly Complaint[];
  engine: Engine;
  unmeasurable: boolean;
}

export class Panels {
  #open = new Set<Panel>();
  #host: LitElement & Setup;

  constructor(host: LitElement & Setup) {
    this.#host = host;
  }

  /** The button that opens and closes it. */
  button(panel: Panel, label: string) {
    const shown = this.#open.has(panel);
    return html`
      <button type="button" class="quiet" aria-expanded=${shown} aria-controls=${panel}
        @click=${() => this.show(panel, !shown)}>${label}</button>
    `;
  }

  view(panel: Panel) {
    return html`<div id=${panel}>
      ${this.#open.has(panel) ? html`<gil-lazy .load=${LOADERS[panel]}>${this.#content(panel)}</gil-lazy>` : nothing}
    </div>`;
  }

  #content(panel: Panel) {
    const { settings, vocabulary, complaints, engine, unmeasurable } = this.#host;
    if (vocabulary === null) return nothing;
    return panel === 'builder'
      ? html`<gil-builder .settings=${settings} .vocabulary=${vocabulary} .complaints=${complaints}></gil-builder>`
      : html`
          <gil-runs .settings=${settings} .vocabulary=${vocabulary} .complaints=${complaints} .engine=${engine}
            ?unmeasurable=${unmeasurable}></gil-runs>
        `;
  }

  show(panel: Panel, shown: boolean): void {
    if (shown) this.#open.add(panel);
    else this.#open.delete(panel);
    this.#host.requestUpdate();
  }

  /** Whether an open panel shows a complaint at its field. */
  shows({ field }: Complaint): boolean {
    if (field.startsWith('compare.')) return this.#open.has('runs');
    return this.#open.has('builder') && this.#host.settings.scenario !== null && isOfScenario(field);
  }

  /** Where the fields of the form are, its panels' among them. */
  get roots(): ParentNode[] {
    const { renderRoot } = this.#host;
    const panels = renderRoot.querySelectorAll<LitElement>('gil-runs, gil-builder');
    return [renderRoot, ...Array.from(panels, (panel) => panel.renderRoot)];
  }
}
