// Wheel, drag and pinch over the timelines. Invariant: a plain wheel scrolls the page until the reader has put the
// focus on a timeline, and always where zooming out has nothing left to show: the page is never trapped.
import type { TimelineView } from './view.ts';

const WHEEL_ZOOM_PER_PX = 0.0022;
/** Lines and pages, which some mice report instead of pixels. */
const PX_PER_UNIT = [1, 16, 400];

interface Finger {
  x: number;
}

/** `xOf` gives an event's distance from the left end of the time axis. */
export function listen(stage: HTMLElement, view: TimelineView, xOf: (event: MouseEvent) => number): void {
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
      if (!meant || (event.deltaY > 0 && view.whole && !event.ctrlKey)) return;
      view.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM_PER_PX), xOf(event));
      event.preventDefault();
    },
    { passive: false },
  );

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
    fingers.set(event.pointerId, { x: xOf(event) });
    event.target.setPointerCapture(event.pointerId);
  });
  stage.addEventListener('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger === undefined) return;
    const x = xOf(event);
    if (fingers.size === 1) {
      view.pan(finger.x - x);
    } else {
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] ?? finger;
      const before = Math.max(1, Math.abs(finger.x - other.x));
      const after = Math.max(1, Math.abs(x - other.x));
      view.zoom(after / before, other.x);
    }
    finger.x = x;
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    stage.addEventListener(type, (event) => fingers.delete(event.pointerId));
  }
}

function focusedIn(stage: HTMLElement): Element | null {
  const root = stage.getRootNode();
  return root instanceof ShadowRoot ? root.activeElement : document.activeElement;
}
