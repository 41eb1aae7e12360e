// The core's words, and what they make of a span. Invariant: one name for a task and for a state, wherever it is told.
import type { Vocabulary } from '../wasm/core.ts';
import { WORDS } from '../wasm/words.ts';
import type { LaneSpans } from './spans.ts';
import { lookOf } from './states.ts';
import type { Track } from './track.ts';

/** What a span is, why it waits, and what happens at a lock, in the order of the core's numbers. */
export interface Words {
  states: readonly string[];
  causes: readonly string[];
  events: readonly string[];
  runtimes: Vocabulary['runtimes'];
}

export const NO_WORDS: Words = { states: [], causes: [], events: [], runtimes: [] };

/** "QR of 256×256, task 1" */
export function taskOf(track: Track, lane: LaneSpans, span: number): string {
  return track.taskName(lane.thread, lane.op[span] as number, lane.rep[span] as number);
}

/** What the lane is doing; the BLAS library's own lock is no GIL. */
export function stateOf(lane: LaneSpans, span: number, { states, causes }: Words): string {
  const atPool = causes[lane.cause?.[span] ?? -1] === 'pool-lock';
  return atPool ? WORDS.pool : lookOf(states[lane.state[span] as number] ?? '').words;
}
