// What remains of a waiter's interval until it asks for the lock. Invariant: pure. A timed wait begins with the wait, and
// anew whenever it has run out; an interval that ends in a recorded `drop-request` ends there, whatever the system's
// timer added to the ones before it.
import type { LaneSpans } from '../spans.ts';
import type { Moment, Story } from './story.ts';

export interface Countdown {
  /** What remains, at least. */
  leftUs: number;
  intervalUs: number;
  /** Which interval of this wait it is, from 1 on; from 2 on, when it began is not recorded to the microsecond. */
  round: number;
  /** When this waiter set `drop_request` in this wait; null if it has not. */
  askedUs: number | null;
}

/** For a span in which its lane sleeps on `cond`. */
export function countdown(
  story: Story,
  lane: number,
  spans: LaneSpans,
  span: number,
  { count, timeUs: atUs }: Moment,
  intervalUs: number,
): Countdown {
  const startUs = spans.startUs[span] as number;
  const endUs = spans.endUs[span] as number;
  const request = (from: number) => {
    const index = story.nextOf(lane, 'drop-request', from);
    const { timeUs } = story.event(index);
    return index >= 0 && timeUs <= endUs ? { index, timeUs } : null;
  };
  let askedUs: number | null = null;
  let next = request(story.countUntil(startUs));
  while (next !== null && next.index < count) {
    askedUs = next.timeUs;
    next = request(next.index + 1);
  }
  const fromUs = askedUs ?? startUs;
  // Every interval is a little late; those before a request share what is known of that.
  const rounds = next === null ? Number.POSITIVE_INFINITY : roundsUntil(next.timeUs - fromUs, intervalUs);
  const lengthUs = next === null ? intervalUs : (next.timeUs - fromUs) / rounds;
  const before = Math.max(0, Math.floor((atUs - fromUs) / lengthUs));
  const leftUs = intervalUs - (atUs - fromUs - before * lengthUs);
  return {
    leftUs: Math.min(Math.max(leftUs, 0), intervalUs),
    intervalUs,
    round: before + 1,
    askedUs,
  };
}

/** How many intervals fit into the time until a request: at least the one that it ended. */
export function roundsUntil(timeUs: number, intervalUs: number): number {
  return Math.max(1, Math.floor(timeUs / intervalUs));
}
