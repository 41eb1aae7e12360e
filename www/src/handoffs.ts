// How a lock went from one lane to another, and why. Invariant: what can be told apart is one table (words, colour, dash),
// so that no cause hangs on colour alone; every change of holder between lanes has exactly one cause.
import type { Scenario } from './core.ts';
import type { Held, LockWords } from './owners.ts';
import { firstEndingAfter, type LaneSpans } from './spans.ts';

/** How a holder came to let go. */
export type Manner = 'voluntary' | 'forced' | 'tick';

export interface HandoffLook {
  name: string;
  /** Ends the sentence "the lock went on …". */
  words: string;
  /** The CSS variable that holds its colour. */
  color: string;
  dash: readonly number[];
  /** Whether anybody handed it over: a lock that lay free and was picked up later has no arrow. */
  drawn: boolean;
}

const HANDOFFS = {
  forced: {
    name: 'forced-switch',
    words: 'forced switch: the holder was asked to drop it',
    color: '--cause-forced',
    dash: [],
  },
  voluntary: {
    name: 'voluntary',
    words: 'the holder let go: a released kernel, a wait, its end',
    color: '--cause-voluntary',
    dash: [5, 3],
  },
  call: {
    name: 'kernel',
    words: 'only after a call that kept it',
    color: '--state-held',
    dash: [10, 3],
  },
  lost: {
    name: 'lost-race',
    words: 'to one that had lost a race for it',
    color: '--cause-lost',
    dash: [2, 2],
  },
  tick: { name: 'tick', words: 'lost at a tick of Python 2.7', color: '--cause-tick', dash: [6, 2, 1.5, 2] },
  pool: { name: 'pool-lock', words: 'the BLAS pool’s lock, no GIL', color: '--cause-pool', dash: [1.5, 4] },
  free: { name: 'picked-up', words: 'it lay free', color: '--muted', dash: [] },
} as const;

type Cause = keyof typeof HANDOFFS;
const CAUSES = Object.keys(HANDOFFS) as Cause[];
/** In the order of the numbers in `Handoffs.cause`. */
export const HANDOFF_LOOKS: readonly HandoffLook[] = CAUSES.map((cause) => ({
  ...HANDOFFS[cause],
  drawn: cause !== 'free',
}));

/** As columns, in the order of `takenUs`. */
export interface Handoffs {
  count: number;
  from: Int32Array;
  to: Int32Array;
  droppedUs: Float64Array;
  takenUs: Float64Array;
  /** Index into `HANDOFF_LOOKS`. */
  cause: Uint8Array;
}

interface Handoff {
  from: number;
  to: number;
  droppedUs: number;
  takenUs: number;
  cause: Cause;
}

function columnsOf(handoffs: readonly Handoff[]): Handoffs {
  return {
    count: handoffs.length,
    from: Int32Array.from(handoffs, ({ from }) => from),
    to: Int32Array.from(handoffs, ({ to }) => to),
    droppedUs: Float64Array.from(handoffs, ({ droppedUs }) => droppedUs),
    takenUs: Float64Array.from(handoffs, ({ takenUs }) => takenUs),
    cause: Uint8Array.from(handoffs, ({ cause }) => CAUSES.indexOf(cause)),
  };
}

/** What was going on when a lock changed hands. */
export interface Circumstances {
  manner: Manner;
  /** What the holder did until it let go; empty if it did nothing. */
  before: string;
  /** Why the taker had waited, as far as it knows; null if it had not. */
  wait: string | null;
}

/** Why the lock went on just then. A call that keeps the lock explains more than the request it made wait. */
export function causeOf({ manner, before, wait }: Circumstances): Cause {
  if (wait === null) return 'free';
  if (before === 'kernel-held' || before === 'io') return 'call';
  if (manner !== 'voluntary') return manner;
  return wait === 'lost-race' ? 'lost' : 'voluntary';
}

/** The changes of holder in the holdings of one lock. */
export function handoffsOf(
  held: readonly Held[],
  lanes: readonly LaneSpans[],
  { states, causes }: Pick<LockWords, 'states' | 'causes'>,
): Handoffs {
  const isWait = (lane: LaneSpans, i: number) => {
    const state = states[lane.state[i] as number];
    return state === 'runnable' || (state === 'gil-wait' && causes[lane.cause?.[i] ?? -1] !== 'pool-lock');
  };
  const handoffs: Handoff[] = [];
  held.forEach((next, i) => {
    const before = held[i - 1];
    if (before === undefined || before.lane === next.lane) return;
    const [droppedUs, takenUs] = [before.endUs, next.startUs];
    const [giver, taker] = [lanes[before.lane], lanes[next.lane]];
    const wait = taker === undefined ? -1 : waitFor(taker, droppedUs, takenUs, isWait);
    // Who drops at once what it has taken did nothing in between.
    const last = giver === undefined || droppedUs <= before.startUs ? -1 : endingAt(giver, droppedUs);
    const cause = causeOf({
      manner: before.manner,
      before: states[giver?.state[last] ?? -1] ?? '',
      wait: wait < 0 ? null : (causes[taker?.cause?.[wait] ?? -1] ?? ''),
    });
    handoffs.push({ from: before.lane, to: next.lane, droppedUs, takenUs, cause });
  });
  return columnsOf(handoffs);
}

/** The span that goes on until `timeUs`. */
function endingAt(lane: LaneSpans, timeUs: number): number {
  const after = firstEndingAfter(lane, timeUs);
  return after > 0 && lane.endUs[after - 1] === timeUs ? after - 1 : after;
}

/** The last wait of a lane that does nothing but wait from the drop until it has taken the lock; else -1. */
function waitFor(
  lane: LaneSpans,
  droppedUs: number,
  takenUs: number,
  isWait: (lane: LaneSpans, span: number) => boolean,
): number {
  const startUs = (i: number) => lane.startUs[i] ?? Number.POSITIVE_INFINITY;
  const fromUs = Math.min(droppedUs, takenUs);
  let last = endingAt(lane, takenUs);
  // A wait may be written down as over a moment after the lock is there.
  if (startUs(last) >= takenUs) last -= 1;
  if (last < 0 || startUs(last) >= takenUs || (lane.endUs[last] as number) < fromUs) return -1;
  for (let i = last; i >= 0 && (lane.endUs[i] as number) > fromUs; i--) if (!isWait(lane, i)) return -1;
  if (!isWait(lane, last)) return -1;
  // Without a core it waited before, if at all.
  while (last > 0 && lane.cause?.[last] === -1 && isWait(lane, last - 1)) last -= 1;
  return last;
}

/** How the BLAS pool's lock went from lane to lane; it writes no events, but its waits and kernels tell. */
export function poolHandoffsOf(
  { blas, threads }: Scenario,
  lanes: readonly LaneSpans[],
  { states, causes }: Pick<LockWords, 'states' | 'causes'>,
): Handoffs {
  const pool = causes.indexOf('pool-lock');
  const left: { lane: number; endUs: number }[] = [];
  const waits: { lane: number; endUs: number }[] = [];
  if (blas !== 'pool') return columnsOf([]);
  lanes.forEach((spans, lane) => {
    const inside = (i: number) => {
      const op = threads[spans.thread]?.ops[spans.op[i] as number];
      const state = states[spans.state[i] as number] ?? '';
      return op?.op === 'kernel' && op.blas_threads > 1 && state.startsWith('kernel-');
    };
    for (let i = 0; i < spans.count; i++) {
      const endUs = spans.endUs[i] as number;
      if (inside(i)) left.push({ lane, endUs });
      else if (spans.cause?.[i] === pool) waits.push({ lane, endUs });
    }
  });
  left.sort((a, b) => a.endUs - b.endUs);
  waits.sort((a, b) => a.endUs - b.endUs);
  let at = 0;
  return columnsOf(
    waits.flatMap(({ lane, endUs }) => {
      while (at < left.length && (left[at]?.endUs ?? 0) <= endUs) at += 1;
      const giver = left[at - 1];
      if (giver === undefined || giver.lane === lane) return [];
      return { from: giver.lane, to: lane, droppedUs: giver.endUs, takenUs: endUs, cause: 'pool' };
    }),
  );
}

/** How often each cause occurs, by its name, and all of them. */
export function countHandoffs(all: readonly Handoffs[]): Map<string, number> {
  const counts = new Map(HANDOFF_LOOKS.map(({ name }) => [name, 0]));
  for (const { cause } of all) {
    for (const number of cause) {
      const name = HANDOFF_LOOKS[number]?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
