// What the page simulates: in place of a measurement where threads cannot share memory, or because the reader asked.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { button, metric, opened, problem, run, SMALL, spans, stage, withPage } from './browser.mjs';
import { simulate } from './simulator.mjs';

const NO_THREADS = { headers: {} };
const REPORTS = new URL('../golden/reports/', import.meta.url);

/** Whatever shows a result says that it was computed. */
async function isCalledSimulated(page) {
  assert.match(await page.getByTestId('headline').innerText(), /^Simulated: /);
  assert.match(
    await page.getByTestId('sentence').innerText(),
    /^Computed for .+ virtual cores?, not measured\./,
  );
  for (const timeline of await page.getByTestId('timeline').all()) {
    assert.equal(await timeline.getAttribute('data-engine'), 'simulated');
    assert.equal(await timeline.locator('.badge').innerText(), 'simulated');
    assert.match(await timeline.getByRole('application').getAttribute('aria-label'), /, simulated: /);
  }
  assert.equal(await page.locator('gil-results table').getAttribute('data-engine'), 'simulated');
  assert.equal(await page.locator('gil-results thead th').first().innerText(), 'Simulated');
  assert.match(await page.getByTestId('environment').innerText(), /Virtual cores\s*\d+\s*Seed/);
  await page.getByText('The timelines as tables').click();
  assert.match(await page.locator('gil-span-table caption').first().innerText(), /, simulated: /);
}

test('a page without isolation simulates both interpreters, says so everywhere, why, and what would give threads', () =>
  withPage({ hash: SMALL, server: NO_THREADS }, async (page) => {
    await opened(page);
    const why = await page.getByTestId('why-simulated').innerText();
    for (const part of [
      /Simulated, not measured/,
      /cannot share memory/,
      /cargo xtask demo/,
      /Opener-Policy/,
    ]) {
      assert.match(why, part);
    }
    assert.ok(await page.locator('gil-form option[value=measured]').isDisabled());
    await run(page);
    assert.equal(await problem(page).count(), 0);
    await isCalledSimulated(page);
    assert.ok((await metric(page, 'speedup', 'cpython-3.12')) > 1.9, 'two threads on four virtual cores');
    await page.getByRole('application').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await page.getByTestId('chosen-span').innerText(), /^worker 1, .*QR of 256×256, task 1: /);
    assert.equal(page.workers().length, 1, 'one worker computes; the page itself never does');
  }));

test('a page that can neither share nor make shared memory simulates, because that needs none', () => {
  const code = `
    WebAssembly.Memory = class { constructor() { throw new TypeError('shared memory is switched off'); } };`;
  const server = { ...NO_THREADS, prepend: { to: /worker|index/, code } };
  return withPage({ hash: SMALL, server }, async (page) => {
    await opened(page);
    await run(page);
    await isCalledSimulated(page);
  });
});

test('a preset of the link is shown with what to look for, and its interpreters answer', () =>
  withPage({ hash: '#v=1&preset=ticks-on-two-cores&engine=simulated' }, async (page) => {
    await opened(page);
    assert.equal(await page.locator('gil-form #preset').inputValue(), 'ticks-on-two-cores');
    assert.match(await page.getByTestId('look-for').innerText(), /two threads of 2\.7 fight at every tick/);
    assert.equal(await page.locator('gil-form #cores').inputValue(), '2');
    await run(page);
    await isCalledSimulated(page);
    const runtimes = await page
      .getByTestId('timeline')
      .evaluateAll((all) => all.map((one) => one.dataset.runtime));
    assert.deepEqual(runtimes, ['cpython-2.7', 'cpython-3.12']);
    assert.match(
      await page.getByTestId('headline').innerText(),
      /CPython 3\.\d+\S* was .* as fast as CPython 2\.7/,
    );
  }));

test('choosing a preset, an engine and cores goes into the address, and back to the form it goes out again', () =>
  withPage({ hash: '' }, async (page) => {
    await opened(page);
    const hash = () => new URL(page.url()).hash;
    const shows = (part) => page.waitForFunction((part) => location.hash.includes(part), part);
    assert.equal(await page.locator('gil-form #cores').count(), 0, 'a measured run uses the cores there are');
    await page.locator('gil-form #preset').selectOption('blas-pool');
    await shows('preset=blas-pool');
    assert.equal(hash(), '#v=1&preset=blas-pool');
    assert.equal(await page.getByTestId('complaints').count(), 0, 'a shared pool can be measured');
    await page.locator('gil-form #engine').selectOption('simulated');
    await shows('engine=simulated');
    await page.locator('gil-form #cores').fill('16');
    await shows('cores=16');
    assert.equal(hash(), '#v=1&preset=blas-pool&engine=simulated&cores=16');
    await page.locator('gil-form #preset').selectOption('');
    await shows('kernel=inv&gil=numpy');
    assert.equal(await page.locator('gil-form #n').inputValue(), '256');
    assert.doesNotMatch(hash(), /preset|cores/);
  }));

test('simulated cores may be more than the machine has', () =>
  withPage({ hash: '#v=1&kernel=qr&n=64&threads=64&repeat=3&engine=simulated&cores=64' }, async (page) => {
    await opened(page);
    await run(page);
    assert.ok((await metric(page, 'speedup', 'cpython-3.12')) > 40);
    assert.match(await page.getByTestId('cores').innerText(), /64/);
    await page.locator('gil-form #cores').fill('1');
    await run(page);
    assert.ok((await metric(page, 'speedup', 'cpython-3.12')) <= 1);
  }));

test('every state has its words, and a wait says why: in the table, in the tooltip, in the legend', () =>
  withPage({ hash: '#v=1&preset=blas-pool&engine=simulated' }, async (page) => {
    await opened(page);
    await run(page);
    const states = new Set((await spans(page))[0].map(({ state }) => state));
    for (const state of ['kernel-released', 'gil-wait', 'blas']) assert.ok(states.has(state), state);
    const table = page.getByTestId('span-table').first();
    const atPool = table.locator('tr', { hasText: 'waiting for the BLAS pool' }).first();
    assert.match(await atPool.innerText(), /because worker \d was inside the BLAS pool/);
    assert.match(await page.getByRole('list', { name: 'Legend' }).innerText(), /helping inside a kernel/);
    await page.getByRole('application').focus();
    const tooltip = page.getByRole('tooltip');
    await page.keyboard.press('ArrowRight');
    const said = page.getByTestId('chosen-span');
    for (let i = 0; i < 12 && !/BLAS pool/.test(await said.innerText()); i++) {
      await page.keyboard.press('ArrowRight');
    }
    assert.match(await said.innerText(), /Waiting for the BLAS pool, .+, because worker \d was inside/);
    // It follows with the next frame.
    await tooltip.filter({ hasText: 'Waiting for the BLAS pool' }).waitFor();
    assert.match(await tooltip.innerText(), /Waiting for the BLAS pool[\s\S]*Because worker \d was inside/);
  }));

test('a free-threaded timeline never shows a lock as held', () =>
  withPage({ hash: '#v=1&preset=free-threaded-3-14&engine=simulated' }, async (page) => {
    await opened(page);
    await run(page);
    assert.match(await page.getByTestId('sentence').innerText(), /without a lock/);
    const tracks = await page
      .locator('gil-timelines')
      .evaluate((host) => host.tracks.map(({ locks, held }) => [locks, held.count > 0]));
    assert.deepEqual(tracks, [
      [true, true],
      [false, false],
    ]);
  }));

test('a simulation can be cancelled, however busy its worker is, and the next one works', () => {
  // What is small enough to be kept is simulated in no time: so the worker is busy with something else before.
  const code = `
    self.addEventListener('message', ({ data }) => {
      const endMs = performance.now() + (data.call === 'simulate' ? 3000 : 0);
      while (performance.now() < endMs);
    });`;
  const server = { prepend: { to: /simulator-worker/, code } };
  return withPage({ hash: `${SMALL}&engine=simulated`, server }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await stage(page, 'running');
    assert.match(await page.getByTestId('progress').innerText(), /Simulating on 4 virtual cores/);
    const startMs = Date.now();
    await button(page, 'Cancel').click();
    await stage(page, 'ready');
    assert.ok(Date.now() - startMs < 2000, 'long before the worker would have answered');
    assert.match(await problem(page).innerText(), /^Cancelled\./);
    server.prepend = null;
    await run(page);
    assert.equal(await problem(page).count(), 0);
  });
});

/** Lanes with spans as a Report has them, from the columns. */
function lanesOf({ head, vocabulary, columns }) {
  return head.lanes.map((lane, i) => {
    const spans = [];
    for (let at = columns.spanFirst[i]; at < columns.spanFirst[i + 1]; at++) {
      const kind = vocabulary.causes[columns.spanCause[at]];
      spans.push({
        state: vocabulary.states[columns.spanState[at]],
        op: columns.spanOp[at],
        rep: columns.spanRep[at],
        start_us: columns.spanStart[at],
        end_us: columns.spanEnd[at],
        ...(kind === undefined ? {} : { cause: { kind, holder: columns.spanHolder[at] } }),
      });
    }
    return { ...lane, spans };
  });
}

for (const server of [{}, NO_THREADS]) {
  const where = server === NO_THREADS ? 'without threads' : 'with threads';
  test(`the built page ${where} simulates the golden Reports to the last number`, () =>
    withPage({ server }, async (page) => {
      await opened(page);
      const names = (await readdir(REPORTS)).filter((name) => name.endsWith('.scenario.json'));
      assert.equal(names.length, 3);
      for (const name of names) {
        const scenario = await readFile(new URL(name, REPORTS), 'utf8');
        const golden = await readFile(new URL(name.replace('.scenario.', '.report.'), REPORTS), 'utf8');
        const { events, lanes, ...head } = JSON.parse(golden);
        const found = await simulate(page, scenario);
        const { lanes: _, ...foundHead } = found.head;
        foundHead.environment.version = head.environment.version;
        assert.deepEqual(foundHead, head, name);
        assert.deepEqual(lanesOf(found), lanes, name);
        assert.equal(found.events, events.length, name);
      }
    }));
}
