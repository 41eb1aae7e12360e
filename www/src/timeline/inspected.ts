// One span of a finished run and what there is to know around it. Invariant: pure questions to the columns, no words but
// names.
import { type LockState, NOBODY } from '../run/lock/fold.ts';
import type { Story } from '../run/lock/story.ts';
import { firstEndingAfter, type LaneSpans } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import type { Words } from '../run/words.ts';

/** One span of one lane, and what there is to know around it. */
export interface Inspected {
  track: Track;
  words: Words;
  story: Story;
  laneIndex: number;
  lane: LaneSpans;
  span: number;
  lock: number;
  lockName: string;
  startUs: number;
  endUs: number;
}

export function causeOf({ causes }: Words, lane: LaneSpans, span: number): string {
  return causes[lane.cause?.[span] ?? NOBODY] ?? '';
}

export function nameOf({ track, laneIndex }: Inspected, lane: number): string {
  return lane === laneIndex ? 'this thread' : (track.lanes[lane]?.name ?? 'another thread');
}

/** The lock of the span after so many events. */
export function lockAfter({ story, lock }: Inspected, count: number): LockState {
  return story.at(count)[lock] as LockState;
}

/** The state of a lane at a moment, or until then. */
export function doing(
  { track, words }: Inspected,
  laneIndex: number,
  timeUs: number,
  when?: 'until',
): string | undefined {
  const lane = track.lanes[laneIndex];
  if (lane === undefined) return undefined;
  const span = firstEndingAfter(lane, timeUs);
  const over = when === 'until' && !((lane.startUs[span] ?? timeUs) < timeUs);
  return words.states[lane.state[over ? span - 1 : span] ?? NOBODY];
}
