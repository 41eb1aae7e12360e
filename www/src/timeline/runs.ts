// Turns the spans of one lane that are in view into rectangles. Invariant: the work is bounded by the spans in view,
// and the rectangles by the pixels: neighbours thinner than a pixel share one, in the state that fills most of it.
import { firstEndingAfter, type LaneSpans } from '../spans.ts';
import { type TimeScale, timeToPx } from './scale.ts';

export interface Rect {
  fromPx: number;
  toPx: number;
  state: number;
  /** How many spans it stands for. */
  spans: number;
}

/** `nowUs` ends the spans that are still going on. */
export function rects(lane: LaneSpans, scale: TimeScale, nowUs: number): Rect[] {
  const found: Rect[] = [];
  const share: number[] = [];
  let column = Number.NaN;
  let merged = 0;
  const flush = () => {
    if (merged === 0) return;
    let state = 0;
    for (let s = 1; s < share.length; s++) if ((share[s] ?? 0) > (share[state] ?? 0)) state = s;
    found.push({ fromPx: column, toPx: column + 1, state, spans: merged });
    share.length = 0;
    merged = 0;
  };
  for (let i = firstEndingAfter(lane, scale.startUs); i < lane.count; i++) {
    const startUs = lane.startUs[i] as number;
    if (startUs > scale.endUs) break;
    const state = lane.state[i] as number;
    const fromPx = Math.max(timeToPx(scale, startUs), 0);
    const toPx = Math.min(
      timeToPx(scale, Math.max(startUs, Math.min(lane.endUs[i] as number, nowUs))),
      scale.widthPx,
    );
    if (toPx - fromPx >= 1) {
      flush();
      found.push({ fromPx, toPx, state, spans: 1 });
      continue;
    }
    const at = Math.floor(fromPx);
    if (at !== column) flush();
    column = at;
    share[state] = (share[state] ?? 0) + (toPx - fromPx) + 1e-9;
    merged += 1;
  }
  flush();
  return found;
}
