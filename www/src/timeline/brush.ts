// The brush on the minimap: the stretch in view. Invariant: moving it redraws nothing of the minimap.
import { fit, type TimeScale, timeToPx } from './scale.ts';
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

/** Where the brush is, from and to. */
export function brushOf(scale: TimeScale): [fromPx: number, toPx: number] {
  const whole = fit(scale.extentUs, scale.widthPx);
  return [timeToPx(whole, scale.startUs), timeToPx(whole, scale.endUs)];
}
