// The promise of the whole thing: on two idle cores, released kernels are at least 1.7 times as fast as behind the
// lock. Read from the page. Two controls tell a busy machine from a slow page: the processor time that others took
// during each round, and what two plain threads gain.
import assert from 'node:assert/strict';
import { availableParallelism, cpus } from 'node:os';
import { after, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { metric, opened, run, withPage } from './browser.mjs';

/** Each kernel, and how often each thread calls it: a run has to last about 0.1 s or more, since the operating system
 * needs some 10 ms to spread four fresh threads over two cores (the same LU on native threads gains 1.5 in 14 ms and
 * 1.9 in 90 ms). */
const KERNELS = { qr: 16, lu: 64, svd: 8 };
const ROUNDS = 5;
/** How long a kernel waits for the machine to be quiet, all in all. */
const PATIENCE_MS = 150_000;
const WANTED = 1.7;
/** How much of one core others may take during a round that counts. */
const OTHERS = 0.1;
/** What two plain threads have to gain over one at best, or there are no two cores to be had. */
const PLAIN = 1.7;

const SPIN = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (units) => {
    let x = 1;
    for (let i = 0; i < units * 6e7; i++) x = (x * 1664525 + 1013904223) | 0;
    parentPort.postMessage(x);
  });`;
const pair = [new Worker(SPIN, { eval: true }), new Worker(SPIN, { eval: true })];
after(() => Promise.all(pair.map((worker) => worker.terminate())));

const spin = (worker, units) =>
  new Promise((resolve) => {
    worker.once('message', resolve);
    worker.postMessage(units);
  });

/** How much faster two plain threads are than one at the same work, just now. */
async function control() {
  const startMs = performance.now();
  await spin(pair[0], 2);
  const middleMs = performance.now();
  await Promise.all(pair.map((worker) => spin(worker, 1)));
  return (middleMs - startMs) / (performance.now() - middleMs);
}

/** Time that has gone by on all cores, and what of it nobody, the browser and this test used; in milliseconds. */
async function used(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const own = process.cpuUsage();
  return {
    passed: performance.now() * cpus().length,
    accounted:
      cpus().reduce((sum, { times }) => sum + times.idle, 0) +
      processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0) +
      (own.user + own.system) / 1000,
  };
}

/** How many cores' worth of time went elsewhere during `body`. */
async function othersDuring(session, body) {
  const startMs = performance.now();
  const before = await used(session);
  await body();
  const after = await used(session);
  const lost = after.passed - before.passed - (after.accounted - before.accounted);
  return lost / (performance.now() - startMs);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (values) => values.map((value) => value.toFixed(2)).join(' ');

for (const [kernel, repeat] of Object.entries(KERNELS)) {
  test(`${kernel}: released is at least ${WANTED} times as fast as behind the lock`, async (t) => {
    if (availableParallelism() < 2) {
      t.skip('this machine has one core');
      return;
    }
    const ratios = [];
    const rounds = [];
    const plain = [];
    await withPage({ hash: `#v=1&kernel=${kernel}&n=256&threads=4&repeat=${repeat}` }, async (page) => {
      await opened(page);
      const session = await page.context().browser().newBrowserCDPSession();
      await control();
      const deadlineMs = performance.now() + PATIENCE_MS;
      while (ratios.length < ROUNDS && performance.now() < deadlineMs) {
        if ((await othersDuring(session, () => page.waitForTimeout(500))) > OTHERS) continue;
        plain.push(await control());
        const others = await othersDuring(session, () => run(page));
        const ratio = (await metric(page, 'wall', 'one-lock')) / (await metric(page, 'wall', 'cpython-3.12'));
        if (others <= OTHERS) ratios.push(ratio);
        rounds.push(`${ratio.toFixed(2)} (others ${others.toFixed(2)}${others > OTHERS ? ', busy' : ''})`);
      }
    });
    t.diagnostic(`${kernel}: lock ÷ released ${rounds.join('; ')}; plain threads ${shown(plain)}`);
    if (ratios.length < ROUNDS || Math.max(...plain) < PLAIN) {
      t.skip(`the machine is busy: ${ratios.length} of ${rounds.length} rounds count, ${ROUNDS} are needed`);
      return;
    }
    t.diagnostic(`${kernel}: median ${median(ratios).toFixed(2)} of ${shown(ratios)}`);
    assert.ok(median(ratios) >= WANTED, `median ${median(ratios).toFixed(2)} of ${shown(ratios)}`);
  });
}
