// Wheel, drag and pinch over the timelines. Invariant: a plain wheel scrolls the page until the reader has put the
// focus on a timeline, and always where zooming out has nothing left to show: the page is never trapped.

import { stretchBetween } from '../run/stretch.ts';
import { pxToTime } from './scale.ts';
import type { TimelineView } from './view.ts';

const WHEEL_ZOOM_PER_PX = 0.0022;
/** Lines and pages, which some mice report instead of pixels. */
const PX_PER_UNIT = [1, 16, 400];
/** What moves less is a click. */
const SLOP_PX = 4;

interface Finger {
  /** Where it came down, on the screen and in time. */
  fromPx: number;
  fromUs: number;
  /** Where it is now. */
  px: number;
  does: 'pan' | 'select';
  dragged: boolean;
}

export interface Ground {
  view: TimelineView;
  /** An event's distance from the left end of the time axis. */
  xOf(event: MouseEvent): number;
  /** A click, or a tap. */
  picked(event: PointerEvent): void;
}

export function listen(stage: HTMLElement, { view, xOf, picked }: Ground): void {
  const fingers = new Map<number, Finger>();

  stage.addEventListener(
    'wheel',
    (event) => {
      const unit = PX_PER_UNIT[event.deltaMode] ?? 1;
      const sidewaysPx = (event.shiftKey ? event.deltaY || event.deltaX : event.deltaX) * unit;
      if (
        !event.ctrlKey &&
        !event.metaKey &&
        (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      ) {
        view.pan(sidewaysPx);
        event.preventDefault();
        return;
      }
      const meant = event.ctrlKey || event.metaKey || stage.contains(focusedIn(stage));
      if (!meant || (event.deltaY > 0 && view.window === null && !event.ctrlKey)) return;
      view.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM_PER_PX), xOf(event));
      event.preventDefault();
    },
    { passive: false },
  );

  stage.addEventListener('pointerdown', (event) => {
    const { target } = event;
    if (event.button !== 0 || !(target instanceof HTMLCanvasElement) || target.matches('.map')) return;
    const px = xOf(event);
    // A finger has to be able to move what is under it; the ruler is where it selects.
    const pans = event.shiftKey || (event.pointerType === 'touch' && !target.matches('.ruler'));
    fingers.set(event.pointerId, {
      fromPx: px,
      fromUs: timeAt(view, px),
      px,
      does: pans ? 'pan' : 'select',
      dragged: fingers.size > 0,
    });
    for (const finger of fingers.values()) finger.dragged ||= fingers.size > 1;
    target.setPointerCapture(event.pointerId);
  });
  stage.addEventListener('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger === undefined) return;
    const px = xOf(event);
    finger.dragged ||= Math.abs(px - finger.fromPx) >= SLOP_PX;
    if (fingers.size > 1) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] ?? finger;
      const before = Math.max(1, Math.abs(finger.px - other.px));
      const after = Math.max(1, Math.abs(px - other.px));
      view.zoom(after / before, other.px);
    } else if (!finger.dragged) {
      return;
    } else if (finger.does === 'pan') {
      view.pan(finger.px - px);
    } else {
      view.select(stretchBetween(finger.fromUs, timeAt(view, px)));
    }
    finger.px = px;
  });
  stage.addEventListener('pointerup', (event) => {
    if (fingers.get(event.pointerId)?.dragged === false) picked(event);
    fingers.delete(event.pointerId);
  });
  stage.addEventListener('pointercancel', (event) => fingers.delete(event.pointerId));
}

/** The time at a distance from the axis' left end, and at its ends beyond them. */
function timeAt({ scale }: TimelineView, px: number): number {
  return pxToTime(scale, Math.min(Math.max(px, 0), scale.widthPx));
}

function focusedIn(stage: HTMLElement): Element | null {
  const root = stage.getRootNode();
  return root instanceof ShadowRoot ? root.activeElement : document.activeElement;
}
