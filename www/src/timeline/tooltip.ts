// A span in plain words, for the tooltip and for screen readers. Invariant: says what the columns say, nothing more.
import { capital, duration } from '../format.ts';
import type { SpanWords } from './speech.ts';
import type { Spot, Track } from './track.ts';
import { whyOf } from './why.ts';
import { stateOf, taskOf, type Words } from './words.ts';

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
