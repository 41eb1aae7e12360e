// The brush on the minimap: the stretch in view. Invariant: moving it redraws nothing of the minimap.
import { fit, MIN_VISIBLE_US, type TimeScale, timeToPx } from './scale.ts';
import { drawn, type Grip, gripAt, type Stretch } from './stretch.ts';
import type { TimelineView } from './view.ts';

/** However many runs there are, this high; a finger has to hit it. */
export const MINIMAP_PX = 28;

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
