import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingLane, LiveLanes } from '../src/lab/live.ts';
import type { Layout } from '../src/wasm/core.ts';

const STRIDE = 24;
const CAPACITY = 200;
const ENDED = 15;
const TAKE = 16;

function memoryAndLayout(): { memory: WebAssembly.Memory; layout: Layout } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const lane = {
    name: 'worker 1',
    thread: 0,
    index: 0,
    parent: null,
    count: 64,
    done: 68,
    records: 128,
    capacity: CAPACITY,
  };
  const fields = { stride: STRIDE, t_us: 0, kind: 8, op: 12, rep: 16, arg: 20 };
  const record = { ...fields, end: ENDED, first_event: TAKE, none: 0xffff_ffff };
  return { memory, layout: { phase: 0, stop: 4, lanes: [lane], record, ops: 3, bytes: 0, limit: 0 } };
}

function write(memory: WebAssembly.Memory, index: number, timeUs: number, kind: number, rep = 0): void {
  const view = new DataView(memory.buffer, 128 + index * STRIDE, STRIDE);
  view.setFloat64(0, timeUs, true);
  view.setUint32(8, kind, true);
  view.setUint32(16, rep, true);
  Atomics.store(new Uint32Array(memory.buffer, 64, 1), 0, index + 1);
}

test('a span ends where the next state of its lane begins, and the last one stays open', () => {
  const lane = new GrowingLane({ name: 'a', thread: 0, index: 0 }, { end: ENDED });
  lane.record(0, 3, 0, 0);
  lane.record(10, TAKE, 0, 0);
  lane.record(11, 1, 0, 0);
  assert.deepEqual([...lane.endUs.subarray(0, lane.count)], [11, Number.POSITIVE_INFINITY]);
  lane.record(30, ENDED, 0, 0);
  assert.deepEqual([...lane.endUs.subarray(0, lane.count)], [11, 30]);
  assert.deepEqual([...lane.state.subarray(0, lane.count)], [3, 1]);
});

test('however often one looks, the lane holds what was recorded, once', () => {
  const record = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: CAPACITY }), (records) => {
      const { memory, layout } = memoryAndLayout();
      const live = new LiveLanes(memory, layout);
      records.forEach(([state, look], i) => {
        write(memory, i, i * 5, state, i);
        if (look) live.read();
      });
      live.read();
      const lane = live.lanes[0];
      assert.ok(lane !== undefined);
      assert.equal(lane.count, records.length);
      assert.deepEqual(
        [...lane.state.subarray(0, lane.count)],
        records.map(([state]) => state),
      );
      assert.deepEqual(
        [...lane.rep.subarray(0, lane.count)],
        records.map((_, i) => i),
      );
      assert.equal(live.newestUs, (records.length - 1) * 5);
    }),
    { numRuns: 30 },
  );
});

test('a look reports phase, finished operations and whether anything is new', () => {
  const { memory, layout } = memoryAndLayout();
  const live = new LiveLanes(memory, layout);
  assert.deepEqual(live.read(), { phase: 0, opsDone: 0, grown: false });
  write(memory, 0, 1, 2);
  Atomics.store(new Int32Array(memory.buffer, 0, 1), 0, 4);
  Atomics.store(new Uint32Array(memory.buffer, 64, 2), 1, 2);
  assert.deepEqual(live.read(), { phase: 4, opsDone: 2, grown: true });
  assert.deepEqual(live.read(), { phase: 4, opsDone: 2, grown: false });
});

test('cancel writes the word the lanes look at', () => {
  const { memory, layout } = memoryAndLayout();
  new LiveLanes(memory, layout).cancel();
  assert.equal(Atomics.load(new Int32Array(memory.buffer, 0, 2), 1), 1);
});

test('a layout that does not fit its memory is refused', () => {
  const { memory, layout } = memoryAndLayout();
  const lane = layout.lanes[0];
  assert.ok(lane !== undefined);
  lane.capacity = 65536;
  assert.throws(() => new LiveLanes(memory, layout), RangeError);
});
