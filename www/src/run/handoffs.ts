// How a lock went from one lane to another, and why. Invariant: what can be told apart is one table (words, colour, dash),
// so that no cause hangs on colour alone; every change of holder between lanes has exactly one cause.
import type { Scenario } from '../wasm/core.ts';
import type { Held, LockWords } from './events.ts';
import { firstEndingAfter, type LaneSpans } from './spans.ts';

/** How a holder came to drop the lock. */
export const MANNERS = ['voluntary', 'forced', 'tick'] as const;
export type Manner = (typeof MANNERS)[number];

export interface HandoffLook {
  name: string;
  /** How the lock went on, for the legend. */
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
    words: 'the holder released it: for a kernel, a wait or at its end',
    color: '--cause-voluntary',
    dash: [5, 3],
  },
  call: {
    name: 'kernel',
    words: 'hand-off after a call that held the lock',
    color: '--state-held',
    dash: [10, 3],
  },
  lost: {
    name: 'lost-race',
    words: 'to a thread that had lost a race for it',
    color: '--cause-lost',
    dash: [2, 2],
  },
  tick: { name: 'tick', words: 'lost at a tick of Python 2.7', color: '--cause-tick', dash: [6, 2, 1.5, 2] },
  pool: {
    name: 'pool-lock',
    words: 'the BLAS pool’s lock, not the GIL',
    color: '--cause-pool',
    dash: [1.5, 4],
  },
  free: { name: 'picked-up', words: 'it was free', color: '--muted', dash: [] },
} as const;

type Cause = keyof typeof HANDOFFS;
const CAUSES = Object.keys(HANDOFFS) as Cause[];
/** In the order of the numbers in `Handoffs.cause`. */
export const HANDOFF_LOOKS: readonly HandoffLook[] = CAUSES.map((cause) => ({
  ...HANDOFFS[cause],
  drawn: cause !== 'free',
}));

/** As columns, in the order of `takenUs`; the first `count` entries count. */
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

/** Columns for so many at most. */
function room(most: number): Handoffs {
  return {
    count: 0,
    from: new Int32Array(most),
    to: new Int32Array(most),
    droppedUs: new Float64Array(most),
    takenUs: new Float64Array(most),
    cause: new Uint8Array(most),
  };
}

function add(handoffs: Handoffs, { from, to, droppedUs, takenUs, cause }: Handoff): void {
  const at = handoffs.count++;
  handoffs.from[at] = from;
  handoffs.to[at] = to;
  handoffs.droppedUs[at] = droppedUs;
  handoffs.takenUs[at] = takenUs;
  handoffs.cause[at] = CAUSES.indexOf(cause);
}

/** What was going on when a lock changed hands. */
export interface Circumstances {
  manner: Manner;
  /** What the holder did until it dropped the lock; empty if it did nothing. */
  before: string;
  /** Why the taker had waited, as far as it knows; null if it had not. */
  wait: string | null;
}

/** Why the lock went on just then. A call that holds the lock explains more than the request it made wait. */
export function causeOf({ manner, before, wait }: Circumstances): Cause {
  if (wait === null) return 'free';
  if (before === 'kernel-held' || before === 'io') return 'call';
  if (manner !== 'voluntary') return manner;
  return wait === 'lost-race' ? 'lost' : 'voluntary';
}

/** The changes of holder in the holdings of one lock. */
export function handoffsOf(
  held: Held,
  lanes: readonly LaneSpans[],
  { states, causes }: Pick<LockWords, 'states' | 'causes'>,
): Handoffs {
  const [gilWait, runnable, pool] = [
    states.indexOf('gil-wait'),
    states.indexOf('runnable'),
    causes.indexOf('pool-lock'),
  ];
  const isWait = (lane: LaneSpans, i: number) =>
    lane.state[i] === runnable || (lane.state[i] === gilWait && lane.cause?.[i] !== pool);
  const found = room(held.count);
  for (let i = 1; i < held.count; i++) {
    const [from, to] = [held.lane[i - 1] as number, held.lane[i] as number];
    if (from === to) continue;
    const [droppedUs, takenUs] = [held.endUs[i - 1] as number, held.startUs[i] as number];
    const [giver, taker] = [lanes[from], lanes[to]];
    const wait = taker === undefined ? -1 : waitFor(taker, droppedUs, takenUs, isWait);
    // Who drops at once what it has taken did nothing in between.
    const idle = giver === undefined || droppedUs <= (held.startUs[i - 1] as number);
    const cause = causeOf({
      manner: MANNERS[held.manner[i - 1] as number] ?? 'voluntary',
      before: idle ? '' : (states[giver.state[endingAt(giver, droppedUs)] ?? -1] ?? ''),
      wait: wait < 0 ? null : (causes[taker?.cause?.[wait] ?? -1] ?? ''),
    });
    add(found, { from, to, droppedUs, takenUs, cause });
  }
  return found;
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
  if (blas !== 'pool') return room(0);
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
  const found = room(waits.length);
  let at = 0;
  for (const { lane, endUs } of waits) {
    while (at < left.length && (left[at]?.endUs ?? 0) <= endUs) at += 1;
    const giver = left[at - 1];
    if (giver === undefined || giver.lane === lane) continue;
    add(found, { from: giver.lane, to: lane, droppedUs: giver.endUs, takenUs: endUs, cause: 'pool' });
  }
  return found;
}

/** How often each cause occurs, by its name, and all of them. */
export function countHandoffs(all: readonly Handoffs[]): Map<string, number> {
  const counts = new Map(HANDOFF_LOOKS.map(({ name }) => [name, 0]));
  for (const { count, cause } of all) {
    for (let i = 0; i < count; i++) {
      const name = HANDOFF_LOOKS[cause[i] as number]?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
