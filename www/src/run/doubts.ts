// What the page does where the core's sanity gate doubts what was measured. Invariant: no threshold stands here; whether
// a run may be told is the core's word alone.

import { capital, sentence } from '../base/format.ts';
import type { Doubt } from '../wasm/core.ts';

/** How often a run that comes out too noisy is made, the first time included. */
export const TRIES = 3;
export const TOO_NOISY = 'Too noisy to compare';

/** Whether to make the same runs again: it may help, and the tab is in view. */
export function mends(doubts: readonly Doubt[]): boolean {
  const seen = globalThis.document?.visibilityState !== 'hidden';
  return seen && doubts.length > 0 && doubts.every(({ again }) => again);
}

/** Why nothing is told, and what to do. */
export function tooNoisy(doubts: readonly Doubt[]): string {
  const advice = doubts.every(({ again }) => again)
    ? 'Close other programs, keep this tab in view and run again.'
    : 'Give each thread more to do: a larger n or repeat.';
  return [...doubts.map((doubt) => sentence(capital(doubt.sentence))), advice].join(' ');
}
