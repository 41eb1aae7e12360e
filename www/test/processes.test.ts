// The lock that is a message, and the way of a process through its work. Invariant: no worker and no clock: time is a count,
// and messages arrive in whatever order a seed says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { live } from '../src/processes/lane.ts';
import { Lock } from '../src/processes/locks.ts';
import type { Grant } from '../src/processes/messages.ts';
import type { LockUse, Op } from '../src/wasm/core.ts';

const END = 15;
const NONE = 99;
const KINDS = { python: 0, held: 1, released: 2, wait: 3, io: 4, take: 16, drop: 17, end: END, none: NONE };

interface Entry {
  tUs: number;
  kind: number;
  op: number;
  rep: number;
  arg: number;
}

/** Runs so many processes with one lock between them; each await is a turn of an event loop. */
async function run(
  count: number,
  ops: Op[],
  use: LockUse,
  repeat: number,
): Promise<{ entries: Entry[][]; executed: number[] }> {
  let nowUs = 0;
  const waiting = new Map<number, (grant: Grant) => void>();
  const lock = new Lock((who, grant) => {
    const settle = waiting.get(who);
    assert.ok(settle, `process ${who} asked nothing`);
    waiting.delete(who);
    queueMicrotask(() => settle(grant));
  });
  const entries: Entry[][] = [];
  const lanes = Array.from({ length: count }, async (_, me) => {
    const own: Entry[] = [];
    entries.push(own);
    const ask = (what: 'take' | 'look') =>
      new Promise<Grant>((resolve) => {
        waiting.set(me, resolve);
        lock[what](me);
      });
    return live(
      {
        group: { name: 'p', count, repeat, interpreter: 0, ops },
        use,
        kinds: KINDS,
        sliceUs: 10,
        iterationsPerUs: 1,
      },
      {
        now: () => ++nowUs,
        record: (tUs, kind, op, rep, arg) => own.push({ tUs, kind, op, rep, arg }),
        take: () => ask('take'),
        look: () => ask('look'),
        drop: () => lock.drop(me),
        call: () => {
          nowUs += 7;
        },
        execute: (iterations) => {
          nowUs += iterations;
        },
        sleep: () => Promise.resolve(),
        done: () => {},
      },
    );
  });
  return { executed: await Promise.all(lanes), entries };
}

const KERNEL: Op = { op: 'kernel', name: 'lu', n: 8, gil: 'releases', blas_threads: 1, backend: 'auto' };
const OPS: Op[] = [KERNEL, { op: 'python', us: 35 }, { op: 'wait', us: 5 }];

const anyUse = (ops: readonly Op[]): fc.Arbitrary<LockUse> =>
  fc.record({
    lock: fc.constantFrom(0, null),
    next: fc.constant(0),
    pass: fc.boolean(),
    switches: fc.boolean(),
    overhead: fc.constantFrom(1, 1.4),
    ops: fc.tuple(
      ...ops.map(({ op }) =>
        fc.record({ keeps: op === 'python' ? fc.constant(true) : fc.boolean(), looks: fc.boolean() }),
      ),
    ),
  });

test('whatever processes do, one holds the lock at a time, and their states tile their lives', async () => {
  const asked = fc.array(fc.constantFrom(...OPS), { minLength: 1, maxLength: 4 }).chain((ops) =>
    fc.record({
      ops: fc.constant(ops),
      use: anyUse(ops),
      count: fc.integer({ min: 1, max: 4 }),
      repeat: fc.integer({ min: 1, max: 4 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(asked, async ({ ops, use, count, repeat }) => {
      const { entries, executed } = await run(count, ops, use, repeat);
      const events: { tUs: number; lane: number; kind: number }[] = [];
      for (const [lane, own] of entries.entries()) {
        assert.ok(
          own.every(({ tUs }, i) => i === 0 || tUs >= (own[i - 1]?.tUs ?? 0)),
          'in order of time',
        );
        assert.equal(own.at(-1)?.kind, END);
        assert.equal(own.filter(({ kind }) => kind === END).length, 1);
        const kernels = own.filter(({ kind }) => kind === KINDS.held || kind === KINDS.released);
        const wanted = ops.filter(({ op }) => op === 'kernel').length * repeat;
        assert.equal(kernels.length, wanted, 'each kernel once');
        for (const { kind, arg } of own) {
          if (kind === KINDS.wait) assert.ok(arg !== NONE && arg !== lane && arg < count, `waits for ${arg}`);
          if (kind >= 16) assert.equal(arg, NONE);
        }
        let holds = false;
        for (const { tUs, kind } of own) {
          if (kind === KINDS.take || kind === KINDS.drop) {
            events.push({ tUs, lane, kind });
            assert.notEqual(kind === KINDS.take, holds, 'takes and drops take turns');
            holds = kind === KINDS.take;
          } else if (use.lock !== null && (kind === KINDS.python || kind === KINDS.held)) {
            assert.ok(holds, 'computes inside the lock only');
          }
        }
        assert.equal(holds, false, 'free at the end');
      }
      assert.equal(new Set(executed).size, 1, 'all execute the same');
      if (use.lock === null) assert.deepEqual(events, []);
      let holder: number | null = null;
      for (const { lane, kind } of events.toSorted((a, b) => a.tUs - b.tUs)) {
        assert.equal(holder, kind === KINDS.take ? null : lane);
        holder = kind === KINDS.take ? lane : null;
      }
    }),
    { numRuns: 300 },
  );
});

test('bytecode lets another in after a slice, if another waits, and goes on at once if none does', async () => {
  const use: LockUse = {
    lock: 0,
    next: 0,
    pass: false,
    switches: true,
    overhead: 1,
    ops: [{ keeps: true, looks: false }],
  };
  const takes = async (count: number, switches: boolean) => {
    const { entries } = await run(count, [{ op: 'python', us: 40 }], { ...use, switches }, 1);
    return entries.map((own) => own.filter(({ kind }) => kind === KINDS.take).length);
  };
  assert.deepEqual(await takes(1, true), [1]);
  assert.deepEqual(await takes(2, false), [1, 1]);
  const [first = 0, second = 0] = await takes(2, true);
  assert.ok(first >= 3 && second >= 3, `${first} and ${second} takes`);
});
