// What happened at a run's locks, as columns. Invariant: types only; in order of time.

/** What happened at the locks, in order of time. */
export interface LockEvents {
  timeUs: Float64Array;
  /** Index into the vocabulary's events. */
  kind: Uint8Array;
  lane: Uint32Array;
  /** The other lane it concerns; -1 for none. */
  to: Int32Array;
}

/** The core's words that a lock's story is read with. */
export interface LockWords {
  states: readonly string[];
  events: readonly string[];
  causes: readonly string[];
}

/** Stretches between a take and its drop, in the order of their starts; overlaps and empty ones are still in it. */
export interface Held {
  count: number;
  lane: Int32Array;
  startUs: Float64Array;
  endUs: Float64Array;
  /** How it ended, as an index into `MANNERS`. */
  manner: Uint8Array;
}
