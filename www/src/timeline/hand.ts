// What pointers and keys do to the timelines, fetched when one comes near, or once the runs are over. Invariant: it changes
// the view and nothing else.

import { drawn, type Grip, gripAt, type Stretch } from '../run/stretch.ts';
import { brushOf } from './brush.ts';
import { MIN_VISIBLE_US, type TimeScale } from './scale.ts';
import type { TimelineView } from './view.ts';

export { listen } from './gestures.ts';
export { actionFor } from './keys.ts';

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
