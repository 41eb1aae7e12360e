// The scaling view: what a reader learns from it, by the numbers in its tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, button, opened, run, stage, withPage } from './browser.mjs';

const SIMULATED = '#v=1&engine=simulated';

const open = async (page) => {
  await page.getByText('How it scales').click();
  await button(page, 'Simulate').waitFor();
};

async function simulated(page) {
  await open(page);
  await button(page, 'Simulate').click();
  await button(page, 'All simulated').waitFor({ timeout: 60_000 });
}

/** A chart's table, opened as a reader would: for each x the values by the name of the line. */
async function table(page, chart) {
  const here = page.locator('gil-chart').filter({ has: page.locator(`[data-chart=${chart}]`) });
  if (!(await here.locator('table').isVisible())) await here.getByText('The same as a table').click();
  assert.ok(await here.locator('table').isVisible());
  return here.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      x: Number(row.dataset.x),
      ...Object.fromEntries(
        [...row.querySelectorAll('td')].map((cell) => [
          cell.dataset.curve,
          cell.dataset.value && Number(cell.dataset.value),
        ]),
      ),
    })),
  );
}

const near = (value, wanted, what) =>
  assert.ok(Math.abs(value / wanted - 1) <= 0.1, `${what}: ${value}, not ${wanted}`);

const heat = (page, blas, cell) =>
  page.locator(`[data-testid=heat][data-blas=${blas}] [data-cell="${cell}"]`).getAttribute('data-value');

/** Whichever run it belongs to. */
const amdahl = (row) => Object.entries(row).find(([name]) => name.startsWith('Amdahl’s formula for '))?.[1];

test('four threads of released kernels are four times as fast, behind one lock they are not; nothing is loaded before', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    await opened(page);
    const before = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    assert.equal(before.filter((name) => /scaling|uplot/i.test(name)).length, 0);
    const known = requests.length;
    await simulated(page);
    const fetched = requests.slice(known).filter((url) => url.endsWith('.js'));
    assert.ok(fetched.length > 0, 'a chunk of its own');
    const rows = await table(page, 'threads');
    assert.equal(rows.at(-1).x, 64);
    const [four, most] = [rows.find(({ x }) => x === 4), rows.at(-1)];
    near(four['CPython 3.10+, simulated'], 4, 'released');
    near(four['One lock, simulated'], 1, 'one lock');
    near(most['CPython 3.10+, simulated'], 64, '64 released');
    near(amdahl(four), 4, 'nothing is serial');
    assert.equal(four.ideal, 4);
  }));

test('behind the GIL two hogs are no faster than one, and the wait grows with the interval', () =>
  withPage({ hash: `${SIMULATED}&preset=two-hogs` }, async (page) => {
    await opened(page);
    await simulated(page);
    const two = (await table(page, 'threads')).find(({ x }) => x === 2);
    const behind = Object.keys(two).filter((name) => name.startsWith('CPython 3.10+'));
    assert.equal(behind.length, 1);
    near(two[behind[0]], 1, 'two hogs');
    const waits = (await table(page, 'wait')).map((row) => [row.x, row[behind[0]]]);
    // The interval, then a checkpoint and the way through the scheduler.
    for (const us of [200, 500, 1000, 5000]) {
      const waitUs = waits.find(([x]) => x === us)[1];
      assert.ok(waitUs >= us && waitUs <= 1.1 * us + 250, `interval ${us}: ${waitUs}`);
    }
    assert.ok(await page.getByText('These threads compute no kernel').isVisible());
  }));

test('a pool behind a lock makes four threads with four BLAS threads each slower than with one, on four cores', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await simulated(page);
    const [crowded, plain] = [await heat(page, 'pool', '4x4'), await heat(page, 'pool', '4x1')].map(Number);
    assert.ok(crowded < plain, `${crowded} < ${plain}`);
    near(plain, 4, 'on four cores');
    await page.locator('gil-scaling #cores').selectOption('1');
    assert.equal(await heat(page, 'pool', '4x1'), null, 'other cores are another question');
    await button(page, 'Simulate').click();
    await button(page, 'All simulated').waitFor({ timeout: 60_000 });
    near(Number(await heat(page, 'pool', '4x1')), 1, 'on one core');
  }));

test('shared work is shared to the last task, and more threads than tasks are not tried', () =>
  withPage({ hash: `${SIMULATED}&threads=2&repeat=3` }, async (page) => {
    await opened(page);
    await open(page);
    await page.locator('gil-scaling #sharing').selectOption('all');
    await button(page, 'Simulate').click();
    await button(page, 'All simulated').waitFor({ timeout: 60_000 });
    const rows = await table(page, 'threads');
    assert.equal(rows.at(-1).x, 6);
    near(
      rows.find(({ x }) => x === 4)['CPython 3.10+, simulated'],
      3,
      'six tasks on four threads take two rounds',
    );
  }));

test('a cancelled series keeps what was there, and a run of the page stops one', () => {
  const code = `
    self.addEventListener('message', ({ data }) => {
      const endMs = performance.now() + (data.call === 'simulate' ? 40 : 0);
      while (performance.now() < endMs);
    });`;
  return withPage(
    { hash: SIMULATED, server: { prepend: { to: /simulator-worker/, code } } },
    async (page) => {
      await opened(page);
      await open(page);
      const series = page.getByTestId('series');
      await button(page, 'Simulate').click();
      await series.filter({ hasText: /^[3-9] of \d+ runs/ }).waitFor();
      await page.locator('gil-scaling').getByRole('button', { name: 'Cancel' }).click();
      await series.filter({ hasText: 'Cancelled' }).waitFor();
      const kept = (await table(page, 'threads')).filter((row) => row['One lock, simulated'] > 0).length;
      assert.ok(kept >= 3, `${kept} points`);
      await button(page, 'Simulate').click();
      await series.filter({ hasText: /^[1-9] of \d+ runs/ }).waitFor();
      await run(page);
      await series.filter({ hasText: 'Cancelled' }).waitFor();
      const still = (await table(page, 'threads')).filter((row) => row['One lock, simulated'] > 0).length;
      assert.ok(still > kept, `${still} points after the second start`);
    },
  );
});

test('measured points are called so, come only on request, and go as far as the cores here', () =>
  withPage({ hash: '#v=1&kernel=qr&n=64&threads=2&repeat=8' }, async (page) => {
    await opened(page);
    await open(page);
    await page.getByRole('button', { name: /^Measure up to \d+ threads? here$/ }).click();
    const noisy = page.getByTestId('noisy-points');
    await page
      .locator('[data-curve="One lock, measured"][data-value]')
      .or(noisy)
      .first()
      .waitFor({ state: 'attached' });
    await stage(page, 'ready');
    await page.getByTestId('series').waitFor({ state: 'detached', timeout: 60_000 });
    const here = await page.evaluate(() => navigator.hardwareConcurrency);
    for (const row of await table(page, 'threads')) {
      const measured = row['One lock, measured'] > 0;
      assert.ok(row.x <= here || !measured, `${row.x} threads were not measured`);
      assert.ok(row.x > here || measured || (await noisy.count()) > 0, `${row.x} threads`);
      assert.ok(!(row['One lock, simulated'] > 0));
    }
  }));

test('what was measured while the tab was out of sight is said, and measured again on request', () =>
  withPage({ hash: '#v=1&kernel=qr&n=64&threads=2&repeat=8' }, async (page) => {
    const sight = (visibilityState) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
      }, visibilityState);
    await opened(page);
    await open(page);
    const measure = page.getByRole('button', { name: /^Measure up to \d+ threads? here$/ });
    await sight('hidden');
    await measure.click();
    const hidden = page.getByTestId('noisy-points');
    await hidden.waitFor({ timeout: 60_000 });
    const [, of, all] =
      (await hidden.innerText()).match(/(\d+) of the (\d+) measured runs.*tab was hidden.*again/s) ?? [];
    assert.ok(Number(all) > 0 && of === all, await hidden.innerText());
    assert.equal((await table(page, 'threads'))[0]['One lock, measured'], undefined);
    const cell = page.locator('[data-x="1"] [data-curve="One lock, measured"]');
    assert.equal(await cell.innerText(), 'too noisy');
    await sight('visible');
    await measure.click();
    await page.waitForFunction(
      () => {
        const scaling = document.querySelector('gil-app').shadowRoot.querySelector('gil-scaling');
        return scaling.series === null;
      },
      null,
      { timeout: 60_000 },
    );
    // Other programs may be busy just now; nobody looked away.
    for (const noisy of await hidden.all()) assert.doesNotMatch(await noisy.innerText(), /tab was hidden/);
  }));

test('teams of BLAS threads are ideal threads too, and where nobody waits the chart says so', () =>
  withPage({ hash: `${SIMULATED}&preset=blas-team` }, async (page) => {
    await opened(page);
    await simulated(page);
    const rows = await table(page, 'threads');
    const one = rows.find(({ x }) => x === 1);
    assert.equal(one.ideal, 4);
    assert.equal(rows.at(-1).ideal, 64, 'no more than there are cores');
    near(amdahl(one), 4, 'nothing is serial');
    await page
      .getByTestId('readout')
      .last()
      .filter({ hasText: /^No thread waited, so/ })
      .waitFor();
    const waits = page.locator('[data-chart=wait] td');
    await page.locator('gil-chart').last().getByText('The same as a table').click();
    assert.deepEqual([...new Set(await waits.allInnerTexts())], ['no thread waited']);
  }));

test('arrow keys read the values of a chart', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await simulated(page);
    const chart = page.getByRole('application', { name: /^Speedup against threads/ });
    await chart.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    const said = page.getByTestId('readout').first();
    assert.match(
      await said.innerText(),
      /^Threads 4: One lock, simulated 1\.\d+×; CPython 3\.10\+, simulated [34]\./,
    );
    await page.keyboard.press('End');
    assert.match(await said.innerText(), /^Threads 64: /);
    await page.keyboard.press('Escape');
    assert.match(await said.innerText(), /^Point at the chart/);
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to complain about, and nothing scrolls sideways at 320 pixels: ${colorScheme}`, () =>
    withPage(
      { hash: SIMULATED, colorScheme, bypassCSP: true, viewport: { width: 320, height: 700 } },
      async (page) => {
        await opened(page);
        await simulated(page);
        for (const chart of ['threads', 'throughput', 'wait']) await table(page, chart);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
        await assertAccessible(page);
      },
    ));
}
