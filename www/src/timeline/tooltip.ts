// A span in plain words, for the tooltip and for screen readers. Invariant: says what the columns say, nothing more.
import { capital, duration } from '../base/format.ts';
import type { Spot, Track } from '../run/track.ts';
import { stateOf, taskOf, type Words } from '../run/words.ts';
import { whyOf } from './why.ts';

export interface SpanWords {
  title: string;
  where: string;
  when: string;
  /** Why it waits, who holds the lock, what ends the wait: as much of it as there is, and as is known. */
  why: readonly string[];
}

/** `atUs`: the moment that is pointed at. */
export function describe(track: Track, spot: Spot, words: Words, atUs?: number): SpanWords | null {
  const lane = track.lanes[spot.lane];
  if (lane === undefined || spot.span >= lane.count) return null;
  const startUs = lane.startUs[spot.span] as number;
  const endUs = lane.endUs[spot.span] as number;
  const state = words.states[lane.state[spot.span] as number] ?? '';
  const length = Number.isFinite(endUs) ? `for ${duration(endUs - startUs)}` : 'still going on';
  const what = taskOf(track, lane, spot.span);
  const { cause, holder, ends } = whyOf(track, spot.lane, spot.span, words, atUs);
  return {
    title: capital(stateOf(lane, spot.span, words)),
    where: state === 'gil-wait' ? `${lane.name}, before ${what}` : `${lane.name}, ${what}`,
    when: `${length}, from ${duration(startUs)} on`,
    why: [cause, holder, ends].filter(Boolean),
  };
}
