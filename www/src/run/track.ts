// One timeline as the view sees it. Invariant: the same shape while its run is waited for, on, and done.
import type { Engine, Runtime, Scenario } from '../wasm/core.ts';
import type { LockEvents } from './events.ts';
import type { Handoffs } from './handoffs.ts';
import type { Lock, Owner } from './owners.ts';
import type { Tag } from './runtimes.ts';
import type { LaneSpans } from './spans.ts';

/** Where a timeline comes from. */
export type Origin = Engine | 'recorded' | 'sampled';

export interface Track {
  engine: Origin;
  /** After how long a waiter asks for the lock, in time and in instructions; null where that isn't known. */
  scenario: Pick<Scenario, 'check_interval'> & { switch_interval_us: number | null };
  runtime: Runtime;
  title: string;
  /** How its threads run, such as "serialized". */
  tag: Tag;
  /** Whether this interpreter has a lock. */
  locks: boolean;
  /** Its locks: one, or one for each interpreter of the process. */
  gils: readonly Lock[];
  lanes: LaneSpans[];
  /** While anybody holds a lock; known once the run is over. */
  held: LaneSpans | null;
  /** What happened at the locks, likewise. */
  events: LockEvents | null;
  /** Who held each lock when, likewise. */
  owners: readonly Owner[] | null;
  /** How many locks are held when; null with fewer than two. */
  heldCount: LaneSpans | null;
  /** How the locks went from lane to lane, likewise. */
  handoffs: readonly Handoffs[];
  /** When each pass of a thread's work was over, likewise. */
  passes: Float64Array | null;
  status: 'waiting' | 'live' | 'done';
  /** Where it ends so far: the wall when done. */
  endUs: number;
  /** What a span is part of: one of the operations of its group of threads, or a call. */
  taskName(thread: number, op: number, rep: number): string;
}

/** A place in the stack of timelines. */
export interface Spot {
  track: number;
  lane: number;
  span: number;
}
