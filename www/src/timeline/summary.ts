// What a lane did, summed up block by block, so that any stretch of it can be asked about. Invariant: an answer costs
// two blocks of spans, however many lie between; sums are only ever added to, because a span that has ended stays.
import { firstEndingAfter, firstStartingFrom, type LaneSpans } from '../run/spans.ts';

/** As many as there can be: the core's records leave no more numbers to states. */
export const STATES = 15;
/** Spans a block. With smaller ones an answer costs less and the sums take more room: here a quarter of the spans'. */
const BLOCK = 16;

class Summary {
  readonly #lane: LaneSpans;
  /** Row b holds the time in each state of all spans before block b. */
  #sums = new Float64Array(STATES);
  #blocks = 0;

  constructor(lane: LaneSpans) {
    this.#lane = lane;
  }

  /** Adds the time in each state of the spans from one to before another. */
  add(from: number, to: number, nowUs: number, into: Float64Array): void {
    const first = Math.ceil(from / BLOCK);
    const last = Math.floor(to / BLOCK);
    if (last > this.#blocks) this.#extend();
    // A span that is still going on is the newest, and stands in no block yet.
    const summed = Math.min(last, this.#blocks);
    if (first >= summed) {
      this.#walk(from, to, nowUs, into);
      return;
    }
    this.#walk(from, first * BLOCK, nowUs, into);
    for (let state = 0; state < STATES; state++) {
      const before = this.#sums[first * STATES + state] as number;
      const after = this.#sums[summed * STATES + state] as number;
      into[state] = (into[state] as number) + after - before;
    }
    this.#walk(summed * BLOCK, to, nowUs, into);
  }

  #walk(from: number, to: number, nowUs: number, into: Float64Array): void {
    const { startUs, endUs, state } = this.#lane;
    for (let i = from; i < to; i++) {
      const lengthUs = Math.min(endUs[i] as number, nowUs) - (startUs[i] as number);
      into[state[i] as number] = (into[state[i] as number] as number) + Math.max(0, lengthUs);
    }
  }

  /** Sums up what has ended since. */
  #extend(): void {
    const { count, endUs } = this.#lane;
    const ended = endUs[count - 1] === Number.POSITIVE_INFINITY ? count - 1 : count;
    const blocks = Math.floor(ended / BLOCK);
    if (blocks <= this.#blocks) return;
    const sums = new Float64Array((blocks + 1) * STATES);
    sums.set(this.#sums);
    for (let block = this.#blocks; block < blocks; block++) {
      const row = (block + 1) * STATES;
      sums.copyWithin(row, row - STATES, row);
      const into = sums.subarray(row, row + STATES);
      this.#walk(block * BLOCK, (block + 1) * BLOCK, Number.POSITIVE_INFINITY, into);
    }
    this.#sums = sums;
    this.#blocks = blocks;
  }
}

const summaries = new WeakMap<LaneSpans, Summary>();

function summaryOf(lane: LaneSpans): Summary {
  let summary = summaries.get(lane);
  if (summary === undefined) {
    summary = new Summary(lane);
    summaries.set(lane, summary);
  }
  return summary;
}

/**
 * Adds the time that a lane spends in each state between two times to `into`, which has room for all `STATES`;
 * `nowUs` ends the span that is still going on.
 */
export function addTimeByState(
  lane: LaneSpans,
  fromUs: number,
  toUs: number,
  nowUs: number,
  into: Float64Array,
): void {
  const first = firstEndingAfter(lane, fromUs);
  addTimeOfSpans(lane, first, firstStartingFrom(lane, toUs, first), fromUs, toUs, nowUs, into);
}

/** The same, where it is known which spans lie in there. */
export function addTimeOfSpans(
  lane: LaneSpans,
  first: number,
  end: number,
  fromUs: number,
  toUs: number,
  nowUs: number,
  into: Float64Array,
): void {
  if (first >= end) return;
  addClipped(lane, first, fromUs, toUs, nowUs, into);
  if (end - 1 === first) return;
  summaryOf(lane).add(first + 1, end - 1, nowUs, into);
  addClipped(lane, end - 1, fromUs, toUs, nowUs, into);
}

function addClipped(
  lane: LaneSpans,
  span: number,
  fromUs: number,
  toUs: number,
  nowUs: number,
  into: Float64Array,
): void {
  const startUs = Math.max(lane.startUs[span] as number, fromUs);
  const endUs = Math.min(lane.endUs[span] as number, nowUs, toUs);
  const state = lane.state[span] as number;
  into[state] = (into[state] as number) + Math.max(0, endUs - startUs);
}
