// A span in plain words, for the tooltip and for screen readers. Invariant: says what the columns say, nothing more.
import { capital, duration } from '../format.ts';
import type { LaneSpans } from '../spans.ts';
import { lookOf } from '../states.ts';
import type { Spot, Track } from './track.ts';

/** The core's words for what a span is and why it waits, in the order of their numbers. */
export interface Words {
  states: readonly string[];
  causes: readonly string[];
}

export interface SpanWords {
  title: string;
  where: string;
  when: string;
  /** Why it waits; empty where it does not, or while that is not known. */
  why: string;
}

/** Why a wait waits, because of whom; opens after a comma. */
const REASONS: Record<string, (holder: string) => string> = {
  bytecode: (holder) => `because ${holder} was running Python`,
  kernel: (holder) => `because ${holder} kept the lock while it computed or waited`,
  'lost-race': (holder) => `woken, but ${holder} was faster`,
  'forced-switch': (holder) => `made to let go, until ${holder} had taken it`,
  'pool-lock': (holder) => `because ${holder} was inside the BLAS pool`,
};

export function describe(track: Track, spot: Spot, words: Words): SpanWords | null {
  const lane = track.lanes[spot.lane];
  if (lane === undefined || spot.span >= lane.count) return null;
  const startUs = lane.startUs[spot.span] as number;
  const endUs = lane.endUs[spot.span] as number;
  const state = words.states[lane.state[spot.span] as number] ?? '';
  const length = Number.isFinite(endUs) ? `for ${duration(endUs - startUs)}` : 'still going on';
  const what = taskOf(track, lane, spot.span);
  return {
    title: capital(stateOf(lane, spot.span, words)),
    where: state === 'gil-wait' ? `${lane.name}, before ${what}` : `${lane.name}, ${what}`,
    when: `${length}, from ${duration(startUs)} on`,
    why: whyOf(track, lane, spot.span, words),
  };
}

/** "QR of 256×256, task 1" */
export function taskOf(track: Track, lane: LaneSpans, span: number): string {
  return `${track.opName(lane.thread, lane.op[span] as number)}, task ${(lane.rep[span] as number) + 1}`;
}

/** What the lane is doing; the BLAS library's own lock is no GIL. */
export function stateOf(lane: LaneSpans, span: number, { states, causes }: Words): string {
  const atPool = causes[lane.cause?.[span] ?? -1] === 'pool-lock';
  return atPool ? 'waiting for the BLAS pool' : lookOf(states[lane.state[span] as number] ?? '').words;
}

export function whyOf(track: Track, lane: LaneSpans, span: number, { causes }: Words): string {
  const reason = REASONS[causes[lane.cause?.[span] ?? -1] ?? ''];
  const holder = track.lanes[lane.holder?.[span] ?? -1];
  if (reason === undefined || holder === undefined) return '';
  return reason(holder === lane ? 'another thread' : holder.name);
}
