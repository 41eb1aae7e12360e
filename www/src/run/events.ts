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
