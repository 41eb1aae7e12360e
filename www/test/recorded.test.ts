// A recording as the timelines take it: which lane is at which lock, and the spans of some calls alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Opened } from '../src/recording/messages.ts';
import { filtered, recordedOf } from '../src/recording/recorded.ts';
import { lockOf } from '../src/run/owners.ts';
import { taskOf } from '../src/run/words.ts';

const numbers = (...all: number[]) => all;

/** Two processes with a lock each, and a thread that was at none. */
function opened(change: Partial<Opened['head']> = {}): Opened {
  const process = { pid: 1, command: 'python', python: '3.12.1', free: false };
  const head = {
    title: 'recorded',
    engine: 'recorded',
    wall_us: 100,
    interval_us: 5000,
    processes: [process, { ...process, pid: 2 }],
    locks: [
      { name: 'GIL of 1', process: 0 },
      { name: 'GIL of 2', process: 1 },
    ],
    lanes: [
      { name: 'a', tid: 1, process: 0, lock: 0 },
      { name: 'b', tid: 2, process: 0, lock: null },
      { name: 'c', tid: 3, process: 1, lock: 1 },
    ],
    calls: ['numpy.dot', 'numpy.linalg.det'],
    ...change,
  } as Opened['head'];
  const words = { states: ['python', 'kernel-held'], causes: [], events: [], runtimes: [] };
  const columns = {
    spanFirst: Uint32Array.from(numbers(0, 3, 3, 4)),
    spanState: Uint8Array.from(numbers(0, 1, 1, 0)),
    spanOp: Uint32Array.from(numbers(0, 1, 2, 0)),
    spanRep: new Uint32Array(4),
    spanStart: Float64Array.from(numbers(0, 10, 20, 5)),
    spanEnd: Float64Array.from(numbers(10, 20, 30, 9)),
    spanHolder: new Int32Array(4).fill(-1),
    spanCause: new Int8Array(4).fill(-1),
    eventTime: new Float64Array(0),
    eventKind: new Uint8Array(0),
    eventLane: new Uint32Array(0),
    eventTo: new Int32Array(0),
    pieceFirst: new Uint32Array(4),
    pieceEnd: new Float64Array(0),
    pieceState: new Uint8Array(0),
    pieceHeld: new Uint8Array(0),
    heldFirst: Uint32Array.from(numbers(0, 1, 2)),
    heldLane: Uint32Array.from(numbers(0, 2)),
    heldStart: Float64Array.from(numbers(0, 5)),
    heldEnd: Float64Array.from(numbers(30, 9)),
    heldState: new Uint8Array(2),
    handFirst: new Uint32Array(4),
    handFrom: new Uint32Array(0),
    handTo: new Uint32Array(0),
    handDropped: new Float64Array(0),
    handTaken: new Float64Array(0),
    handCause: new Uint8Array(0),
  };
  return { head, words, columns } as unknown as Opened;
}

test('several processes are several locks, and a thread at none has none', () => {
  const { track, seen } = recordedOf(opened());
  assert.deepEqual(
    track.lanes.map((lane) => lockOf(track.gils, lane)),
    [0, -1, 1],
  );
  assert.deepEqual(
    track.owners?.map(({ holdings }) => [...holdings.lane]),
    [[0], [2]],
  );
  assert.deepEqual([...seen], ['python', 'kernel-held']);
});

test('a span is called by its call, and by none where it was in none', () => {
  const { track } = recordedOf(opened());
  const [lane] = track.lanes;
  assert.ok(lane !== undefined);
  assert.deepEqual(
    [0, 1, 2].map((span) => taskOf(track, lane, span)),
    ['no call of C code', 'numpy.dot', 'numpy.linalg.det'],
  );
});

test('calls alone are shown with their own spans and nothing else', () => {
  const { track } = recordedOf(opened());
  assert.equal(filtered(track, null), track);
  const [lane, , other] = filtered(track, [2]).lanes;
  assert.deepEqual([lane?.count, lane?.startUs[0], lane?.endUs[0], other?.count], [1, 20, 30, 0]);
});

test('the rules of the lock are those of the Python that was recorded', () => {
  const of = (python: string, free = false) =>
    recordedOf(opened({ processes: [{ pid: 1, command: '', python, free }] })).track.runtime;
  assert.deepEqual(
    [of('3.9.18'), of('3.10.1'), of('3.13.0'), of('3.14.7', true), of('')],
    ['cpython-3.9', 'cpython-3.12', 'cpython-3.12', 'cpython-3.14t', 'cpython-3.12'],
  );
});
