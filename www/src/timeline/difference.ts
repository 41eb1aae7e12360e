// The strip under the timelines: how many tasks one run is ahead of another, on the same axis. Invariant: what is shown
// at a pixel is the true difference at that pixel's time; up is the first run, down is the one that it is compared with.
import { duration } from '../base/format.ts';
import { aheadAt } from '../run/passes.ts';
import type { Track } from '../run/track.ts';
import { nameWithin } from './names.ts';
import { pxToTime, type TimeScale, timeToPx } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { type Pair, pairOf } from './strip.ts';

const LABEL_PX = 11;
/** In less room a title is no more than its first letter; the heading says whose side is whose. */
const NAMES_PX = 60;

export interface Ahead {
  /** By how many tasks the first is ahead, pixel by pixel. */
  at: Int32Array;
  /** The first pixel of the largest lead, whoever has it. */
  peakPx: number;
}

export function aheadIn([one, other]: readonly [Float64Array, Float64Array], scale: TimeScale): Ahead {
  const at = Int32Array.from({ length: Math.ceil(scale.widthPx) }, (_, px) =>
    aheadAt(one, other, pxToTime(scale, px + 1)),
  );
  let peakPx = 0;
  at.forEach((ahead, px) => {
    if (Math.abs(ahead) > Math.abs(at[peakPx] as number)) peakPx = px;
  });
  return { at, peakPx };
}

/** "3 tasks ahead" */
function lead(ahead: number): string {
  const tasks = Math.abs(ahead);
  return tasks === 0 ? 'level' : `${tasks.toLocaleString('en')} ${tasks === 1 ? 'task' : 'tasks'} ahead`;
}

/** What there is to see of it in view; null until both runs are over. */
export interface Difference extends Ahead {
  pair: Pair;
}

export function differenceIn(tracks: readonly Track[], rival: number, scale: TimeScale): Difference | null {
  const pair = pairOf(tracks, rival);
  return pair === null ? null : { pair, ...aheadIn(pair.passes, scale) };
}

/** Says how far apart they are at a time, or at most where there is none. */
export function tellDifference(
  root: ParentNode,
  difference: Difference | null,
  scale: TimeScale,
  atUs: number | null,
): void {
  const said = root.querySelector('[data-testid=difference-now]');
  if (said === null) return;
  const words =
    difference === null ? '' : atUs === null ? most(difference, scale) : now(difference.pair, atUs);
  if (said.textContent !== words) said.textContent = words;
}

function now({ first, other, passes }: Pair, atUs: number): string {
  const ahead = aheadAt(...passes, atUs);
  const who = ahead === 0 ? '' : `${ahead > 0 ? first.title : other.title} `;
  return `at ${duration(atUs)}: ${who}${lead(ahead)}`;
}

function most({ pair, at, peakPx }: Difference, scale: TimeScale): string {
  return (at[peakPx] ?? 0) === 0 ? 'level all along' : `most ${now(pair, pxToTime(scale, peakPx + 1))}`;
}

export function drawDifference(sheet: Sheet, difference: Difference | null): void {
  const { context: c, scale, palette, gutterPx, heightPx } = sheet;
  const middlePx = Math.round(heightPx / 2);
  c.clearRect(0, 0, gutterPx + scale.widthPx, heightPx);
  c.fillStyle = palette.lane;
  c.fillRect(gutterPx, 0, scale.widthPx, heightPx);
  if (difference !== null) {
    drawSides(sheet, difference.pair);
    c.save();
    c.translate(gutterPx, 0);
    drawArea(sheet, middlePx, difference);
    c.restore();
  }
  c.fillStyle = palette.muted;
  c.fillRect(gutterPx, middlePx, scale.widthPx, 1);
}

/** Whose side is whose. */
function drawSides({ context: c, palette, gutterPx, heightPx }: Sheet, { first, other }: Pair): void {
  if (gutterPx < NAMES_PX) return;
  c.font = `10.5px ${palette.font}`;
  c.textBaseline = 'middle';
  c.fillStyle = palette.muted;
  c.fillText(nameWithin(c, first.title, gutterPx - 8), 0, heightPx / 4);
  c.fillText(nameWithin(c, other.title, gutterPx - 8), 0, (heightPx * 3) / 4);
}

function drawArea(
  { context: c, scale, palette, heightPx }: Sheet,
  middlePx: number,
  { at, peakPx }: Ahead,
): void {
  const peak = at[peakPx] ?? 0;
  if (peak === 0) return;
  const unitPx = (heightPx / 2 - 2) / Math.abs(peak);
  for (const [fromPx, toPx, ahead] of steps(at)) {
    const px = Math.max(1, Math.abs(ahead) * unitPx);
    c.fillStyle = palette.sides[ahead > 0 ? 0 : 1] ?? palette.muted;
    c.fillRect(fromPx, ahead > 0 ? middlePx - px : middlePx + 1, toPx - fromPx, px);
    c.fillStyle = palette.fg;
    c.fillRect(fromPx, ahead > 0 ? middlePx - px : middlePx + px, toPx - fromPx, 1);
  }
  const text = lead(peak);
  c.font = `600 ${LABEL_PX}px ${palette.font}`;
  const textPx = c.measureText(text).width;
  const leftPx = Math.max(4, Math.min(peakPx + 4, scale.widthPx - textPx - 4));
  // On the side of the one that is behind, there is room.
  const y = peak > 0 ? middlePx + heightPx / 4 : middlePx - heightPx / 4;
  c.fillStyle = palette.fg;
  c.textBaseline = 'middle';
  c.fillText(text, leftPx, y + 0.5);
  c.fillRect(
    Math.round(timeToPx(scale, pxToTime(scale, peakPx))),
    Math.min(y, middlePx),
    1,
    Math.abs(y - middlePx),
  );
}

/** Neighbouring pixels of one value, where it is not 0. */
function* steps(at: Int32Array): Generator<[fromPx: number, toPx: number, ahead: number]> {
  let fromPx = 0;
  for (let px = 1; px <= at.length; px++) {
    if (px < at.length && at[px] === at[fromPx]) continue;
    if (at[fromPx] !== 0) yield [fromPx, px, at[fromPx] as number];
    fromPx = px;
  }
}
