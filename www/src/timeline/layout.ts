// Where the rows of one timeline stand. Invariant: pure arithmetic on counts; rows shrink as lanes grow in number,
// and never overlap.

export interface Rows {
  lanePx: number;
  gapPx: number;
  laneCount: number;
  /** Top of the strip under the lanes that shows whether anybody holds the lock. */
  lockTopPx: number;
  lockPx: number;
  heightPx: number;
}

const STEPS: readonly [maxLanes: number, lanePx: number, gapPx: number][] = [
  [6, 26, 5],
  [12, 18, 4],
  [32, 11, 2],
  [128, 6, 1],
];

const NARROW_PX = 560;

/** Room for the names: where there is little, a number is enough to tell the threads of one group apart. */
export function gutterFor(
  widthPx: number,
  tracks: readonly { lanes: readonly { name: string }[] }[],
): number {
  if (widthPx >= NARROW_PX) return 78;
  return tracks.every(({ lanes }) => lanes.every(({ name }) => /\d$/.test(name))) ? 30 : 52;
}

export function rowsFor(laneCount: number): Rows {
  const [, lanePx, gapPx] = STEPS.find(([most]) => laneCount <= most) ?? [0, 3, 1];
  const lanesPx = laneCount * (lanePx + gapPx);
  const lockTopPx = lanesPx + 4;
  const lockPx = 8;
  return { lanePx, gapPx, laneCount, lockTopPx, lockPx, heightPx: lockTopPx + lockPx + 2 };
}

export function laneTop(rows: Rows, lane: number): number {
  return lane * (rows.lanePx + rows.gapPx);
}

/** The lane at a height, or -1 between and below the lanes. */
export function laneAt(rows: Rows, px: number): number {
  const pitch = rows.lanePx + rows.gapPx;
  const lane = Math.floor(px / pitch);
  return lane >= 0 && lane < rows.laneCount && px - lane * pitch < rows.lanePx ? lane : -1;
}
