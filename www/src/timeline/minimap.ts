// The whole of all runs in a few pixels each. Invariant: drawn anew only when the runs, the width or the colours have
// changed.
import { lookOf } from '../run/states.ts';
import type { Track } from '../run/track.ts';
import { MINIMAP_PX } from './brush.ts';
import type { Palette } from './palette.ts';
import { fit, pxToTime, type TimeScale } from './scale.ts';
import { addTimeByState, STATES } from './summary.ts';

const GAP_PX = 2;
/** However few of many threads get on, that somebody does has to be seen. */
const LEAST_PX = 1;
/** Less of a pixel's time than this comes from rounding. */
const LEAST_TIME = 1e-6;

/** Of each run how many of its threads get on with their work, and in which states. */
export function drawMinimap(
  c: CanvasRenderingContext2D,
  { widthPx, extentUs }: TimeScale,
  gutterPx: number,
  palette: Palette,
  tracks: readonly Track[],
  states: readonly string[],
): void {
  const whole = fit(extentUs, widthPx);
  const rowPx = MINIMAP_PX / tracks.length;
  const heightPx = rowPx - Math.min(GAP_PX, rowPx / 2);
  c.clearRect(0, 0, gutterPx + widthPx, MINIMAP_PX);
  for (const [i, track] of tracks.entries()) {
    // On the grid of pixels, or what is as high as one would be spread over two and pale.
    const bottomPx = Math.round((i + 1) * rowPx - (rowPx - heightPx) / 2);
    c.fillStyle = palette.lane;
    c.fillRect(gutterPx, bottomPx - heightPx, widthPx, heightPx);
    // Drawing a run while it is on would take time from it.
    if (track.status !== 'done') continue;
    const columns = working(track, whole, states).map((shares) => heights(shares, heightPx));
    const topPx = new Float64Array(columns.length).fill(bottomPx);
    for (const state of states.keys()) {
      c.fillStyle = palette.lines[state] ?? palette.muted;
      for (const [px, parts] of columns.entries()) {
        const partPx = parts[state] as number;
        if (partPx <= 0) continue;
        topPx[px] = (topPx[px] as number) - partPx;
        c.fillRect(gutterPx + px, topPx[px] as number, 1, partPx);
      }
    }
  }
}

/** What is drawn of each state, in pixels: in proportion, and together enough to be seen where anybody works. */
function heights(shares: Float64Array, heightPx: number): Float64Array {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const px = all > 0 ? Math.max(heightPx, LEAST_PX / all) : 0;
  return shares.map((share) => share * px);
}

/** For each pixel the part of all threads in each state in which a thread gets on with its work. */
function working({ lanes, endUs }: Track, whole: TimeScale, states: readonly string[]): Float64Array[] {
  const pxUs = whole.extentUs / whole.widthPx;
  const works = states.map((name) => lookOf(name).works);
  return Array.from({ length: Math.floor(whole.widthPx) }, (_, px) => {
    const shares = new Float64Array(STATES);
    const fromUs = pxToTime(whole, px);
    for (const lane of lanes) addTimeByState(lane, fromUs, fromUs + pxUs, endUs, shares);
    const parts = shares.subarray(0, states.length);
    return parts.map((us, state) =>
      works[state] && us > LEAST_TIME * pxUs ? us / (pxUs * lanes.length) : 0,
    );
  });
}
