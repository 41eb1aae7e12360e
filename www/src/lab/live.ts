// Reads the lanes of a run out of shared memory while the run is on. Invariant: it never waits, writes only the cancel
// word, and loads a lane's count atomically first, so that every record below it is complete.

import type { LaneSpans } from '../run/spans.ts';
import type { Layout } from '../wasm/core.ts';

/** Record kinds from here on are not states: 15 ends the lane, above it are events. */
const LANE_ENDED = 15;

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
  #open = false;

  constructor(name: string, thread: number, index = 0) {
    this.name = name;
    this.thread = thread;
    this.index = index;
  }

  record(timeUs: number, kind: number, op: number, rep: number): void {
    if (kind > LANE_ENDED) return;
    if (this.#open) this.endUs[this.count - 1] = timeUs;
    this.#open = kind < LANE_ENDED;
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
  header: Uint32Array;
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
  #control: Int32Array;
  #sources: Source[];
  #stride: number;

  constructor(memory: WebAssembly.Memory, layout: Layout) {
    const { buffer } = memory;
    this.#stride = layout.stride;
    this.#control = new Int32Array(buffer, layout.control, 2);
    // A view past the end throws here, so a layout that does not fit its memory cannot be misread later.
    this.#sources = layout.lanes.map((at) => ({
      header: new Uint32Array(buffer, at.header, 2),
      records: new DataView(buffer, at.records, at.capacity * layout.stride),
      read: 0,
      lane: new GrowingLane(at.name, at.thread, at.index),
    }));
    this.lanes = this.#sources.map((source) => source.lane);
    this.opsTotal = layout.ops;
  }

  read(): Glance {
    const glance: Glance = { phase: Atomics.load(this.#control, 0), opsDone: 0, grown: false };
    for (const source of this.#sources) {
      const count = Atomics.load(source.header, 0);
      glance.opsDone += Atomics.load(source.header, 1);
      glance.grown ||= count > source.read;
      for (; source.read < count; source.read++) {
        const at = source.read * this.#stride;
        const timeUs = source.records.getFloat64(at, true);
        const kind = source.records.getUint32(at + 8, true);
        source.lane.record(
          timeUs,
          kind,
          source.records.getUint32(at + 12, true),
          source.records.getUint32(at + 16, true),
        );
        this.newestUs = Math.max(this.newestUs, timeUs);
      }
    }
    return glance;
  }

  /** Asks every lane to stop before its next operation. */
  cancel(): void {
    Atomics.store(this.#control, 1, 1);
  }
}
