// How each lane spent a stretch of time: with the lock, waiting for it, or free of it. Invariant: the three add up to the
// lane's life in the stretch, so stretches that tile a run add up to the whole; a run without a lock has free time only.
import type { State } from '../wasm/core.ts';
import type { TimelineColumns } from '../wasm/protocol.ts';
import { firstEndingAfter } from './spans.ts';
import type { Stretch } from './stretch.ts';

export interface Shares {
  /** How much of the lane's life lies in the stretch. */
  lifeUs: number;
  /** From a take to its drop, whatever the lane does meanwhile. */
  heldUs: number;
  /** Waiting for the lock; not for the BLAS pool, which is no GIL. */
  waitingUs: number;
  /** In each state, by its number, whether the lock is held or not; waits for the BLAS pool apart. */
  stateUs: Float64Array;
  /** Waiting for the BLAS pool, whether the lock is held or not. */
  poolUs: number;
  /** How long each wait for the lock was, in order of length. */
  waitsUs: Float64Array;
}

/** A lane's life as the core cuts it: in each piece it does one thing, and holds its lock all the while or not at all. */
export interface Pieces {
  count: number;
  /** When the first begins; each further one begins where the last one ends. */
  fromUs: number;
  endUs: Float64Array;
  /** A state, or what follows the last of them: a wait for the BLAS pool. Larger numbers are nothing that is known. */
  state: Uint8Array;
  held: Uint8Array;
}

/** Lane by lane. */
export function piecesIn({
  spanFirst,
  spanStart,
  pieceFirst,
  pieceEnd,
  pieceState,
  pieceHeld,
}: TimelineColumns): Pieces[] {
  return Array.from(pieceFirst.subarray(1), (to, lane) => {
    const from = pieceFirst[lane] as number;
    return {
      count: to - from,
      fromUs: spanStart[spanFirst[lane] as number] ?? 0,
      endUs: pieceEnd.subarray(from, to),
      state: pieceState.subarray(from, to),
      held: pieceHeld.subarray(from, to),
    };
  });
}

/** Of every lane, cut to the stretch; `states` are the core's words for what a lane does. */
export function sharesOf(
  lanes: readonly Pieces[],
  stretch: Stretch | null,
  states: readonly State[],
): Shares[] {
  const [fromUs, toUs] = stretch ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return lanes.map((lane) => shareOf(lane, fromUs, toUs, states));
}

function shareOf(lane: Pieces, fromUs: number, toUs: number, states: readonly State[]): Shares {
  const gilWait = states.indexOf('gil-wait');
  const stateUs = new Float64Array(states.length);
  const waits: number[] = [];
  let [lifeUs, heldUs, waitingUs, poolUs] = [0, 0, 0, 0];
  let waitedUntilUs = Number.NaN;
  for (let i = firstEndingAfter(lane, fromUs); i < lane.count; i++) {
    const startUs = Math.max(i === 0 ? lane.fromUs : (lane.endUs[i - 1] as number), fromUs);
    if (startUs >= toUs) break;
    const endUs = Math.min(lane.endUs[i] as number, toUs);
    const us = endUs - startUs;
    const state = lane.state[i] as number;
    const held = lane.held[i] === 1;
    if (state > states.length) continue;
    lifeUs += us;
    if (held) heldUs += us;
    if (state === states.length) poolUs += us;
    else stateUs[state] = (stateUs[state] ?? 0) + us;
    if (held || state !== gilWait) continue;
    waitingUs += us;
    // A lane that loses a race, or had to drop it and wants the lock back, is still in the same wait.
    if (waitedUntilUs === startUs) waits.push((waits.pop() ?? 0) + us);
    else waits.push(us);
    waitedUntilUs = endUs;
  }
  return { lifeUs, heldUs, waitingUs, stateUs, poolUs, waitsUs: Float64Array.from(waits).sort() };
}

/** Of several lanes together. */
export function together(all: readonly Shares[]): Shares {
  const sum = (of: (shares: Shares) => number) => all.reduce((total, shares) => total + of(shares), 0);
  const states = Math.max(0, ...all.map(({ stateUs }) => stateUs.length));
  return {
    lifeUs: sum(({ lifeUs }) => lifeUs),
    heldUs: sum(({ heldUs }) => heldUs),
    waitingUs: sum(({ waitingUs }) => waitingUs),
    stateUs: Float64Array.from({ length: states }, (_, state) => sum(({ stateUs }) => stateUs[state] ?? 0)),
    poolUs: sum(({ poolUs }) => poolUs),
    waitsUs: Float64Array.from(all.flatMap(({ waitsUs }) => [...waitsUs])).sort(),
  };
}

/** Neither holding the lock nor waiting for it. */
export function freeOf({ lifeUs, heldUs, waitingUs }: Shares): number {
  return lifeUs - heldUs - waitingUs;
}

/** Null where there is nothing to be in the middle of. */
export function medianOf(inOrder: Float64Array): number | null {
  const middle = inOrder.length / 2;
  const [low, high] = [inOrder[Math.ceil(middle) - 1], inOrder[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
