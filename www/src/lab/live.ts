// Reads the lanes of a run out of shared memory while the run is on. Invariant: it never waits, writes only the cancel
// word, and loads a lane's count atomically first, so that every record below it is complete.

import type { LaneSpans } from '../run/spans.ts';
import type { Layout, RecordPlace } from '../wasm/core.ts';

/** A lane that grows as its records arrive; the last span stays open until the next record closes it. */
export class GrowingLane implements LaneSpans {
  name: string;
  thread: number;
  index: number;
  count = 0;
  startUs = new Float64Array(64);
  endUs = new Float64Array(64);
  state = new Uint8Array(64);
  op = new Uint32Array(64);
  rep = new Uint32Array(64);
  holder = null;
  cause = null;
  readonly #end: number;
  #open = false;

  /** `end`: the kind of record that ends a lane; below it are states. */
  constructor(
    { name, thread, index }: Pick<Layout['lanes'][number], 'name' | 'thread' | 'index'>,
    { end }: Pick<RecordPlace, 'end'>,
  ) {
    this.name = name;
    this.thread = thread;
    this.index = index;
    this.#end = end;
  }

  record(timeUs: number, kind: number, op: number, rep: number): void {
    if (kind > this.#end) return;
    if (this.#open) this.endUs[this.count - 1] = timeUs;
    this.#open = kind < this.#end;
    if (!this.#open) return;
    if (this.count === this.state.length) this.#grow();
    this.startUs[this.count] = timeUs;
    this.endUs[this.count] = Number.POSITIVE_INFINITY;
    this.state[this.count] = kind;
    this.op[this.count] = op;
    this.rep[this.count] = rep;
    this.count += 1;
  }

  #grow(): void {
    const capacity = this.state.length * 2;
    const startUs = new Float64Array(capacity);
    startUs.set(this.startUs);
    const endUs = new Float64Array(capacity);
    endUs.set(this.endUs);
    const state = new Uint8Array(capacity);
    state.set(this.state);
    const op = new Uint32Array(capacity);
    op.set(this.op);
    const rep = new Uint32Array(capacity);
    rep.set(this.rep);
    Object.assign(this, { startUs, endUs, state, op, rep });
  }
}

interface Source {
  count: Uint32Array;
  done: Uint32Array;
  records: DataView;
  read: number;
  lane: GrowingLane;
}

/** What one look brought. */
export interface Glance {
  phase: number;
  opsDone: number;
  grown: boolean;
}

/** The lanes of a run that is on. */
export interface Live {
  readonly lanes: readonly GrowingLane[];
  readonly opsTotal: number;
  /** Time of the newest record, from the start barrier. */
  readonly newestUs: number;
  /** Takes in what has happened since. */
  read(): Glance;
  cancel(): void;
}

export class LiveLanes implements Live {
  readonly lanes: GrowingLane[];
  readonly opsTotal: number;
  /** Time of the newest record, from the start barrier. */
  newestUs = 0;
  #phase: Int32Array;
  #stop: Int32Array;
  #sources: Source[];
  #record: RecordPlace;

  constructor(memory: WebAssembly.Memory, layout: Layout) {
    const { buffer } = memory;
    this.#record = layout.record;
    this.#phase = new Int32Array(buffer, layout.phase, 1);
    this.#stop = new Int32Array(buffer, layout.stop, 1);
    // A view past the end throws here, so a layout that does not fit its memory cannot be misread later.
    this.#sources = layout.lanes.map((at) => ({
      count: new Uint32Array(buffer, at.count, 1),
      done: new Uint32Array(buffer, at.done, 1),
      records: new DataView(buffer, at.records, at.capacity * layout.record.stride),
      read: 0,
      lane: new GrowingLane(at, layout.record),
    }));
    this.lanes = this.#sources.map((source) => source.lane);
    this.opsTotal = layout.ops;
  }

  read(): Glance {
    const glance: Glance = { phase: Atomics.load(this.#phase, 0), opsDone: 0, grown: false };
    const { stride, t_us, kind, op, rep } = this.#record;
    for (const source of this.#sources) {
      const count = Atomics.load(source.count, 0);
      glance.opsDone += Atomics.load(source.done, 0);
      glance.grown ||= count > source.read;
      for (; source.read < count; source.read++) {
        const at = source.read * stride;
        const number = (field: number): number => source.records.getUint32(at + field, true);
        const timeUs = source.records.getFloat64(at + t_us, true);
        source.lane.record(timeUs, number(kind), number(op), number(rep));
        this.newestUs = Math.max(this.newestUs, timeUs);
      }
    }
    return glance;
  }

  /** Asks every lane to stop before its next operation. */
  cancel(): void {
    Atomics.store(this.#stop, 0, 1);
  }
}
