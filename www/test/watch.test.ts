// Who counts as dead, and who does not. Invariant: no worker and no clock: the locks are a list, and time is mocked.
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import type { Asked, Lab, Observer } from '../src/lab/lab.ts';
import { Watch } from '../src/lab/watch.ts';
import { Experiment } from '../src/page/experiment.ts';
import type { Planned } from '../src/question/plan.ts';
import { VOCABULARY } from './vocabulary.ts';

let nowMs = 0;
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

function watching(owesSigns: boolean) {
  mock.timers.enable({ apis: ['setInterval'] });
  nowMs = 0;
  mock.method(performance, 'now', () => nowMs);
  const names = ['coordinator x1', 'pool 1 x1', 'pool 2 x1', 'pool 1 of another'];
  const query = async () => ({ held: names.map((name) => ({ name: `gil-playground: ${name}` })) });
  Object.defineProperty(globalThis, 'navigator', { value: { locks: { query } }, configurable: true });
  const told: string[] = [];
  const watch = new Watch({
    name: 'x1',
    owesSigns,
    end: ({ detail }) =>
      told.push(/"(.*)"|for \d+ s/.exec(detail)?.slice().reverse().find(Boolean) ?? detail),
  });
  watch.start();
  return { names, told, watch };
}

/** So many seconds, with a turn of the event loop in each. `late`: the page was asleep before the first. */
async function seconds(count: number, late = 0): Promise<void> {
  nowMs += late;
  for (let i = 0; i < count; i++) {
    nowMs += 1000;
    mock.timers.tick(1000);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a worker that ends without a word is told within five seconds, and nobody else is', async () => {
  const { names, told } = watching(false);
  await seconds(3);
  assert.deepEqual(told, []);
  names.splice(names.indexOf('pool 2 x1'), 1);
  names.splice(names.indexOf('pool 1 of another'), 1);
  await seconds(5);
  assert.deepEqual([...new Set(told)], ['pool 2']);
});

test('a coordinator that computes for an hour is not called dead, and one that is gone is', async () => {
  const { names, told } = watching(false);
  await seconds(3600);
  assert.deepEqual(told, []);
  names.shift();
  await seconds(2);
  assert.deepEqual(told, ['coordinator']);
});

test('a coordinator that owes signs of life is given up within ten seconds without one', async () => {
  const { told, watch } = watching(true);
  await seconds(5);
  watch.heard();
  await seconds(8);
  assert.deepEqual(told, []);
  await seconds(2);
  assert.equal(told[0], 'for 8 s');
});

test('a page that was asleep accuses nobody', async () => {
  const { told } = watching(true);
  for (let i = 0; i < 5; i++) await seconds(5, 60_000);
  assert.deepEqual(told, []);
});

test('a process ends with its run', async () => {
  const { names, told, watch } = watching(false);
  names.push('process 1 x1');
  await seconds(3);
  watch.stop();
  names.pop();
  watch.start();
  await seconds(9);
  assert.deepEqual(told, []);
});

test('a run in which nothing happens says so until something does', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  nowMs = 0;
  mock.method(performance, 'now', () => nowMs);
  const scenario = { runtime: 'one-lock', seed: 1, cores: 1, threads: [] } as unknown as Planned['scenario'];
  const planned: Planned = { scenario, engine: 'measured', variant: { runtime: 'one-lock' } };
  const experiment = new Experiment([planned], 1, VOCABULARY, () => {});
  let read = () => {};
  let opsDone = 0;
  const live = {
    lanes: [],
    opsTotal: 9,
    newestUs: 0,
    cancel() {},
    read: () => ({ phase: 0, opsDone, grown: false }),
  };
  const lab = {
    run: (_: readonly Asked[], observer: Observer) => {
      observer.running(0, live);
      return new Promise(() => {});
    },
  };
  void experiment.run(lab as unknown as Lab, (reader) => {
    read = reader;
    return () => {};
  });
  const look = async (count: number) => {
    for (let i = 0; i < count; i++) {
      read();
      await seconds(1);
    }
  };
  await look(4);
  assert.equal(experiment.progress.silentS, 0);
  await look(6);
  for (let i = 0; i < 30; i++) {
    await look(1);
    assert.ok(experiment.progress.silentS >= 10, `${experiment.progress.silentS} s`);
  }
  opsDone = 1;
  await look(1);
  assert.equal(experiment.progress.silentS, 0);
});
