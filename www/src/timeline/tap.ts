// A tap or a click on a timeline: a touch has nothing to hover with, so what it chose stays in hand. Invariant: a drag is
// no tap.

/** How far a finger may stray. */
const STRAY_PX = 6;

/** Hears of every tap on a canvas of the stage. */
export function listenToTaps(stage: HTMLElement, tapped: (event: MouseEvent) => void): void {
  let pressed = { clientX: 0, clientY: 0 };
  stage.addEventListener('pointerdown', (event) => {
    pressed = event;
  });
  stage.addEventListener('click', (event) => {
    const strayedPx = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY);
    if (event.target instanceof HTMLCanvasElement && strayedPx <= STRAY_PX) tapped(event);
  });
}
