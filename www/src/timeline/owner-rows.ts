// The rows above the threads: who holds each lock. Invariant: one stretch a holding, merged into pixels like the lanes'
// spans; where a run is still on it shows what the states tell, and where there is no lock it says so.
import { ALL_HELD, type Holdings, lockOf } from '../run/owners.ts';
import { lockNameOf } from '../run/runtimes.ts';
import { type LaneSpans, spanAt } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import { laneAt, MOST_OWNERS, ownerAt, ownerTop, type Rows } from './layout.ts';
import { nameThatFits } from './names.ts';
import { type Rect, rects } from './runs.ts';
import { pxToTime } from './scale.ts';
import type { Sheet } from './sheet.ts';

/** Narrower than this no name is worth its pixels. */
const NAMED_PX = 16;

/** What stands beside a row, at length and in short. */
function namesOf({ gils, runtime }: Track, row: number): string[] {
  const lock = lockNameOf(runtime);
  const one = gils[row];
  if (one === undefined) return ['no GIL', '∅'];
  if (gils.length > MOST_OWNERS) return [`${gils.length} ${lock}s`, String(gils.length)];
  return one.interpreter === null ? [lock] : [`${lock} ${one.interpreter}`, String(one.interpreter)];
}

export function drawOwnerNames({ context: c, palette, gutterPx }: Sheet, rows: Rows, track: Track): void {
  c.fillStyle = palette.muted;
  c.textBaseline = 'middle';
  c.font = `${rows.ownerCount === 1 ? 11 : 9.5}px ${palette.font}`;
  for (let row = 0; row < rows.ownerCount; row++) {
    const text = namesOf(track, row).find((text) => c.measureText(text).width <= gutterPx - 8) ?? '';
    c.fillText(text, 0, ownerTop(rows, row) + rows.ownerPx / 2 + 0.5);
  }
}

/** The rows, and all holdings that are known. */
export function drawOwners(sheet: Sheet, rows: Rows, track: Track): void {
  const { context: c, scale, palette } = sheet;
  const { owners, gils, heldCount } = track;
  if (gils.length === 0) {
    drawNoLock(sheet, rows);
    return;
  }
  c.fillStyle = palette.lane;
  for (let row = 0; row < rows.ownerCount; row++) {
    c.fillRect(0, ownerTop(rows, row), scale.widthPx, rows.ownerPx);
  }
  if (gils.length > MOST_OWNERS) {
    if (heldCount !== null) drawCount(sheet, rows, gils.length, heldCount, track.endUs);
    return;
  }
  owners?.forEach(({ holdings }, row) => {
    for (const rect of rects(holdings, scale, track.endUs)) {
      drawRect(sheet, rows, row, rect);
      if (rect.spans === 1) drawName(sheet, rows, row, rect, track, holdings);
    }
  });
}

/** While a run is on, a lane in a state that holds stands for a holding. */
export function drawLiveHolding(
  sheet: Sheet,
  rows: Rows,
  { gils }: Track,
  lane: LaneSpans,
  rect: Rect,
): void {
  const lock = lockOf(gils, lane);
  if (lock >= 0) drawRect(sheet, rows, gils.length > MOST_OWNERS ? 0 : lock, rect);
}

/** The lane at a height, where that is an owner's row the one that holds the lock at this time; else -1. */
export function laneUnder({ owners }: Track, rows: Rows, px: number, timeUs: number): number {
  const owner = owners !== null && owners.length === rows.ownerCount ? owners[ownerAt(rows, px)] : undefined;
  if (owner === undefined) return laneAt(rows, px);
  return owner.holdings.lane[spanAt(owner.holdings, timeUs)] ?? -1;
}

/** No rectangle, so that it cannot be taken for a lock that nobody holds. */
function drawNoLock({ context: c, scale, palette }: Sheet, rows: Rows): void {
  c.strokeStyle = palette.grid;
  c.lineWidth = 1;
  c.setLineDash([3, 3]);
  c.strokeRect(0.5, 0.5, scale.widthPx - 1, rows.ownerPx - 1);
  c.setLineDash([]);
  c.font = `11px ${palette.font}`;
  c.textBaseline = 'middle';
  c.fillStyle = palette.muted;
  c.fillText('no GIL', 8, rows.ownerPx / 2 + 0.5);
}

function drawRect(
  { context: c, palette }: Sheet,
  rows: Rows,
  row: number,
  { fromPx, toPx, state }: Rect,
): void {
  const widthPx = toPx - fromPx;
  c.fillStyle = palette.fills[state] ?? palette.muted;
  c.fillRect(fromPx, ownerTop(rows, row), widthPx > 3 ? widthPx - 1 : Math.max(widthPx, 0.75), rows.ownerPx);
}

/** Who holds, where there is room to say so. */
function drawName(
  sheet: Sheet,
  rows: Rows,
  row: number,
  { fromPx, toPx }: Rect,
  track: Track,
  holdings: Holdings,
): void {
  const { context: c, scale } = sheet;
  const widthPx = toPx - fromPx - 1;
  if (widthPx < NAMED_PX || rows.ownerCount > 1) return;
  const holding = spanAt(holdings, pxToTime(scale, (fromPx + toPx) / 2));
  const name = track.lanes[holdings.lane[holding] ?? -1]?.name ?? '';
  setFont(sheet);
  drawPlate(
    sheet,
    nameThatFits(c, name, widthPx - 8),
    fromPx + widthPx / 2,
    ownerTop(rows, row),
    rows.ownerPx,
  );
}

/** As high as the share of the locks that is held. */
function drawCount(sheet: Sheet, rows: Rows, locks: number, heldCount: LaneSpans, endUs: number): void {
  const { context: c, scale, palette } = sheet;
  setFont(sheet);
  for (const { fromPx, toPx, state, spans } of rects(heldCount, scale, endUs)) {
    const heightPx = (rows.ownerPx * state) / ALL_HELD;
    c.fillStyle = palette.held;
    c.fillRect(fromPx, rows.ownerPx - heightPx, Math.max(toPx - fromPx - 0.5, 0.75), heightPx);
    if (spans > 1) continue;
    const middlePx = (fromPx + toPx) / 2;
    const text = `${heldCount.rep[spanAt(heldCount, pxToTime(scale, middlePx))]} of ${locks} held`;
    if (c.measureText(text).width + 8 <= toPx - fromPx) drawPlate(sheet, text, middlePx, 0, rows.ownerPx);
  }
}

function setFont({ context: c, palette }: Sheet): void {
  c.font = `600 11px ${palette.font}`;
  c.textBaseline = 'middle';
}

/** Words on a ground of their own, which keeps them legible on every texture. */
function drawPlate(
  { context: c, palette }: Sheet,
  text: string,
  middlePx: number,
  topPx: number,
  px: number,
): void {
  if (text === '') return;
  const textPx = c.measureText(text).width;
  c.fillStyle = palette.surface;
  c.fillRect(middlePx - textPx / 2 - 3, topPx + 1.5, textPx + 6, px - 3);
  c.fillStyle = palette.fg;
  c.fillText(text, middlePx - textPx / 2, topPx + px / 2 + 0.5);
}
