// What a pointer or a key points at, and where it is. Invariant: pure functions of the tracks and the scale; an event is
// only read.
import { spanAt } from '../run/spans.ts';
import type { Spot, Track } from '../run/track.ts';
import { laneTop, rowsFor } from './layout.ts';
import { laneUnder } from './owner-rows.ts';
import { pxToTime, type TimeScale } from './scale.ts';

/** The span under a pointer that is `x` right of the axis' left end. */
export function spotUnder(
  { target, clientY }: MouseEvent,
  x: number,
  tracks: readonly Track[],
  scale: TimeScale,
): Spot | null {
  const host = target instanceof HTMLCanvasElement ? target.closest<HTMLElement>('.lanes') : null;
  if (host === null || x < 0) return null;
  const trackIndex = Number(host.dataset.track);
  const track = tracks[trackIndex];
  if (track === undefined) return null;
  const timeUs = pxToTime(scale, x);
  const lane = laneUnder(track, rowsFor(track), clientY - host.getBoundingClientRect().top, timeUs);
  const spans = track.lanes[lane];
  const span = spans === undefined ? -1 : spanAt(spans, timeUs);
  return span < 0 ? null : { track: trackIndex, lane, span };
}

/** When a span begins. */
export function startOf(tracks: readonly Track[], spot: Spot | null): number | null {
  return (spot && tracks[spot.track]?.lanes[spot.lane]?.startUs[spot.span]) ?? null;
}

/** Where words about a span stand: right of `atPx`, below its lane. */
export function besides(track: Track, spot: Spot, atPx: number): { leftPx: number; belowPx: number } {
  const rows = rowsFor(track);
  return { leftPx: atPx + 12, belowPx: laneTop(rows, spot.lane) + rows.lanePx + 8 };
}
