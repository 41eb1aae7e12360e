// How far along a run is at each moment, counted in passes of its threads' work, and how far it is ahead of another.
// Invariant: pure functions of the spans; a pass is over when its last span is.
import type { LaneSpans } from './spans.ts';

/** When each pass was over, in order of time. A lane that helps inside another's kernel does no pass of its own. */
export function passesOf(threads: readonly LaneSpans[]): Float64Array {
  const ends: number[] = [];
  for (const { count, rep, endUs } of threads) {
    for (let i = 0; i < count; i++)
      if (i + 1 === count || rep[i + 1] !== rep[i]) ends.push(endUs[i] as number);
  }
  return Float64Array.from(ends).sort();
}

/** How many of the times, which are in order, have come. */
export function countUntil(timesUs: Float64Array, timeUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesUs[middle] as number) <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By how many passes the one is ahead of the other at a time; below 0 where it is behind. */
export function aheadAt(one: Float64Array, other: Float64Array, timeUs: number): number {
  return countUntil(one, timeUs) - countUntil(other, timeUs);
}
