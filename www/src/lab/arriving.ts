// The lanes of a run in processes while it is on. Invariant: what is shown came from the processes themselves, in the order
// in which they wrote it.

import { RECORD } from '../processes/messages.ts';
import type { Layout } from '../wasm/core.ts';
import type { Note } from '../wasm/protocol.ts';
import { type Glance, GrowingLane, type Live } from './live.ts';

export class ArrivingLanes implements Live {
  readonly lanes: GrowingLane[];
  readonly opsTotal: number;
  newestUs = 0;
  #done: number[];
  #grown = false;
  #phase: number;

  /** `phase`: of a run that is on. */
  constructor(layout: Layout, phase: number) {
    this.lanes = layout.lanes.map((lane) => new GrowingLane(lane, layout.record));
    this.opsTotal = layout.ops;
    this.#done = layout.lanes.map(() => 0);
    this.#phase = phase;
  }

  note({ lane, opsDone, records }: Note): void {
    this.#done[lane] = opsDone;
    for (let at = 0; at < records.length; at += RECORD) {
      const [tUs = 0, kind = 0, op = 0, rep = 0] = records.slice(at, at + RECORD);
      this.lanes[lane]?.record(tUs, kind, op, rep);
      this.newestUs = Math.max(this.newestUs, tUs);
    }
    this.#grown ||= records.length > 0;
  }

  read(): Glance {
    const glance = {
      phase: this.#phase,
      opsDone: this.#done.reduce((sum, done) => sum + done, 0),
      grown: this.#grown,
    };
    this.#grown = false;
    return glance;
  }

  /** Its processes are ended from outside; none of them could hear a word. */
  cancel(): void {}
}
