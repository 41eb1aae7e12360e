// All that happened at the locks of one finished run, to be read at any moment. Invariant: `at` is the fold of `fold.ts`
// over the first events, whatever was asked before; a checkpoint every so many events bounds its work, so that a
// million of them can be scrubbed through.
import type { LockEvents } from '../events.ts';
import type { Track } from '../track.ts';
import type { Words } from '../words.ts';
import { fold, type LockEvent, type LockState, NOBODY, UNTOUCHED } from './fold.ts';
import { type Locks, locksOf } from './rules.ts';

const CHECKPOINT_EVERY = 512;

/** After the first `count` events, at `timeUs`: not before the last of them, nor after the next. */
export interface Moment {
  count: number;
  timeUs: number;
}

export class Story {
  readonly locks: Locks;
  readonly count: number;
  /** The lock of each lane. */
  readonly lockOf: readonly number[];
  #events: LockEvents;
  #names: readonly string[];
  /** `#checkpoints[i]` is what `at(i * CHECKPOINT_EVERY)` gives; made as far as somebody asked. */
  #checkpoints: (readonly LockState[])[];
  #ofLane: Lists;
  #ofLock: Lists;

  /** `names`: the core's names of the events, in the order of their numbers. */
  constructor(events: LockEvents, lockOf: readonly number[], locks: Locks, names: readonly string[]) {
    this.locks = locks;
    this.lockOf = lockOf;
    this.count = events.timeUs.length;
    this.#events = events;
    this.#names = names;
    this.#checkpoints = [locks.names.map(() => UNTOUCHED)];
    this.#ofLane = listed(events.lane, lockOf.length);
    this.#ofLock = listed(
      events.lane.map((lane) => lockOf[lane] ?? 0),
      locks.names.length,
    );
  }

  event(index: number): LockEvent {
    const { timeUs, kind, lane, to } = this.#events;
    return {
      timeUs: timeUs[index] ?? 0,
      kind: this.#names[kind[index] ?? -1] ?? '',
      lane: lane[index] ?? NOBODY,
      to: to[index] ?? NOBODY,
    };
  }

  /** The locks after the first `count` events. */
  at(count: number): readonly LockState[] {
    const wanted = Math.floor(count / CHECKPOINT_EVERY);
    while (this.#checkpoints.length <= wanted) {
      const last = this.#checkpoints.length - 1;
      const from = last * CHECKPOINT_EVERY;
      this.#checkpoints.push(
        this.#fold(this.#checkpoints[last] as LockState[], from, from + CHECKPOINT_EVERY),
      );
    }
    return this.#fold(this.#checkpoints[wanted] as LockState[], wanted * CHECKPOINT_EVERY, count);
  }

  #fold(locks: readonly LockState[], from: number, to: number): readonly LockState[] {
    return fold(locks, this.#between(from, to), this.lockOf);
  }

  *#between(from: number, to: number): Iterable<LockEvent> {
    for (let i = from; i < to; i++) yield this.event(i);
  }

  /** How many events have happened by then. */
  countUntil(timeUs: number): number {
    return lowerBound(this.count, (i) => (this.#events.timeUs[i] as number) > timeUs);
  }

  /** How many events have happened once the lock next goes to another thread, or last did before the present event. */
  switchFrom(count: number, by: 1 | -1): number {
    for (let i = by === 1 ? count : count - 2; i >= 0 && i < this.count; i += by) {
      if (this.#switches(i)) return i + 1;
    }
    return by === 1 ? this.count : 0;
  }

  #switches(index: number): boolean {
    const { kind, lane } = this.event(index);
    if (kind !== 'take') return false;
    const before = this.lastAt(this.lockOf[lane] ?? NOBODY, index, (event) => event.kind === 'take');
    return before === NOBODY || this.event(before).lane !== lane;
  }

  /** The first event of a kind to a lane from event `from` on; -1 if none comes. */
  nextOf(lane: number, kind: string, from: number): number {
    return this.#find(this.#ofLane.of(lane), from, 1, (event) => event.kind === kind);
  }

  /** The first event of any kind to a lane from event `from` on. */
  nextEvent(lane: number, from: number): LockEvent | null {
    const index = this.#find(this.#ofLane.of(lane), from, 1, () => true);
    return index === NOBODY ? null : this.event(index);
  }

  /** The first event at a lock from event `from` on that is meant. */
  nextAt(lock: number, from: number, meant: (event: LockEvent) => boolean): number {
    return this.#find(this.#ofLock.of(lock), from, 1, meant);
  }

  /** The last event at a lock before event `before` that is meant. */
  lastAt(lock: number, before: number, meant: (event: LockEvent) => boolean): number {
    return this.#find(this.#ofLock.of(lock), before, -1, meant);
  }

  #find(list: Uint32Array, from: number, by: 1 | -1, meant: (event: LockEvent) => boolean): number {
    let at = lowerBound(list.length, (i) => (list[i] as number) >= from);
    if (by === -1) at -= 1;
    for (; at >= 0 && at < list.length; at += by) {
      const index = list[at] as number;
      if (meant(this.event(index))) return index;
    }
    return NOBODY;
  }
}

/** The first index for which it holds, where it holds for all after that. */
function lowerBound(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Lists {
  of(group: number): Uint32Array;
}

/** The indices of each group, in order; groups that are out of range are left out. */
function listed(groupOf: Uint32Array, groups: number): Lists {
  const first = new Uint32Array(groups + 1);
  for (const group of groupOf) if (group < groups) first[group + 1] = (first[group + 1] ?? 0) + 1;
  for (let group = 0; group < groups; group++) {
    first[group + 1] = (first[group + 1] ?? 0) + (first[group] ?? 0);
  }
  const next = first.slice();
  const indices = new Uint32Array(first[groups] ?? 0);
  groupOf.forEach((group, i) => {
    if (group >= groups) return;
    const at = next[group] as number;
    indices[at] = i;
    next[group] = at + 1;
  });
  return { of: (group) => indices.subarray(first[group] ?? 0, first[group + 1] ?? 0) };
}

const stories = new WeakMap<LockEvents, Story>();

/** The story of a finished run, made once; null while it is on, or where there is no lock. */
export function storyOf(track: Track, words: Words): Story | null {
  if (track.events === null) return null;
  const known = stories.get(track.events);
  if (known !== undefined) return known;
  const locks = locksOf(track.runtime, track.gils, words);
  if (locks === null) return null;
  const lockOf = track.lanes.map((lane) => locks.of(lane));
  const story = new Story(track.events, lockOf, locks, words.events);
  stories.set(track.events, story);
  return story;
}
