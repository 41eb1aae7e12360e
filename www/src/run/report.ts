// A finished run on the page: the core's head, its spans lane by lane, and the story of each lock. Invariant: the spans
// are views on the columns; what is derived from them is computed once, here.
import type { ReportHead, Vocabulary } from '../wasm/core.ts';
import type { Columns } from '../wasm/protocol.ts';
import type { LockEvents } from './events.ts';
import { type Handoffs, poolHandoffsOf } from './handoffs.ts';
import { countHeld, locksOf, type Owner, ownersOf } from './owners.ts';
import { passesOf } from './passes.ts';
import { hasLock } from './runtimes.ts';
import { emptyLane, type LaneSpans } from './spans.ts';

export interface Report {
  head: ReportHead;
  lanes: LaneSpans[];
  events: LockEvents;
  /** What it was made of, for whoever writes it to a file. */
  columns: Columns;
  /** While anybody holds a lock: from what happened at the locks, because a lane's state alone does not tell. */
  held: LaneSpans;
  /** The same lock by lock, and by whom. */
  owners: readonly Owner[];
  /** How many locks are held when; null with one or none. */
  heldCount: LaneSpans | null;
  /** How each lock went from lane to lane; the BLAS pool's own lock comes last. */
  handoffs: readonly Handoffs[];
  /** When each pass of a thread's work was over. */
  passes: Float64Array;
}

/** The words a Report is read with. */
export type ReportWords = Pick<Vocabulary, 'states' | 'events' | 'causes' | 'runtimes'>;

export function reportOf(columns: Columns, words: ReportWords): Report {
  const lanes = columns.head.lanes.map((lane, i): LaneSpans => {
    const from = columns.spanFirst[i] ?? 0;
    const to = columns.spanFirst[i + 1] ?? from;
    return {
      name: lane.name,
      thread: lane.thread,
      index: lane.index,
      count: to - from,
      startUs: columns.spanStart.subarray(from, to),
      endUs: columns.spanEnd.subarray(from, to),
      state: columns.spanState.subarray(from, to),
      op: columns.spanOp.subarray(from, to),
      rep: columns.spanRep.subarray(from, to),
      holder: columns.spanHolder.subarray(from, to),
      cause: columns.spanCause.subarray(from, to),
    };
  });
  const { head, eventTime, eventKind, eventLane, eventTo } = columns;
  const happened = { timeUs: eventTime, kind: eventKind, lane: eventLane, to: eventTo };
  const { scenario } = head;
  const locks = hasLock(words, scenario.runtime);
  const owners = ownersOf(locksOf(scenario, locks), lanes, happened, words, head.wall_us);
  return {
    head,
    lanes,
    events: happened,
    columns,
    held: heldOf(columns, words.events),
    owners,
    heldCount: owners.length > 1 ? countHeld(owners) : null,
    handoffs: [...owners.map(({ handoffs }) => handoffs), poolHandoffsOf(scenario, lanes, words)],
    passes: passesOf(lanes.filter((_, i) => head.lanes[i]?.parent == null)),
  };
}

/** The union of all holdings: stretches that touch are one. */
function heldOf({ head, eventTime, eventKind }: Columns, events: readonly string[]): LaneSpans {
  const [take, drop] = [events.indexOf('take'), events.indexOf('drop')];
  const starts: number[] = [];
  const ends: number[] = [];
  let holders = 0;
  const end = (timeUs: number) => {
    ends[starts.length - 1] = timeUs;
  };
  eventTime.forEach((timeUs, i) => {
    if (eventKind[i] === take) {
      if (holders === 0 && timeUs !== ends.at(-1)) starts.push(timeUs);
      holders += 1;
    } else if (eventKind[i] === drop && holders > 0) {
      holders -= 1;
      if (holders === 0) end(timeUs);
    }
  });
  if (holders > 0) end(head.wall_us);
  const count = starts.length;
  return {
    ...emptyLane('lock', 0),
    count,
    startUs: Float64Array.from(starts),
    endUs: Float64Array.from(ends),
    state: new Uint8Array(count),
  };
}
