// What is told of runs in doubt. Invariant: no conclusion stands beside it, and the reasons are the core's own sentences.

import { capital, sentence } from '../base/format.ts';
import type { Doubt } from '../wasm/core.ts';

export const TOO_NOISY = 'Too noisy to compare';

/** Why nothing is told, and what to do. */
export function tooNoisy(doubts: readonly Doubt[]): string {
  const advice = doubts.every(({ again }) => again)
    ? 'Close other programs, keep this tab in view and run again.'
    : 'Give each thread more to do: a larger n or repeat.';
  return [...doubts.map((doubt) => sentence(capital(doubt.sentence))), advice].join(' ');
}
