// A finished run on the page: the core's head, its spans lane by lane, and the story of each lock. Invariant: all of them
// are views on the core's columns; what the page derives from them is computed once, here.
import type { ReportHead, Vocabulary } from '../wasm/core.ts';
import type { Columns, TimelineColumns } from '../wasm/protocol.ts';
import type { LockEvents } from './events.ts';
import { type Handoffs, handoffsIn } from './handoffs.ts';
import { countHeld, heldByAny, locksOf, type Owner, ownersOf } from './owners.ts';
import { passesOf } from './passes.ts';
import { hasLock } from './runtimes.ts';
import { type Pieces, piecesIn } from './shares.ts';
import type { LaneSpans } from './spans.ts';

export interface Report {
  head: ReportHead;
  lanes: LaneSpans[];
  /** The same lanes, by whether they hold their lock. */
  pieces: Pieces[];
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

/** The spans of these lanes, which are the columns' own. */
export function lanesIn(
  columns: TimelineColumns,
  lanes: readonly Required<Pick<LaneSpans, 'name' | 'thread' | 'index'>>[],
): LaneSpans[] {
  return lanes.map(({ name, thread, index }, i) => {
    const from = columns.spanFirst[i] ?? 0;
    const to = columns.spanFirst[i + 1] ?? from;
    return {
      name,
      thread,
      index,
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
}

export function eventsIn({ eventTime, eventKind, eventLane, eventTo }: TimelineColumns): LockEvents {
  return { timeUs: eventTime, kind: eventKind, lane: eventLane, to: eventTo };
}

export function reportOf(columns: Columns, words: ReportWords): Report {
  const { head } = columns;
  const lanes = lanesIn(columns, head.lanes);
  const { scenario } = head;
  const locks = hasLock(words, scenario.runtime);
  const owners = ownersOf(locksOf(scenario, locks), columns);
  return {
    head,
    lanes,
    pieces: piecesIn(columns),
    events: eventsIn(columns),
    columns,
    held: heldByAny(columns),
    owners,
    heldCount: owners.length > 1 ? countHeld(owners) : null,
    handoffs: handoffsIn(columns),
    passes: passesOf(lanes.filter((_, i) => head.lanes[i]?.parent == null)),
  };
}
