// What a reader sees before the first run: the question, what will happen, how to read it, and the lessons there are. Invariant: the drawing
// is a sketch and says so; no time is shown that was not measured.
import { css, html, svg } from 'lit';
import { lessonList } from '../lessons/list.ts';
import { FIRST_STATES } from '../run/states.ts';
import { legend } from '../ui/legend.ts';
import type { Engine } from '../wasm/core.ts';

export const introStyles = css`
  .intro {
    display: grid;
    gap: 1.75rem;
  }
  .question {
    font-size: 1.1875rem;
    line-height: 1.5;
    max-width: 44rem;
    text-wrap: pretty;
  }
  .sketches {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 0 2.5rem;
  }
  /* The drawings stand side by side on one line, however long the words above them. */
  .sketches figure {
    display: grid;
    grid-template-rows: subgrid;
    grid-row: span 3;
    padding-bottom: 1rem;
  }
  .sketches svg {
    display: block;
    width: 100%;
    height: auto;
    margin-top: 0.75rem;
  }
  .sketches h2 {
    font-size: 1rem;
  }
  .sketches p {
    font-size: 0.9375rem;
    color: var(--muted);
  }
  .row {
    fill: var(--lane);
  }
`;

const LANES = 4;
const TASK = 34;
const PITCH = 19;

function lanes(kind: 'held' | 'released') {
  const shapes = [];
  for (let lane = 0; lane < LANES; lane++) {
    const y = lane * PITCH;
    shapes.push(svg`<rect class="row" x="0" y=${y} width="320" height="14" rx="3"></rect>`);
    if (kind === 'held') {
      for (let task = lane; task < 8; task += LANES) {
        const x = task * (TASK + 4);
        const from = task < LANES ? 0 : x - 3 * (TASK + 4);
        if (x > from)
          shapes.push(svg`<line class="wait" x1=${from} x2=${x - 4} y1=${y + 7} y2=${y + 7}></line>`);
        shapes.push(svg`<rect class="kernel-held" x=${x} y=${y} width=${TASK} height="14" rx="3"></rect>`);
      }
    } else {
      for (let task = 0; task < 2; task++) {
        shapes.push(
          svg`<rect class="kernel-released" x=${task * (TASK + 4)} y=${y} width=${TASK} height="14" rx="3"></rect>`,
        );
      }
    }
  }
  return svg`<svg viewBox="0 0 320 ${LANES * PITCH - 4}" aria-hidden="true">${shapes}</svg>`;
}

const PROMISE: Record<Engine, unknown> = {
  measured: html`and this page measures it: the same matrices, inverted twice by real threads in your browser, drawn as
    two timelines on one clock.`,
  simulated: html`and this page simulates it: the same work under two interpreters on virtual cores, drawn as two
    timelines on one clock.`,
};

export function intro(engine: Engine) {
  return html`
    <section class="intro" data-testid="intro">
      <p class="question">
        A Python thread needs the global interpreter lock to run, but a numerical routine can release it while it
        computes. So do four threads invert matrices four times as fast as one, or do they wait in line?
      </p>
      <div class="sketches">
        <figure>
          <h2>First run: one lock</h2>
          <p>A thread holds the lock for its whole task. The others wait.</p>
          ${lanes('held')}
        </figure>
        <figure>
          <h2>Second run: the lock released</h2>
          <p>As in CPython 3.12, the kernel releases the lock. Cores permitting, tasks overlap.</p>
          ${lanes('released')}
        </figure>
      </div>
      <p class="muted">
        That is a sketch of the idea. Press <strong>Run</strong> ${PROMISE[engine]}
      </p>
      ${legend(FIRST_STATES)} ${lessonList('Or learn it step by step: place a bet, run, see')}
    </section>
  `;
}
