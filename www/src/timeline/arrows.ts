// Hand-offs as arrows from the lane that dropped the lock to the lane that took. Invariant: an arrow is drawn only where the eye
// can follow it, so their number and the work to find them are bounded by the pixels.
import { HANDOFF_LOOKS, type Handoffs } from '../run/handoffs.ts';
import type { Track } from '../run/track.ts';
import { laneTop, type Rows } from './layout.ts';
import { pxToTime, type TimeScale, timeToPx } from './scale.ts';
import type { Sheet } from './sheet.ts';

/** Closer neighbours cannot be told apart. */
export const APART_PX = 6;
const HEAD_PX = 5;

/** The first hand-off taken at or after a time, or `count`. */
function firstTakenFrom({ count, takenUs }: Handoffs, timeUs: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((takenUs[middle] as number) >= timeUs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The hand-offs in view that have room around them: no other of the same lock is closer than `APART_PX`. There and back
 * at once counts as one and is told by the way there: a thread that takes the lock only to release it for a kernel.
 */
export function arrowsIn(handoffs: Handoffs, scale: TimeScale): number[] {
  const { count, takenUs, cause } = handoffs;
  const apartUs = pxToTime(scale, APART_PX) - scale.startUs;
  const gapBefore = (i: number) =>
    i > 0 && i < count ? (takenUs[i] as number) - (takenUs[i - 1] as number) : Number.POSITIVE_INFINITY;
  const found: number[] = [];
  // Each step goes on by `APART_PX` at least, however many hand-offs it passes over.
  for (let i = firstTakenFrom(handoffs, scale.startUs); i < count; ) {
    const timeUs = takenUs[i] as number;
    if (timeUs > scale.endUs) break;
    const next = Math.max(i + 1, firstTakenFrom(handoffs, timeUs + apartUs));
    const alone = next === i + 1 || (next === i + 2 && isReturn(handoffs, i + 1));
    const apart = gapBefore(i) >= apartUs && gapBefore(next) >= apartUs;
    if (alone && apart && HANDOFF_LOOKS[cause[i] as number]?.drawn) found.push(i);
    i = next;
  }
  return found;
}

/** Whether a hand-off gives the lock back to the one it came from. */
function isReturn({ from, to }: Handoffs, i: number): boolean {
  return from[i] === to[i - 1] && to[i] === from[i - 1];
}

/** The causes whose arrows are in view. */
export function causesIn(tracks: readonly Track[], scale: TimeScale): Set<number> {
  const all = tracks.flatMap(({ handoffs }) => handoffs);
  return new Set(all.flatMap((one) => arrowsIn(one, scale).map((i) => one.cause[i] as number)));
}

export function drawArrows(sheet: Sheet, rows: Rows, { handoffs }: Track): void {
  const { context: c, scale, palette } = sheet;
  for (const one of handoffs) {
    for (const i of arrowsIn(one, scale)) {
      const [from, to] = [one.from[i] as number, one.to[i] as number];
      const cause = one.cause[i] as number;
      const down = Math.sign(to - from);
      const fromX = timeToPx(scale, one.droppedUs[i] as number);
      const toX = timeToPx(scale, one.takenUs[i] as number);
      const fromY = laneTop(rows, from) + rows.lanePx / 2;
      // The head ends at the taker's edge, or it would hide where the span begins.
      const toY = laneTop(rows, to) + (down > 0 ? 0 : rows.lanePx);
      drawArrow(c, [fromX, fromY, toX, toY], down, palette.surface, 4);
      c.setLineDash([...(HANDOFF_LOOKS[cause]?.dash ?? [])]);
      drawArrow(c, [fromX, fromY, toX, toY], down, palette.handoffs[cause] ?? palette.fg, 1.5);
      c.setLineDash([]);
    }
  }
}

function drawArrow(
  c: CanvasRenderingContext2D,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
  down: number,
  color: string,
  widthPx: number,
): void {
  const baseY = toY - down * HEAD_PX;
  c.strokeStyle = c.fillStyle = color;
  c.lineWidth = widthPx;
  c.beginPath();
  c.moveTo(fromX, fromY);
  c.lineTo(toX, baseY);
  c.stroke();
  const half = HEAD_PX / 2 + (widthPx - 1.5) / 2;
  c.beginPath();
  c.moveTo(toX, toY);
  c.lineTo(toX - half, baseY - (down * (widthPx - 1.5)) / 2);
  c.lineTo(toX + half, baseY - (down * (widthPx - 1.5)) / 2);
  c.fill();
}
