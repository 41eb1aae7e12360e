// Where the rows of one timeline stand: the locks' owners first, since who has the lock explains all below, then the
// threads. Invariant: pure arithmetic on counts known before a run, so nothing jumps when it is done; rows shrink as
// lanes grow in number, and never overlap.

export interface Rows {
  lanePx: number;
  gapPx: number;
  laneCount: number;
  /** Rows of their own for the locks' owners; with too many locks one row counts them, without a lock it says so. */
  ownerCount: number;
  ownerPx: number;
  /** Top of the first lane. */
  lanesTopPx: number;
  heightPx: number;
}

const STEPS: readonly [maxLanes: number, lanePx: number, gapPx: number][] = [
  [6, 26, 5],
  [12, 18, 4],
  [32, 11, 2],
  [128, 6, 1],
];

/** A lock's owner is named in its row where that is alone. */
const OWNER_PX = 16;
const ONE_OF_MANY_PX = 10;
const OWNER_GAP_PX = 1;
/** So many locks can be told apart. */
export const MOST_OWNERS = 4;
const BELOW_OWNERS_PX = 6;

const NARROW_PX = 560;

/** Room for the names: where there is little, a number is enough to tell the threads of one group apart. */
export function gutterFor(
  widthPx: number,
  tracks: readonly { lanes: readonly { name: string }[] }[],
): number {
  if (widthPx >= NARROW_PX) return 78;
  return tracks.every(({ lanes }) => lanes.every(({ name }) => /\d$/.test(name))) ? 30 : 52;
}

export function rowsFor({ lanes, gils }: { lanes: readonly unknown[]; gils: readonly unknown[] }): Rows {
  const laneCount = lanes.length;
  const [, lanePx, gapPx] = STEPS.find(([most]) => laneCount <= most) ?? [0, 3, 1];
  const ownerCount = gils.length <= MOST_OWNERS ? Math.max(1, gils.length) : 1;
  const ownerPx = ownerCount === 1 ? OWNER_PX : ONE_OF_MANY_PX;
  const lanesTopPx = ownerCount * (ownerPx + OWNER_GAP_PX) + BELOW_OWNERS_PX;
  const heightPx = lanesTopPx + laneCount * (lanePx + gapPx) + 2;
  return { lanePx, gapPx, laneCount, ownerCount, ownerPx, lanesTopPx, heightPx };
}

/** No canvas is higher: browsers show a larger one blank, some from 16,384 pixels of the screen on. */
export const TILE_PX = 2048;

/** How high the canvases are that a timeline of this height is drawn on, from above. */
export function tilesFor(heightPx: number): number[] {
  const count = Math.max(1, Math.ceil(heightPx / TILE_PX));
  return Array.from({ length: count }, (_, i) => Math.min(TILE_PX, heightPx - i * TILE_PX));
}

export function laneTop(rows: Rows, lane: number): number {
  return rows.lanesTopPx + lane * (rows.lanePx + rows.gapPx);
}

export function ownerTop(rows: Rows, owner: number): number {
  return owner * (rows.ownerPx + OWNER_GAP_PX);
}

/** The owner's row at a height, or -1 between and below them. */
export function ownerAt(rows: Rows, px: number): number {
  const owner = Math.floor(px / (rows.ownerPx + OWNER_GAP_PX));
  return owner >= 0 && owner < rows.ownerCount && px - ownerTop(rows, owner) < rows.ownerPx ? owner : -1;
}

/** The lane at a height, or -1 above, between and below the lanes. */
export function laneAt(rows: Rows, px: number): number {
  const pitch = rows.lanePx + rows.gapPx;
  const lane = Math.floor((px - rows.lanesTopPx) / pitch);
  return lane >= 0 && lane < rows.laneCount && px - laneTop(rows, lane) < rows.lanePx ? lane : -1;
}
