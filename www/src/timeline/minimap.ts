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
  const heightPx = MINIMAP_PX / tracks.length - GAP_PX;
  c.clearRect(0, 0, gutterPx + widthPx, MINIMAP_PX);
  for (const [i, track] of tracks.entries()) {
    const bottomPx = (i + 1) * (heightPx + GAP_PX) - GAP_PX / 2;
    c.fillStyle = palette.lane;
    c.fillRect(gutterPx, bottomPx - heightPx, widthPx, heightPx);
    // Drawing a run while it is on would take time from it.
    if (track.status !== 'done') continue;
    const columns = working(track, whole, states);
    const topPx = new Float64Array(columns.length).fill(bottomPx);
    for (const [state, name] of states.entries()) {
      if (!lookOf(name).works) continue;
      c.fillStyle = palette.lines[state] ?? palette.muted;
      for (const [px, shares] of columns.entries()) {
        const partPx = (shares[state] as number) * heightPx;
        if (partPx <= 0) continue;
        topPx[px] = (topPx[px] as number) - partPx;
        c.fillRect(gutterPx + px, topPx[px] as number, 1, partPx);
      }
    }
  }
}

/** For each pixel the part of all threads in each state. */
function working({ lanes, endUs }: Track, whole: TimeScale, states: readonly string[]): Float64Array[] {
  const pxUs = whole.extentUs / whole.widthPx;
  return Array.from({ length: Math.floor(whole.widthPx) }, (_, px) => {
    const shares = new Float64Array(STATES);
    const fromUs = pxToTime(whole, px);
    for (const lane of lanes) addTimeByState(lane, fromUs, fromUs + pxUs, endUs, shares);
    return shares.map((us) => us / (pxUs * lanes.length)).subarray(0, states.length);
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
