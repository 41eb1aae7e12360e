// Everything that is known of a call, under its row. Invariant: a template of the engine's answer; nothing is said that is
// not in it, and what was not measured is said to be so.
import { html, nothing } from 'lit';
import { capital, duration, percent, sentence, times } from '../base/format.ts';
import type { Answer, Measured, Measurement, Step } from './data.ts';
import { DTYPES } from './data.ts';
import { mark, verdictOf } from './marks.ts';
import {
  commandOf,
  conditionsOf,
  groundOf,
  joined,
  MEANING,
  placeOf,
  placesOf,
  told,
  whole,
} from './words.ts';

export interface AnswerView {
  answer: Answer;
  /** The question in force was refused: this answers the one before it. */
  stale: boolean;
  dtype: string;
  measurement: Measurement;
  /** Where the playground runs it; null until that is written, or where there is nothing to run. */
  play: string | null;
  /** The text that was copied last. */
  copied: string;
}

export interface AnswerActions {
  dtype(dtype: string): void;
  open(call: string): void;
  copy(text: string): void;
}

export function answerOf(view: AnswerView, actions: AnswerActions) {
  const { answer, stale } = view;
  const { verdict, shapes } = answer;
  const on = shapes.length === 0 ? 'on all shapes' : html`on <code>${shapes.join(' ')}</code>`;
  return html`
    <p class="lead">
      <code>${answer.function}</code> ${on} ${answer.dtype === 'float64' ? nothing : html`of <code>${answer.dtype}</code>`}
      ${verdict === 'mixed' ? 'is ' : ''}<strong>${verdict}</strong>${MEANING[verdict]}.
      <span class="ground muted" data-testid="ground">${stale ? 'This is the previous answer: the current question has none.' : groundOf(answer)}</span>
    </p>
    ${answer.disagrees === null ? nothing : html`<p class="disagrees" data-testid="disagrees"><strong>Rule and measurement disagree.</strong> ${told(answer.disagrees)}</p>`}
    <div class="columns">
      <section>
        <h3>Why</h3>
        <ul class="steps">${joined(answer.steps).map(stepOf)}</ul>
        ${answer.note === '' ? nothing : html`<p>${told(answer.note)}</p>`}
        ${answer.turns.length === 0 ? nothing : html`<h3>Where it changes</h3>${lines(answer.turns)}`}
      </section>
      <section>
        <h3>What to do</h3>
        ${lines(answer.advice)} ${playOf(view)} ${dtypeOf(view, actions)}
      </section>
    </div>
    <section>
      <h3>See it in the source</h3>
      <ul class="places">${placesOf(answer.steps).map((step) => sourceOf(step, view, actions))}</ul>
    </section>
    ${answer.rows.length === 0 ? nothing : measuredTable(view)}
    ${answer.also.length === 0 ? nothing : html`<p class="also">See also ${answer.also.map((call) => html`<button class="plain" @click=${() => actions.open(call)}><code>${call}</code></button>`)}</p>`}
  `;
}

const lines = (texts: readonly string[]) =>
  html`<ul class="texts">${texts.map((text) => html`<li>${told(text)}</li>`)}</ul>`;

function stepOf({ step: { lets_go, rule, since }, here }: ReturnType<typeof joined>[number]) {
  const does = lets_go === null ? 'depends' : lets_go ? 'releases' : 'holds';
  return html`
    <li>
      ${mark(does)}
      <span>
        <strong>${lets_go === null ? 'Depends on the shape.' : lets_go ? 'Releases.' : 'Holds.'}</strong> ${rule}
        ${here.length === 0 ? nothing : html`<span class="here" data-testid="here">Here: ${here.join('; ')}.</span>`}
        ${since === null ? nothing : html`<span class="muted">Since ${since}.</span>`}
      </span>
    </li>
  `;
}

function sourceOf(step: Step, { copied }: AnswerView, { copy }: AnswerActions) {
  const place = placeOf(step);
  const command = commandOf(step);
  return html`
    <li>
      <p>
        ${step.read}, in <code>${step.inside}</code>:
        ${step.kind === '' ? html`nothing there releases the GIL.` : html`<code>${step.kind}</code>`}
      </p>
      ${[place, command].map(
        (text) => html`
          <p class="copyable">
            <code>${text}</code>
            <button class="quiet" aria-label=${`Copy ${text}`} @click=${() => copy(text)}>${copied === text ? 'Copied' : 'Copy'}</button>
          </p>
        `,
      )}
    </li>
  `;
}

function dtypeOf({ dtype }: AnswerView, actions: AnswerActions) {
  return html`
    <label class="with-dtype">
      With elements of
      <select .value=${dtype} @change=${(event: Event) => actions.dtype((event.target as HTMLSelectElement).value)}>
        ${DTYPES.map((name) => html`<option value=${name} ?selected=${name === dtype}>${name}</option>`)}
      </select>
    </label>
  `;
}

function playOf({ answer, play }: AnswerView) {
  if (answer.play === null)
    return html`<p class="muted">Give the shapes of its arrays to run it in the playground.</p>`;
  const { stands_for, cost, measurable } = answer.play;
  return html`
    <p class="play">
      <a class="button" data-testid="play" href=${play ?? nothing}>Run this in the playground</a>
      <span class="muted">
        ${
          stands_for !== null
            ? html`Simulated: ${sentence(stands_for)} ${sentence(capital(cost))}`
            : measurable
              ? html`Two threads run it on real matrices, next to the same work behind one lock. In the simulator: ${sentence(cost)}`
              : html`Simulated, since these arrays are larger than this page computes: ${sentence(cost)}`
        }
      </span>
    </p>
  `;
}

function measuredTable({ answer, measurement }: AnswerView) {
  return html`
    <section>
      <h3 id="measured">Measured</h3>
      <div class="wide" tabindex="0" role="region" aria-labelledby="measured">
        <table data-testid="measured">
          <thead>
            <tr>
              <th scope="col">Arrays</th>
              <th scope="col">dtype</th>
              <th scope="col" class="end">One call</th>
              <th scope="col" class="end">GIL free</th>
              <th scope="col" class="end">Two threads</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>${answer.rows.map((row) => measuredRow(row, answer))}</tbody>
        </table>
      </div>
      <p class="muted small">${conditionsOf(measurement)}</p>
    </section>
  `;
}

function measuredRow(row: Measured, { row: asked }: Answer) {
  const same = asked !== null && row.dtype === asked.dtype && row.shapes.join() === asked.shapes.join();
  return html`
    <tr class=${same ? 'asked' : ''} aria-current=${same ? 'true' : nothing}>
      <th scope="row" title=${row.setup}><code>${row.shapes.join(' ') || 'none'}</code></th>
      <td>${row.dtype}</td>
      <td class="end">${duration(row.ms * 1000)}</td>
      <td class="end">${whole(row.free)} <span class="muted">(${percent(row.spread[0])} to ${percent(row.spread[1])})</span></td>
      <td class="end">${times(row.speedup)}</td>
      <td>${verdictOf(row.verdict)}</td>
    </tr>
  `;
}
