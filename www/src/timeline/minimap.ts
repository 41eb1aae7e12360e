// The whole of all runs in a few pixels each, and the brush on it that is the stretch in view. Invariant: drawn anew
// only when the runs, the width or the colours have changed; moving the brush redraws nothing of it.
import { lookOf } from '../states.ts';
import type { Palette } from './palette.ts';
import { fit, MIN_VISIBLE_US, pxToTime, type TimeScale, timeToPx } from './scale.ts';
import { drawn, type Grip, gripAt, type Stretch } from './stretch.ts';
import { addTimeByState, STATES } from './summary.ts';
import type { Track } from './track.ts';
import type { TimelineView } from './view.ts';

/** However many runs there are, this high; a finger has to hit it. */
export const MINIMAP_PX = 28;
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

/** Puts the brush where the view is. */
export function placeBrush(root: ParentNode, { scale }: TimelineView, gutterPx: number): void {
  const field = root.querySelector<HTMLElement>('.field');
  const brush = root.querySelector<HTMLElement>('.brush');
  if (field === null || brush === null) return;
  const [fromPx, toPx] = brushOf(scale);
  field.style.left = `${gutterPx}px`;
  brush.style.transform = `translateX(${fromPx}px)`;
  brush.style.width = `${toPx - fromPx}px`;
}

/** Lets the brush be moved, resized, and put elsewhere. */
export function listenToBrush(
  map: HTMLElement,
  view: TimelineView,
  xOf: (event: MouseEvent) => number,
): void {
  let held: { grip: Grip; px: number; window: Stretch } | null = null;

  map.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const px = xOf(event);
    const [fromPx, toPx] = brushOf(view.scale);
    let { startUs, endUs } = view.scale;
    const grip = gripAt(px, fromPx, toPx);
    if (grip === 'jump') {
      const byUs = timeOn(view.scale, px) - (startUs + endUs) / 2;
      view.look([startUs + byUs, endUs + byUs]);
      ({ startUs, endUs } = view.scale);
    }
    held = { grip, px, window: [startUs, endUs] };
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener('pointermove', (event) => {
    if (held === null) return;
    const byUs = timeOn(view.scale, xOf(event) - held.px);
    view.look(drawn(held.window, held.grip, byUs, Math.min(MIN_VISIBLE_US, view.scale.extentUs)));
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    map.addEventListener(type, () => {
      held = null;
    });
  }
}

function timeOn({ extentUs, widthPx }: TimeScale, px: number): number {
  return (px / widthPx) * extentUs;
}

function brushOf(scale: TimeScale): [fromPx: number, toPx: number] {
  const whole = fit(scale.extentUs, scale.widthPx);
  return [timeToPx(whole, scale.startUs), timeToPx(whole, scale.endUs)];
}
