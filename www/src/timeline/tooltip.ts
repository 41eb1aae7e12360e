// A span in plain words, for the tooltip and for screen readers. Invariant: says what the columns say, nothing more.
import { capital, duration } from '../format.ts';
import { lookOf } from '../states.ts';
import type { Spot, Track } from './track.ts';

export interface SpanWords {
  title: string;
  where: string;
  when: string;
}

export function describe(track: Track, spot: Spot, states: readonly string[]): SpanWords | null {
  const lane = track.lanes[spot.lane];
  if (lane === undefined || spot.span >= lane.count) return null;
  const startUs = lane.startUs[spot.span] as number;
  const endUs = lane.endUs[spot.span] as number;
  const state = states[lane.state[spot.span] as number] ?? '';
  const length = Number.isFinite(endUs) ? `for ${duration(endUs - startUs)}` : 'still going on';
  const what = `${track.opName(lane.op[spot.span] as number)}, task ${(lane.rep[spot.span] as number) + 1}`;
  const holder = track.lanes[lane.holder?.[spot.span] ?? -1]?.name;
  return {
    title: capital(lookOf(state).words),
    where: state === 'gil-wait' ? `${lane.name}, before ${what}` : `${lane.name}, ${what}`,
    when: `${length}, from ${duration(startUs)} on${holder === undefined ? '' : `, when ${holder} held it`}`,
  };
}
