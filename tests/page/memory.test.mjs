// Many threads in a fixed memory, in the built page: what fits is measured, what does not says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, button, opened, run, withPage } from './browser.mjs';

/** How many lanes each timeline has, and the worst residual of each run, in units that the table's own limit has. */
async function lanesAndResiduals(page) {
  const residuals = page.getByTestId('residual');
  await residuals.first().waitFor();
  return {
    lanes: await page
      .locator('gil-timelines')
      .evaluate((host) => host.tracks.map(({ lanes }) => lanes.length)),
    residuals: await residuals.evaluateAll((cells) => cells.map(({ dataset }) => Number(dataset.value))),
  };
}

for (const { threads, n, most, pages } of [
  { threads: 64, n: 256, most: null, pages: 8192 },
  { threads: 32, n: 128, most: 2048, pages: 2048 },
])
  test(`${threads} threads at n = ${n} are measured in a memory of ${pages} pages, which stays as it is`, () => {
    const code = `
      const { Memory } = WebAssembly;
      WebAssembly.Memory = class extends Memory {
        constructor(size) {
          if (size.initial > ${most}) throw new RangeError('could not allocate memory');
          super(size);
        }
      };`;
    const server = most === null ? {} : { prepend: { to: /coordinator/, code } };
    return withPage(
      { hash: `#v=1&kernel=qr&n=${n}&threads=${threads}&repeat=1&compare=cpython-3.12`, server },
      async (page) => {
        await opened(page);
        const bytes = Number(await app(page).getAttribute('data-memory-bytes'));
        assert.equal(bytes, pages * 65_536);
        assert.equal(await page.getByTestId('complaints').count(), 0);
        await run(page);
        const { lanes, residuals } = await lanesAndResiduals(page);
        assert.deepEqual(lanes, [threads]);
        assert.ok(residuals.length === 1 && residuals[0] > 0 && residuals[0] <= 30, residuals.join());
        assert.equal(Number(await app(page).getAttribute('data-memory-bytes')), bytes);
      },
    );
  });

test('what does not fit the memory says how much there is and how many threads fit, and is simulated in one click', () =>
  withPage({ hash: '#v=1&kernel=qr&n=1024&threads=64&compare=cpython-3.12' }, async (page) => {
    await opened(page);
    const complaint = page.getByTestId('complaints');
    await complaint.waitFor();
    assert.match(
      await complaint.innerText(),
      /needs \d+ MiB of memory, and only 435 MiB is available here: at most \d+ threads fit at n = 1024, or simulate it\./,
    );
    assert.equal(await page.locator('gil-form #threads').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator('gil-form #n').getAttribute('aria-invalid'), 'false');
    await button(page, 'Simulate it').click();
    await page.waitForSelector('gil-app[data-stage=done]', { timeout: 60_000 });
    assert.equal(await page.getByTestId('timeline').getAttribute('data-engine'), 'simulated');
  }));
