// A recording as the timelines and the tables take it. Invariant: nothing is computed here but which lane is at which lock;
// numbers and words are those of `gil show`.

import { handoffsIn } from '../run/handoffs.ts';
import { countHeld, heldByAny, type Lock, ownersOf } from '../run/owners.ts';
import { eventsIn, lanesIn } from '../run/report.ts';
import { piecesIn } from '../run/shares.ts';
import type { LaneSpans } from '../run/spans.ts';
import { statesIn } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import type { SharesRun } from '../shares/rows.ts';
import type { RecordingHead, Runtime } from '../wasm/core.ts';
import type { Opened } from './messages.ts';

export interface Recorded extends Opened {
  track: Track;
  shares: SharesRun;
  /** The states that occur. */
  seen: ReadonlySet<string>;
}

/** Every lane's group is its lock, or the one after the last where it is at none. */
function groupsOf({ lanes, locks }: RecordingHead): Required<Pick<LaneSpans, 'name' | 'thread' | 'index'>>[] {
  const inGroup = new Map<number, number>();
  return lanes.map(({ name, lock }) => {
    const thread = lock ?? locks.length;
    const index = inGroup.get(thread) ?? 0;
    inGroup.set(thread, index + 1);
    return { name, thread, index };
  });
}

/** Whose rules its lock follows. */
function runtimeOf({ processes }: RecordingHead): Runtime {
  const [, minor = 12] = (processes[0]?.python ?? '').split('.').map(Number);
  if (processes[0]?.free) return 'cpython-3.14t';
  return minor < 10 ? 'cpython-3.9' : 'cpython-3.12';
}

export function recordedOf(opened: Opened): Recorded {
  const { head, words, columns } = opened;
  const lanes = lanesIn(columns, groupsOf(head));
  const several = head.locks.length > 1;
  const gils = head.locks.map((_, at): Lock => ({ interpreter: several ? at + 1 : null, threads: [at] }));
  const owners = ownersOf(gils, columns);
  const runtime = runtimeOf(head);
  const track: Track = {
    engine: head.engine,
    scenario: { check_interval: 0, switch_interval_us: head.interval_us },
    runtime,
    title: head.title,
    tag: {
      words: head.locks.length === 0 ? 'no GIL' : `a real CPython’s GIL${several ? 's' : ''}`,
      look: '',
    },
    locks: head.locks.length > 0,
    gils,
    lanes,
    held: heldByAny(columns),
    events: eventsIn(columns),
    owners,
    heldCount: several ? countHeld(owners) : null,
    handoffs: handoffsIn(columns),
    passes: null,
    status: 'done',
    endUs: head.wall_us,
    taskName: (_, op) => (op === 0 ? 'no call of C code' : (head.calls[op - 1] ?? 'a call')),
  };
  const threads = head.processes.map(({ pid }) => ({ name: `process ${pid}` }));
  const shares: SharesRun = {
    title: head.engine,
    report: {
      pieces: piecesIn(columns),
      lanes,
      head: {
        lanes: head.lanes.map(({ name, process }) => ({ name, thread: process, parent: null })),
        scenario: { runtime, threads },
      },
    },
  };
  const seen = new Set([...statesIn(lanes)].map((state) => words.states[state] ?? ''));
  return { ...opened, track, shares, seen };
}

/** The same with the spans of these calls alone; all of them where it is null. */
export function filtered(track: Track, numbers: readonly number[] | null): Track {
  if (numbers === null) return track;
  const wanted = new Set(numbers);
  const lanes = track.lanes.map((lane): LaneSpans => {
    const kept = Array.from({ length: lane.count }, (_, i) => i).filter((i) =>
      wanted.has(lane.op[i] as number),
    );
    const pick = <T extends Float64Array | Uint8Array | Uint32Array | Int32Array | Int8Array>(column: T): T =>
      (column.constructor as unknown as { from(values: ArrayLike<number>): T }).from(
        kept.map((i) => column[i] as number),
      );
    return {
      ...lane,
      count: kept.length,
      startUs: pick(lane.startUs),
      endUs: pick(lane.endUs),
      state: pick(lane.state),
      op: pick(lane.op),
      rep: pick(lane.rep),
      holder: lane.holder === null ? null : pick(lane.holder),
      cause: lane.cause === null ? null : pick(lane.cause),
    };
  });
  return { ...track, lanes };
}
