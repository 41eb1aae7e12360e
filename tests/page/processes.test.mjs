// Where threads cannot share memory the same questions run in processes: the same decompositions with the same residuals,
// under the same laws, labelled as what they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packed } from './browser.mjs';
import {
  element,
  frameOf,
  LONG_ATTRIBUTES,
  playground,
  property,
  reaches,
  startButton,
  withDocs,
} from './embedding.mjs';
import { HEADERS } from './server.mjs';

/** A host that sends nothing but what lets another site load the script. */
const PLAIN = { headers: { 'Access-Control-Allow-Origin': '*' } };
const RESIDUAL_LIMIT = 100;

const scenarioOf = (scenario) => `scenario="${packed(JSON.stringify(scenario))}"`;
const workers = (count, repeat, ...ops) => [{ name: 'worker', count, repeat, ops }];
const kernel = (name, n, gil = 'releases') => ({ op: 'kernel', name, n, gil });

/** All Reports of a comparison, from a host with these headers. */
async function reports(host, attributes) {
  let results;
  await withDocs({ host, inside: (base) => element(base, attributes) }, async (page) => {
    await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
    await playground(page).evaluate((it) => it.run());
    results = await property(page, 'results');
  });
  return results;
}

/** The laws of `tests/common/mod.rs`, for what comes out of a page. */
function holdsTheLaws({ scenario, lanes, events, clock_error_us: error, residuals, environment }) {
  assert.equal(environment.isolation, 'processes');
  const holdings = lanes.map((_, lane) => {
    const own = [];
    for (const { t_us, kind, lane: of } of events.filter((event) => event.lane === lane)) {
      assert.equal(of, lane);
      if (kind === 'take') own.push({ start: t_us, end: null });
      else if (kind === 'drop') own.at(-1).end = t_us;
    }
    assert.ok(
      own.every(({ end }) => end !== null),
      'the lock is free at the end',
    );
    return own;
  });
  for (const [lane, { name, spans }] of lanes.entries()) {
    for (const [i, span] of spans.entries()) {
      assert.ok(span.end_us > span.start_us, `${name} has an empty span`);
      if (i > 0) assert.equal(span.start_us, spans[i - 1].end_us, `${name} has a gap or an overlap`);
      if (['python', 'kernel-held'].includes(span.state) && events.length > 0)
        assert.ok(
          holdings[lane].some(({ start, end }) => start <= span.start_us && span.end_us <= end),
          `${name} computes without the lock`,
        );
      if (span.state === 'gil-wait') assert.ok(span.cause.holder !== lane && lanes[span.cause.holder]);
    }
  }
  const all = holdings.flatMap((own, lane) => own.map((holding) => ({ ...holding, lane })));
  all.sort((a, b) => a.start - b.start);
  for (const [i, one] of all.entries())
    for (const other of all.slice(i + 1)) {
      if (other.start >= one.end) break;
      const apart = Math.min(one.end - other.start, other.end - one.start);
      assert.ok(apart <= 2 * error, `two hold the lock for ${apart} µs, the clocks differ by ${error} µs`);
    }
  for (const { max } of residuals) assert.ok(max !== null && max <= RESIDUAL_LIMIT);
  for (const lane of lanes) {
    const done = lane.spans
      .filter(({ state }) => state.startsWith('kernel'))
      .map(({ op, rep }) => `${rep}.${op}`);
    assert.equal(new Set(done).size, done.length, `${lane.name} did something twice`);
    const { ops, repeat } = scenario.threads[lane.thread];
    assert.equal(
      done.length,
      ops.filter(({ op }) => op === 'kernel').length * repeat,
      `${lane.name} left something out`,
    );
  }
}

const overlap = ({ lanes }, state) => {
  const spans = lanes.flatMap((lane) => lane.spans.filter((span) => span.state === state));
  spans.sort((a, b) => a.start_us - b.start_us);
  return spans.some((span, i) => i > 0 && span.start_us < spans[i - 1].end_us);
};

test('the same decompositions with the same residuals, behind one lock and released', async () => {
  const scenario = {
    runtime: 'cpython-3.12',
    threads: workers(3, 3, kernel('qr', 160), kernel('lu', 192), kernel('svd', 96)),
  };
  const attributes = `${scenarioOf(scenario)} compare="one-lock,cpython-3.12"`;
  const [apart, shared] = [await reports(PLAIN, attributes), await reports({ headers: HEADERS }, attributes)];
  for (const report of apart) holdsTheLaws(report);
  assert.deepEqual(
    apart.map(({ residuals }) => residuals),
    shared.map(({ residuals }) => residuals),
    'to the last bit',
  );
  const [locked, released] = apart;
  assert.ok(!overlap(locked, 'kernel-held') || locked.clock_error_us > 0);
  assert.ok(overlap(released, 'kernel-released'), 'released kernels run at the same time');
  assert.ok(
    locked.metrics.gil_held > 0.5 && released.metrics.gil_held < 0.5,
    JSON.stringify([locked.metrics, released.metrics]),
  );
  const held = locked.lanes.flatMap(({ spans }) => spans).filter(({ state }) => state === 'kernel-held');
  const work = held.reduce((sum, { start_us, end_us }) => sum + end_us - start_us, 0);
  assert.ok(work <= locked.wall_us + held.length * 2 * locked.clock_error_us, 'one after the other');
});

test('every interpreter: bytecode takes turns under a GIL and none without, waits are waits', async () => {
  const scenario = {
    switch_interval_us: 2000,
    threads: workers(
      2,
      2,
      { op: 'python', us: 20_000 },
      { op: 'wait', us: 1000 },
      kernel('lu', 160, 'holds'),
    ),
  };
  const all = ['one-lock', 'cpython-2.7', 'cpython-3.9', 'cpython-3.12', 'cpython-3.14t', 'subinterpreters'];
  const found = await reports(PLAIN, `${scenarioOf(scenario)} compare="${all.join()}"`);
  for (const report of found) holdsTheLaws(report);
  const [plain, , , today, free] = found;
  assert.ok(today.metrics.handoffs > plain.metrics.handoffs, 'bytecode is handed over');
  assert.equal(free.events.length, 0);
  assert.ok(overlap(free, 'python'), 'without a GIL bytecode runs at the same time');
});

test('what cannot be done in processes is named, with what can', () =>
  withDocs(
    { host: PLAIN, trouble: true, inside: (base) => element(base, 'preset="blas-team"') },
    async (page) => {
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      const failure = await playground(page).evaluate((it) =>
        it.run().catch(({ code, message }) => ({ code, message })),
      );
      assert.equal(failure.code, 'bad-config');
      assert.match(failure.message, /blas_threads is 4.*use 1/);
    },
  ));

test('it is called what it is, shows how far it is, and Cancel ends it', () =>
  withDocs({ host: PLAIN, inside: (base) => element(base, LONG_ATTRIBUTES) }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'running');
    assert.equal(await property(page, 'isolation'), 'processes');
    const frame = frameOf(page);
    assert.equal(await frame.getByTestId('badge').innerText(), 'Separate processes');
    assert.match(await frame.getByTestId('meaning').innerText(), /a process with its own memory/);
    await frame
      .getByTestId('progress')
      .getByText(/[1-9]\d* of 40 tasks/)
      .waitFor();
    await frame.getByRole('button', { name: 'Cancel' }).click();
    await reaches(page, 'ready');
    await frame.getByRole('button', { name: 'Run', exact: true }).click();
    await reaches(page, 'running');
    await playground(page).evaluate((it) => it.cancel());
    await reaches(page, 'ready');
  }));

test('a process that cannot start ends the run with the reason', () =>
  withDocs({ trouble: true, host: { ...PLAIN, missing: /process-worker/ } }, async (page) => {
    await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
    const failure = await playground(page).evaluate((it) =>
      it.run().catch(({ code, message }) => ({ code, message })),
    );
    assert.equal(failure.code, 'worker-load');
    assert.match(failure.message, /process-worker/);
  }));

test('a process that ends without a word in the middle of a run is told within ten seconds', () => {
  const code = `
    self.Worker = class extends self.Worker {
      constructor(...given) {
        super(...given);
        if (!self.first) setTimeout(() => this.terminate(), 6000);
        self.first = true;
      }
    };`;
  const host = { ...PLAIN, prepend: { to: /coordinator/, code } };
  const attributes = 'kernel="schur" n="256" threads="2" repeat="400"';
  return withDocs({ trouble: true, host, inside: (base) => element(base, attributes) }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'running');
    const startMs = Date.now();
    await reaches(page, 'failed');
    assert.ok(Date.now() - startMs < 16_000, `told after ${Date.now() - startMs} ms`);
    assert.match(await frameOf(page).getByTestId('problem').innerText(), /"process 1".*Retry/s);
  });
});

test('a lane may write more at once than a function takes as arguments', async () => {
  const scenario = {
    switch_interval_us: 100,
    threads: workers(2, 1, { op: 'python', us: 4_000_000 }),
  };
  const [report] = await reports(PLAIN, `${scenarioOf(scenario)} compare="cpython-3.12"`);
  assert.ok(
    report.lanes.every(({ spans }) => spans.length > 1000),
    'they took turns',
  );
});
