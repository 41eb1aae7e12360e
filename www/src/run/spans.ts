// Spans as columns, one set a lane: the only shape a timeline is drawn from, live or finished. Invariant: the first
// `count` entries are in order of time and never overlap; an end of Infinity means the span is still going on.

export interface LaneSpans {
  name: string;
  /** The Scenario's group of threads it belongs to. */
  thread: number;
  /** Which of that group's threads; absent for the first. */
  index?: number;
  count: number;
  startUs: Float64Array;
  endUs: Float64Array;
  state: Uint8Array;
  op: Uint32Array;
  rep: Uint32Array;
  /** The lane a wait waits for, known once the run is over; -1 where a span is no wait. */
  holder: Int32Array | null;
  /** Why it waits, likewise. */
  cause: Int8Array | null;
}

/** A lane without spans. */
export function emptyLane(name: string, thread: number, index = 0): LaneSpans {
  return {
    name,
    thread,
    index,
    count: 0,
    startUs: new Float64Array(0),
    endUs: new Float64Array(0),
    state: new Uint8Array(0),
    op: new Uint32Array(0),
    rep: new Uint32Array(0),
    holder: null,
    cause: null,
  };
}

/** The first span that ends after `timeUs`, or `count`. */
export function firstEndingAfter(lane: Pick<LaneSpans, 'count' | 'endUs'>, timeUs: number): number {
  let low = 0;
  let high = lane.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lane.endUs[middle] as number) > timeUs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first span at or after `from` that starts at `timeUs` or later, or `count`; near ones are found soonest. */
export function firstStartingFrom(lane: LaneSpans, timeUs: number, from = 0): number {
  let low = from;
  let reach = 1;
  while (low + reach <= lane.count && (lane.startUs[low + reach - 1] as number) < timeUs) {
    low += reach;
    reach *= 2;
  }
  let high = Math.min(low + reach, lane.count);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lane.startUs[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span going on at `timeUs`, or -1. */
export function spanAt(lane: LaneSpans, timeUs: number): number {
  const index = firstEndingAfter(lane, timeUs);
  return index < lane.count && (lane.startUs[index] as number) <= timeUs ? index : -1;
}

export function countSpans(lanes: readonly LaneSpans[]): number {
  return lanes.reduce((sum, lane) => sum + lane.count, 0);
}

/** Total length of the spans that are wanted. */
export function timeIn(
  lanes: readonly LaneSpans[],
  wanted: (lane: LaneSpans, span: number) => boolean,
): number {
  let sumUs = 0;
  for (const lane of lanes) {
    for (let i = 0; i < lane.count; i++) {
      if (wanted(lane, i)) sumUs += (lane.endUs[i] as number) - (lane.startUs[i] as number);
    }
  }
  return sumUs;
}

/** The numbers of all states that occur. */
export function statesIn(lanes: readonly LaneSpans[]): Set<number> {
  const found = new Set<number>();
  for (const lane of lanes) for (let i = 0; i < lane.count; i++) found.add(lane.state[i] as number);
  return found;
}
