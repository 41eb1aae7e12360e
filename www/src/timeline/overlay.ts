// What floats over the timelines: the cursor line, the tooltip, and the band of the selection. Invariant: placed, never
// laid out: moving them changes nothing below.
import { capital, duration } from '../base/format.ts';
import type { Stretch } from '../run/stretch.ts';
import { type TimeScale, timeToPx } from './scale.ts';
import type { SpanWords } from './tooltip.ts';

export interface Tip {
  words: SpanWords;
  leftPx: number;
  /** Distance from the top of `lanes`. */
  belowPx: number;
  lanes: Element;
}

export function placeCursor(root: ParentNode, leftPx: number | null): void {
  const cursor = root.querySelector<HTMLElement>('.cursor');
  if (cursor === null) return;
  cursor.hidden = leftPx === null;
  cursor.style.transform = `translateX(${leftPx ?? 0}px)`;
}

/** Over the ruler, where it says how long it is, and over all timelines. */
export function placeBand(
  root: ParentNode,
  selection: Stretch | null,
  scale: TimeScale,
  gutterPx: number,
): void {
  const [fromUs, toUs] = selection ?? [0, 0];
  const fromPx = Math.max(timeToPx(scale, fromUs), 0);
  const toPx = Math.min(timeToPx(scale, toUs), scale.widthPx);
  for (const band of root.querySelectorAll<HTMLElement>('.band')) {
    band.hidden = selection === null || toPx < 0 || fromPx > scale.widthPx;
    if (band.hidden) continue;
    band.style.transform = `translateX(${gutterPx + fromPx}px)`;
    band.style.width = `${Math.max(toPx - fromPx, 1)}px`;
    const length = band.querySelector('.length');
    if (length !== null) length.textContent = duration(toUs - fromUs);
  }
}

/** For who listens instead of looking. */
export function tellSelection(root: ParentNode, selection: Stretch | null): void {
  const said = root.querySelector('[data-testid=stretch]');
  if (said === null || (selection === null && said.textContent === '')) return;
  const [fromUs, toUs] = selection ?? [0, 0];
  said.textContent =
    selection === null
      ? 'Nothing selected.'
      : `Selected ${duration(toUs - fromUs)}, from ${duration(fromUs)} to ${duration(toUs)}.`;
}

/** The moment somebody looks at elsewhere; null hides it, and so does what is out of view. */
export function placePlayhead(root: ParentNode, gutterPx: number, widthPx: number, px: number | null): void {
  const playhead = root.querySelector<HTMLElement>('.playhead');
  if (playhead === null) return;
  playhead.hidden = px === null || px < 0 || px > widthPx;
  playhead.style.transform = `translateX(${gutterPx + (px ?? 0)}px)`;
}

export function placeTooltip(root: ParentNode, tip: Tip | null): void {
  const tooltip = root.querySelector<HTMLElement>('.tooltip');
  const stage = root.querySelector('.stage');
  if (tooltip === null || stage === null) return;
  tooltip.hidden = tip === null;
  if (tip === null) return;
  const { title, where, when, why } = tip.words;
  tooltip.replaceChildren(
    ...[title, where, when, ...why.map(capital)].map((line, i) => {
      const element = document.createElement(i === 0 ? 'strong' : 'span');
      element.textContent = line;
      return element;
    }),
  );
  const topPx = tip.lanes.getBoundingClientRect().top - stage.getBoundingClientRect().top;
  const leftPx = Math.max(0, Math.min(tip.leftPx, stage.clientWidth - tooltip.offsetWidth));
  tooltip.style.transform = `translate(${leftPx}px, ${topPx + tip.belowPx}px)`;
}
