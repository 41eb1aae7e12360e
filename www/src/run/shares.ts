// How each lane spent a stretch of time: with the lock, waiting for it, or free of it. Invariant: the three add up to the
// lane's life in the stretch, so stretches that tile a run add up to the whole; a run without a lock has free time only.
import type { Holdings } from './owners.ts';
import { firstEndingAfter, type LaneSpans } from './spans.ts';
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
  /** Neither, by the number of its state. */
  freeUs: Float64Array;
  /** Neither, because it waits for the BLAS pool. */
  poolUs: number;
  /** How long each wait for the lock was, in order of length. */
  waitsUs: Float64Array;
}

/** The core's words for what a lane does. */
export interface ShareWords {
  states: readonly string[];
  causes: readonly string[];
}

/** Of every lane; spans, holdings and waits are cut to the stretch. */
export function sharesOf(
  lanes: readonly LaneSpans[],
  holdings: readonly Holdings[],
  stretch: Stretch | null,
  words: ShareWords,
): Shares[] {
  const [fromUs, toUs] = stretch ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const held = heldIn(lanes.length, holdings, fromUs, toUs);
  return lanes.map((lane, i) => shareOf(lane, held[i] ?? [], fromUs, toUs, words));
}

type Held = readonly [startUs: number, endUs: number];

/** Each lane's own holdings, in order of time. */
function heldIn(laneCount: number, locks: readonly Holdings[], fromUs: number, toUs: number): Held[][] {
  const held: Held[][] = Array.from({ length: laneCount }, () => []);
  for (const holdings of locks) {
    for (let i = firstEndingAfter(holdings, fromUs); i < holdings.count; i++) {
      const startUs = holdings.startUs[i] as number;
      if (startUs >= toUs) break;
      held[holdings.lane[i] as number]?.push([startUs, holdings.endUs[i] as number]);
    }
  }
  return held;
}

function shareOf(
  lane: LaneSpans,
  held: readonly Held[],
  fromUs: number,
  toUs: number,
  { states, causes }: ShareWords,
): Shares {
  const [gilWait, pool] = [states.indexOf('gil-wait'), causes.indexOf('pool-lock')];
  const [stateUs, freeUs] = [new Float64Array(states.length), new Float64Array(states.length)];
  const waits: number[] = [];
  let [lifeUs, heldUs, waitingUs, poolUs] = [0, 0, 0, 0];
  let nextHeld = 0;
  let waitedUntilUs = Number.NaN;
  for (let i = firstEndingAfter(lane, fromUs); i < lane.count; i++) {
    if ((lane.startUs[i] as number) >= toUs) break;
    const startUs = Math.max(lane.startUs[i] as number, fromUs);
    const endUs = Math.min(lane.endUs[i] as number, toUs);
    while (nextHeld < held.length && (held[nextHeld] as Held)[1] <= startUs) nextHeld += 1;
    let insideUs = 0;
    for (let at = nextHeld; at < held.length && (held[at] as Held)[0] < endUs; at++) {
      const [takenUs, droppedUs] = held[at] as Held;
      insideUs += Math.min(droppedUs, endUs) - Math.max(takenUs, startUs);
    }
    const restUs = endUs - startUs - insideUs;
    const state = lane.state[i] as number;
    lifeUs += endUs - startUs;
    heldUs += insideUs;
    const forPool = state === gilWait && lane.cause?.[i] === pool;
    if (!forPool) stateUs[state] = (stateUs[state] ?? 0) + endUs - startUs;
    if (state !== gilWait) freeUs[state] = (freeUs[state] ?? 0) + restUs;
    else if (forPool) poolUs += restUs;
    else {
      waitingUs += restUs;
      // A lane that loses a race, or had to drop it and wants the lock back, is still in the same wait.
      if (waitedUntilUs === startUs) waits.push((waits.pop() ?? 0) + restUs);
      else waits.push(restUs);
      waitedUntilUs = endUs;
    }
  }
  return { lifeUs, heldUs, waitingUs, stateUs, freeUs, poolUs, waitsUs: Float64Array.from(waits).sort() };
}

/** Of several lanes together. */
export function together(all: readonly Shares[]): Shares {
  const sum = (of: (shares: Shares) => number) => all.reduce((total, shares) => total + of(shares), 0);
  const states = Math.max(0, ...all.map(({ freeUs }) => freeUs.length));
  return {
    lifeUs: sum(({ lifeUs }) => lifeUs),
    heldUs: sum(({ heldUs }) => heldUs),
    waitingUs: sum(({ waitingUs }) => waitingUs),
    stateUs: Float64Array.from({ length: states }, (_, state) => sum(({ stateUs }) => stateUs[state] ?? 0)),
    freeUs: Float64Array.from({ length: states }, (_, state) => sum(({ freeUs }) => freeUs[state] ?? 0)),
    poolUs: sum(({ poolUs }) => poolUs),
    waitsUs: Float64Array.from(all.flatMap(({ waitsUs }) => [...waitsUs])).sort(),
  };
}

/** Neither holding the lock nor waiting for it. */
export function freeOf({ freeUs, poolUs }: Shares): number {
  return freeUs.reduce((sum, us) => sum + us, poolUs);
}

/** Null where there is nothing to be in the middle of. */
export function medianOf(inOrder: Float64Array): number | null {
  const middle = inOrder.length / 2;
  const [low, high] = [inOrder[Math.ceil(middle) - 1], inOrder[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
