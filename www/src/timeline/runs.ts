// Turns the spans of one lane that are in view into rectangles. Invariant: work and rectangles are bounded by the pixels,
// however many spans are in view: those thinner than a column share the one they start in, which shows the state that
// fills most of it, and columns side by side that show the same are one rectangle.
import { firstEndingAfter, firstStartingFrom, type LaneSpans } from '../run/spans.ts';
import { pxToTime, type TimeScale, timeToPx } from './scale.ts';
import { addTimeOfSpans, STATES } from './summary.ts';

export interface Rect {
  fromPx: number;
  toPx: number;
  state: number;
  /** The first span it stands for. */
  span: number;
  /** How many spans it stands for. */
  spans: number;
  /** Whether they are thinner than a column. */
  thin: boolean;
}

const share = new Float64Array(STATES);

/** `nowUs` ends the spans that are still going on; a column is `columnPx` wide. */
export function rects(lane: LaneSpans, scale: TimeScale, nowUs: number, columnPx = 1): Rect[] {
  const found: Rect[] = [];
  const fromPxOf = (span: number) => Math.max(timeToPx(scale, lane.startUs[span] as number), 0);
  const toPxOf = (span: number) => {
    const endUs = Math.max(
      lane.startUs[span] as number,
      Math.min(lane.endUs[span] as number, nowUs, scale.endUs),
    );
    return Math.min(timeToPx(scale, endUs), scale.widthPx);
  };
  for (let i = firstEndingAfter(lane, scale.startUs); i < lane.count; ) {
    if ((lane.startUs[i] as number) >= scale.endUs) break;
    const fromPx = fromPxOf(i);
    const toPx = toPxOf(i);
    if (toPx - fromPx >= columnPx) {
      found.push({ fromPx, toPx, state: lane.state[i] as number, span: i, spans: 1, thin: false });
      i += 1;
      continue;
    }
    const leftPx = Math.floor(fromPx / columnPx) * columnPx;
    const untilUs = Math.min(pxToTime(scale, leftPx + columnPx), scale.endUs);
    let next = firstStartingFrom(lane, untilUs, i + 1);
    // Only the last one that starts in this column can reach beyond the next.
    if (next - 1 > i && toPxOf(next - 1) - fromPxOf(next - 1) >= columnPx) next -= 1;
    addTimeOfSpans(lane, i, next, scale.startUs, scale.endUs, nowUs, share);
    let state = lane.state[i] as number;
    for (let other = 0; other < STATES; other++) {
      if ((share[other] as number) > (share[state] as number)) state = other;
    }
    share.fill(0);
    const last = found.at(-1);
    if (last?.thin && last.toPx === leftPx && last.state === state) {
      last.toPx = leftPx + columnPx;
      last.spans += next - i;
    } else {
      found.push({ fromPx: leftPx, toPx: leftPx + columnPx, state, span: i, spans: next - i, thin: true });
    }
    i = next;
  }
  return found;
}
