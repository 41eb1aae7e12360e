// What the page does where the core's sanity gate doubts what was measured. Invariant: no threshold stands here; whether
// a run may be told is the core's word alone.

import type { Doubt } from '../wasm/core.ts';

/** How often a run that comes out too noisy is made, the first time included. */
export const TRIES = 3;

/** Whether to make the same runs again: it may help, and the tab is in view. */
export function mends(doubts: readonly Doubt[]): boolean {
  const seen = globalThis.document?.visibilityState !== 'hidden';
  return seen && doubts.length > 0 && doubts.every(({ again }) => again);
}
