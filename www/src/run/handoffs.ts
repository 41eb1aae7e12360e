// How a lock went from one lane to another: the core says when and why, here stands how each cause is told and drawn.
// Invariant: what can be told apart is one table (words, colour, dash), so that no cause hangs on colour alone.
import type { HandoffCause } from '../wasm/core.ts';
import type { TimelineColumns } from '../wasm/protocol.ts';

export interface HandoffLook {
  name: HandoffCause;
  /** How the lock went on, for the legend. */
  words: string;
  /** The CSS variable that holds its colour. */
  color: string;
  dash: readonly number[];
  /** Whether anybody handed it over: a lock that lay free and was picked up later has no arrow. */
  drawn: boolean;
}

/** In the order of their numbers, which is the vocabulary's. */
const HANDOFFS = {
  'forced-switch': {
    words: 'forced switch: the holder was asked to drop it',
    color: '--cause-forced',
    dash: [],
  },
  voluntary: {
    words: 'the holder released it: for a kernel, a wait or at its end',
    color: '--cause-voluntary',
    dash: [5, 3],
  },
  kernel: {
    words: 'hand-off after a call that held the lock',
    color: '--state-held',
    dash: [10, 3],
  },
  'lost-race': {
    words: 'to a thread that had lost a race for it',
    color: '--cause-lost',
    dash: [2, 2],
  },
  tick: { words: 'lost at a tick of Python 2.7', color: '--cause-tick', dash: [6, 2, 1.5, 2] },
  'pool-lock': {
    words: 'the BLAS pool’s lock, not the GIL',
    color: '--cause-pool',
    dash: [1.5, 4],
  },
  'picked-up': { words: 'it was free', color: '--muted', dash: [] },
} as const satisfies Record<HandoffCause, Omit<HandoffLook, 'name' | 'drawn'>>;

/** In the order of the numbers in `Handoffs.cause`. */
export const HANDOFF_LOOKS: readonly HandoffLook[] = (Object.keys(HANDOFFS) as HandoffCause[]).map(
  (name) => ({ name, ...HANDOFFS[name], drawn: name !== 'picked-up' }),
);

/** As columns, in the order of `takenUs`. */
export interface Handoffs {
  count: number;
  from: Uint32Array;
  to: Uint32Array;
  droppedUs: Float64Array;
  takenUs: Float64Array;
  /** Index into `HANDOFF_LOOKS`. */
  cause: Uint8Array;
}

/** Lock by lock; the BLAS pool's comes last. */
export function handoffsIn({
  handFirst,
  handFrom,
  handTo,
  handDropped,
  handTaken,
  handCause,
}: TimelineColumns): Handoffs[] {
  return Array.from(handFirst.subarray(1), (to, lock) => {
    const from = handFirst[lock] as number;
    return {
      count: to - from,
      from: handFrom.subarray(from, to),
      to: handTo.subarray(from, to),
      droppedUs: handDropped.subarray(from, to),
      takenUs: handTaken.subarray(from, to),
      cause: handCause.subarray(from, to),
    };
  });
}

/** How often each cause occurs, by its name, and all of them. */
export function countHandoffs(all: readonly Handoffs[]): Map<string, number> {
  const counts = new Map<string, number>(HANDOFF_LOOKS.map(({ name }) => [name, 0]));
  for (const { count, cause } of all) {
    for (let i = 0; i < count; i++) {
      const name = HANDOFF_LOOKS[cause[i] as number]?.name ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
