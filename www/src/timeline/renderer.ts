// Draws one timeline, or the ruler above them, on a canvas. Invariant: a pure picture of its arguments in CSS pixels;
// it keeps nothing, reads no DOM, and its work grows with the pixels and the spans in view only.
import { duration } from '../base/format.ts';
import type { LaneSpans } from '../run/spans.ts';
import { lookOf } from '../run/states.ts';
import type { Spot, Track } from '../run/track.ts';
import { laneTop, type Rows } from './layout.ts';
import { nameWithin } from './names.ts';
import { drawLiveHolding, drawOwnerNames, drawOwners } from './owner-rows.ts';
import { type Rect, rects } from './runs.ts';
import { timeToPx } from './scale.ts';
import type { Sheet } from './sheet.ts';
import { tickLabel, ticks } from './ticks.ts';

const PX_PER_TICK = 90;
/** How far a name is higher than a low lane. */
const NAME_PX = 6;
/** A thread that cannot go on is drawn as a thinner band, so that even without colour it reads as "not working". */
const WAIT_SHARE = 0.38;
const LABEL_MIN_PX = 22;
const TEXTURE_MIN_PX = 4;
const ROUND_MIN_PX = 16;

export function drawRuler({ context: c, scale, palette, gutterPx, heightPx }: Sheet): void {
  c.clearRect(0, 0, gutterPx + scale.widthPx, heightPx);
  const { stepUs, atUs } = ticks(scale.startUs, scale.endUs, scale.widthPx / PX_PER_TICK);
  c.font = `11px ${palette.font}`;
  c.textBaseline = 'middle';
  for (const timeUs of atUs) {
    const x = gutterPx + timeToPx(scale, timeUs);
    c.fillStyle = palette.grid;
    c.fillRect(Math.round(x), heightPx - 5, 1, 5);
    const label = tickLabel(timeUs, stepUs, scale.endUs);
    const widthPx = c.measureText(label).width;
    if (x + widthPx / 2 > gutterPx + scale.widthPx) continue;
    c.fillStyle = palette.muted;
    c.fillText(label, Math.max(x - widthPx / 2, gutterPx), heightPx / 2 - 2);
  }
}

/** Draws what is known of a finished run only. */
export type Finishing = (sheet: Sheet, rows: Rows, track: Track) => void;

/** Everything of one timeline. `states` is the vocabulary's order; `longestUs` the end of the slowest timeline. */
export function drawTrack(
  sheet: Sheet,
  rows: Rows,
  track: Track,
  states: readonly string[],
  longestUs: number,
  marked: readonly Spot[],
  drawArrows: Finishing | undefined,
): void {
  const { context: c, scale, palette, gutterPx, topPx, heightPx } = sheet;
  c.clearRect(0, topPx, gutterPx + scale.widthPx, heightPx);
  drawNames(sheet, rows, track);
  drawOwnerNames(sheet, rows, track);
  c.save();
  c.beginPath();
  c.rect(gutterPx, topPx, scale.widthPx, heightPx);
  c.clip();
  c.translate(gutterPx, 0);
  c.fillStyle = palette.lane;
  const shown = (lane: number) => isShown(sheet, rows, lane);
  for (let lane = 0; lane < rows.laneCount; lane++)
    if (shown(lane)) c.fillRect(0, laneTop(rows, lane), scale.widthPx, rows.lanePx);
  c.fillStyle = palette.grid;
  for (const timeUs of ticks(scale.startUs, scale.endUs, scale.widthPx / PX_PER_TICK).atUs) {
    c.fillRect(Math.round(timeToPx(scale, timeUs)), rows.lanesTopPx, 1, rows.heightPx - rows.lanesTopPx);
  }
  const looks = states.map(lookOf);
  drawOwners(sheet, rows, track);
  track.lanes.forEach((lane, i) => {
    // While a run is on, the first canvas learns from all lanes who holds the locks.
    if (!shown(i) && (topPx > 0 || track.owners !== null)) return;
    const found = rects(lane, scale, track.endUs, columnFor(rows));
    // State by state: changing the fill costs as much as a rectangle.
    for (const [state, look] of looks.entries()) {
      const fill = palette.fills[state] ?? palette.muted;
      for (const rect of found) {
        if (rect.state === state) drawSpan(sheet, rows, laneTop(rows, i), rect, fill, !look.works);
      }
    }
    if (track.owners === null) {
      for (const rect of found) {
        if (looks[rect.state]?.holds) drawLiveHolding(sheet, rows, track, lane, rect);
      }
    }
    if (rows.lanePx >= 18) {
      const solid = found.filter(({ state }) => looks[state]?.texture === 'solid');
      drawTaskNumbers(sheet, lane, laneTop(rows, i) + rows.lanePx / 2, solid);
    }
  });
  if (track.status === 'done') drawEnd(sheet, rows, track, longestUs);
  drawArrows?.(sheet, rows, track);
  for (const spot of marked) drawMark(sheet, rows, track, spot);
  c.restore();
}

/** Whether any of the lane, or of its name, is on the canvas. */
function isShown({ topPx, heightPx }: Sheet, rows: Rows, lane: number): boolean {
  const px = laneTop(rows, lane);
  return px + rows.lanePx + NAME_PX >= topPx && px - NAME_PX <= topPx + heightPx;
}

/** Rows too low for numbers are drawn in wider columns: there are many of them, and a frame has 16 ms for all. */
function columnFor({ lanePx }: Rows): number {
  return lanePx >= 18 ? 1 : 3;
}

function drawNames(sheet: Sheet, rows: Rows, track: Track): void {
  const { context: c, palette, gutterPx } = sheet;
  c.font = `12px ${palette.font}`;
  c.textBaseline = 'middle';
  c.fillStyle = palette.muted;
  // Names that would overlap are left out: every nth is enough to count by.
  const every = Math.ceil(11 / (rows.lanePx + rows.gapPx));
  track.lanes.forEach((lane, i) => {
    if (i % every !== 0 || !isShown(sheet, rows, i)) return;
    c.fillText(
      nameWithin(c, lane.name, gutterPx - 8),
      0,
      laneTop(rows, i) + rows.lanePx / 2 + 0.5,
      gutterPx - 8,
    );
  });
}

function drawSpan(
  { context: c, palette }: Sheet,
  rows: Rows,
  topPx: number,
  rect: Rect,
  fill: string | CanvasPattern,
  thin: boolean,
): void {
  const heightPx = thin ? Math.max(2, Math.round(rows.lanePx * WAIT_SHARE)) : rows.lanePx;
  const y = topPx + (rows.lanePx - heightPx) / 2;
  // A hairline between neighbours keeps two tasks from reading as one.
  const widthPx = rect.toPx - rect.fromPx;
  const shownPx = !rect.thin && widthPx > 4 ? widthPx - 1 : Math.max(widthPx, 0.75);
  // A texture needs room to be one, and costs a hundred times as much as a plain colour.
  const plain = shownPx < TEXTURE_MIN_PX ? palette.lines[rect.state] : undefined;
  c.fillStyle = plain ?? fill;
  if (shownPx < ROUND_MIN_PX || rows.lanePx < 18) {
    c.fillRect(rect.fromPx, y, shownPx, heightPx);
    return;
  }
  c.beginPath();
  c.roundRect(rect.fromPx, y, shownPx, heightPx, thin ? 2 : 3);
  c.fill();
}

/** The number of the repeat, on kernels wide enough to carry it. */
function drawTaskNumbers(
  { context: c, palette }: Sheet,
  lane: LaneSpans,
  middlePx: number,
  kernels: readonly Rect[],
): void {
  c.font = `600 11px ${palette.font}`;
  c.textBaseline = 'middle';
  c.textAlign = 'center';
  c.fillStyle = palette.onState;
  for (const { fromPx, toPx, span, thin } of kernels) {
    if (!thin && toPx - fromPx >= LABEL_MIN_PX)
      c.fillText(String((lane.rep[span] as number) + 1), (fromPx + toPx) / 2, middlePx + 0.5);
  }
  c.textAlign = 'start';
}

/** Where it ended, and how much sooner than the slowest. */
function drawEnd({ context: c, scale, palette }: Sheet, rows: Rows, track: Track, longestUs: number): void {
  const x = Math.round(timeToPx(scale, track.endUs));
  c.fillStyle = palette.fg;
  c.fillRect(x, 0, 1, rows.heightPx);
  const toPx = timeToPx(scale, longestUs);
  const text = `${duration(longestUs - track.endUs)} sooner`;
  c.font = `12px ${palette.font}`;
  const textPx = c.measureText(text).width;
  if (toPx - x < textPx + 44) return;
  const y = Math.round((rows.lanesTopPx + rows.heightPx) / 2) + 0.5;
  const middle = (x + toPx) / 2;
  c.strokeStyle = c.fillStyle = palette.muted;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x + 6, y);
  c.lineTo(middle - textPx / 2 - 8, y);
  c.moveTo(middle + textPx / 2 + 8, y);
  c.lineTo(toPx - 2, y);
  c.moveTo(x + 11, y - 4);
  c.lineTo(x + 6, y);
  c.lineTo(x + 11, y + 4);
  c.moveTo(toPx - 2, y - 5);
  c.lineTo(toPx - 2, y + 5);
  c.stroke();
  c.textBaseline = 'middle';
  c.fillText(text, middle - textPx / 2, y + 0.5);
}

function drawMark({ context: c, scale, palette }: Sheet, rows: Rows, track: Track, spot: Spot): void {
  const lane = track.lanes[spot.lane];
  if (lane === undefined || spot.span >= lane.count) return;
  const fromPx = timeToPx(scale, lane.startUs[spot.span] as number);
  const toPx = timeToPx(scale, Math.min(lane.endUs[spot.span] as number, track.endUs));
  c.strokeStyle = palette.fg;
  c.lineWidth = 2;
  c.strokeRect(fromPx, laneTop(rows, spot.lane) - 1, Math.max(toPx - fromPx - 1, 3), rows.lanePx + 2);
}
