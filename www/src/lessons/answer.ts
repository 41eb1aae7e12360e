// What a lesson says once its runs are over: the truth over the bet and why, or why there is nothing to tell. Invariant: it
// shows what it is given and keeps nothing; every wish goes to the card.
import { html, nothing } from 'lit';
import type { Settings } from '../question/settings.ts';
import { TOO_NOISY } from '../run/noisy.ts';
import { picture } from './axis.ts';
import { verdict } from './catalogue/bet.ts';
import { type Finding, type Lesson, settingsOf } from './catalogue/lesson.ts';
import { type Reading, reply } from './reading.ts';

/** What the card shows, and what can be wished of it. */
export interface Card {
  readonly lesson: Lesson;
  readonly settings: Settings;
  /** Those that answered, each once. */
  readonly engines: readonly string[];
  readonly running: boolean;
  /** Whether this page can measure. */
  readonly measures: boolean;
  /** What was true before a dial was turned. */
  readonly before: number | null;
  /** Takes these settings and runs. */
  ask(settings: Settings): void;
  /** Changes one thing and runs again. */
  turn(change: Partial<Settings>, truth: number | null): void;
  /** Runs the lesson as it was. */
  restart(): void;
  betAgain(): void;
}

export function answer(card: Card, reading: Reading) {
  if (reading.noisy !== null) return noisy(card, reading.noisy);
  return reading.finding === null ? offTopic(card, reading.plainly) : onTopic(card, reading, reading.finding);
}

function onTopic(card: Card, reading: Reading, { truth, why, more }: Finding) {
  const { lesson, engines, before } = card;
  const { bet } = card.settings;
  const words = reply(lesson, bet, reading);
  return html`
    ${picture(lesson.axis, { bet, truth, before })}
    <div class="result" data-testid="reveal" data-truth=${truth ?? nothing} data-engine=${engines.join()}>
      <p class="news verdict" tabindex="-1" data-testid="verdict">
        ${verdict(lesson.axis, bet, truth, reading.own)} ${badge(card)}
      </p>
      ${words === null ? nothing : html`<p class="why muted" data-testid="intuition">${words}</p>`}
    </div>
    <p class="why" data-testid="why">${why}</p>
    <p class="more muted" data-testid="more">${more.join(' ')}</p>
    ${tries(card, truth)}
  `;
}

function noisy(card: Card, why: string) {
  const { lesson, settings, running, before } = card;
  const { bet } = settings;
  return html`
    ${bet === null ? nothing : picture(lesson.axis, { bet, truth: null, before })}
    <p class="news verdict" tabindex="-1" data-testid="noisy">${TOO_NOISY} ${badge(card)}</p>
    <p class="why">${why} ${bet === null ? '' : 'Your bet stands.'}</p>
    <div class="place">
      <button class="primary" ?disabled=${running} @click=${() => card.ask(settings)}>Run again</button>
    </div>
    ${tries(card, null)}
  `;
}

function offTopic(card: Card, plainly: string) {
  return html`
    <p class="news why" tabindex="-1" data-testid="off-topic">
      This isn’t the lesson’s setup, so its explanation doesn’t apply. ${badge(card)}
    </p>
    <p class="why" data-testid="plainly">${plainly}</p>
    <div class="place"><button class="primary" @click=${card.restart}>Back to the lesson’s setup</button></div>
  `;
}

function badge({ engines }: Card) {
  return html`<span class="badge muted">${engines.join(' and ')}</span>`;
}

function tries(card: Card, truth: number | null) {
  const { lesson, settings, running } = card;
  // A reader who simulates a lesson goes on with that.
  const simulating: Partial<Settings> = settings.engine === 'simulated' ? { engine: 'simulated' } : {};
  const chip = (label: string, act: () => void) =>
    html`<button class="chip" ?disabled=${running} @click=${act}>${label}</button>`;
  return html`
    <div class="tries" role="group" aria-label="Try">
      <span class="muted">Try:</span>
      ${lesson.tries.map((change) =>
        chip(change.label, () => card.turn({ ...settingsOf(lesson, change), ...simulating }, truth)),
      )}
      ${
        lesson.measurable && card.measures && settings.engine !== 'measured'
          ? chip('measure it here', () => card.turn({ engine: 'measured' }, truth))
          : nothing
      }
      ${chip('the lesson as it was', card.restart)} ${chip('bet again', card.betAgain)}
    </div>
  `;
}
