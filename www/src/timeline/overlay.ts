// The cursor line and the tooltip that float over the timelines. Invariant: they are placed, never laid out: moving
// them changes nothing below.
import { capital } from '../format.ts';
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
