// Finding one's way in the timelines: keys, stretches of time, the minimap, and the view in the link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, opened, packed, run, stage, withPage } from './browser.mjs';

const HASH = '#v=1&preset=hog-and-2ms-kernel&engine=simulated';
const timelines = (page) => page.locator('gil-timelines');
const lanes = (page, i = 0) => page.getByRole('application').nth(i);

async function view(page) {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const [startUs, endUs] = await timelines(page).evaluate((host) =>
    [host.dataset.viewStartUs, host.dataset.viewEndUs].map(Number),
  );
  return { startUs, endUs, visibleUs: endUs - startUs };
}

const selection = (page) => timelines(page).evaluate((host) => host.selection);
const close = (a, b, slack, what) => assert.ok(Math.abs(a - b) <= slack, `${what}: ${a} and ${b}`);

/** Opens the link, runs, and brings a timeline into sight; gives its box. */
const withResult = (body, { hash = HASH, ...context } = {}) =>
  withPage({ hash, ...context }, async (page) => {
    await opened(page);
    await run(page);
    await lanes(page).scrollIntoViewIfNeeded();
    await body(page, await lanes(page).boundingBox());
  });

async function drag(page, [fromX, y], toX, { shift = false } = {}) {
  if (shift) await page.keyboard.down('Shift');
  await page.mouse.move(fromX, y);
  await page.mouse.down();
  await page.mouse.move((fromX + toX) / 2, y, { steps: 3 });
  await page.mouse.move(toX, y, { steps: 3 });
  await page.mouse.up();
  if (shift) await page.keyboard.up('Shift');
}

test('a drag selects a stretch of time on all timelines, says how long it is, and Escape lets it go', () =>
  withResult(async (page, box) => {
    await page.evaluate(() => {
      globalThis.heard = [];
      document.addEventListener('gil-stretch', ({ detail }) => globalThis.heard.push(detail));
    });
    const whole = await view(page);
    await drag(page, [box.x + box.width * 0.4, box.y + 10], box.x + box.width * 0.6);
    assert.deepEqual(await view(page), whole, 'selecting moves nothing');
    const [fromUs, toUs] = await selection(page);
    const pxUs = whole.visibleUs / (box.width - 78);
    close(toUs - fromUs, box.width * 0.2 * pxUs, 4 * pxUs, 'the length');
    await page.getByText(/^Selected .+ (ms|s), from .+ to .+\.$/).waitFor({ state: 'attached' });
    const bands = page.locator('gil-timelines .band');
    assert.equal(await bands.count(), 2);
    for (const band of await bands.all()) assert.ok(await band.isVisible());
    assert.match(await page.locator('gil-timelines .length').innerText(), /(ms|s)$/);
    assert.deepEqual((await page.evaluate(() => globalThis.heard)).at(-1), [fromUs, toUs]);
    await page.keyboard.press('f');
    const fitted = await view(page);
    assert.ok(fitted.startUs < fromUs && fitted.endUs > toUs && fitted.visibleUs < 1.3 * (toUs - fromUs));
    await page.keyboard.press('f');
    assert.deepEqual(await view(page), whole, 'F again fits everything');
    await page.keyboard.press('Escape');
    assert.equal(await selection(page), null);
    await page.getByText('Nothing selected.').waitFor({ state: 'attached' });
    for (const band of await bands.all()) assert.ok(!(await band.isVisible()), 'and nothing of it is left');
    assert.equal((await page.evaluate(() => globalThis.heard)).at(-1), null);
  }));

test('the ruler selects too, a click takes a span in hand and selects nothing, and Shift pans', () =>
  withResult(async (page, box) => {
    const ruler = await page.locator('gil-timelines .ruler').boundingBox();
    await drag(page, [ruler.x + ruler.width * 0.5, ruler.y + 10], ruler.x + ruler.width * 0.3);
    const [fromUs, toUs] = await selection(page);
    assert.ok(toUs > fromUs, 'from right to left is from earlier to later as well');
    await page.mouse.click(box.x + box.width * 0.5, box.y + 10);
    assert.match(await page.getByTestId('chosen-span').innerText(), /, from .+ on/);
    await page.keyboard.press('Escape');
    assert.equal(await selection(page), null, 'the selection goes first');
    assert.notEqual(await page.getByTestId('chosen-span').innerText(), '');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByTestId('chosen-span').innerText(), '');
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    const near = await view(page);
    await drag(page, [box.x + box.width * 0.6, box.y + 10], box.x + box.width * 0.4, { shift: true });
    const moved = await view(page);
    assert.ok(moved.startUs > near.startUs);
    close(moved.visibleUs, near.visibleUs, 1, 'panning keeps how much is seen');
    assert.equal(await selection(page), null);
  }));

test('by keyboard alone: a span is reached, its stretch selected, made longer and fitted', () =>
  withResult(async (page) => {
    await lanes(page, 1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('.');
    await page.keyboard.press(',');
    await page.keyboard.press('r');
    const one = await selection(page);
    assert.ok(one[1] > one[0]);
    await page.keyboard.press('Shift+ArrowRight');
    const two = await selection(page);
    assert.ok(two[0] === one[0] && two[1] > one[1]);
    await page.keyboard.press('f');
    const { startUs, endUs, visibleUs } = await view(page);
    assert.ok(startUs <= two[0] && endUs >= two[1] && visibleUs < 2 * (two[1] - two[0]) + 40);
    await page.keyboard.press('0');
    assert.equal((await view(page)).startUs, 0);
    await page.keyboard.press('?');
    assert.match(
      await page.getByTestId('key-sheet').innerText(),
      /zoom in[\s\S]*fit everything[\s\S]*select the span’s stretch/,
    );
  }));

test('the brush of the minimap is the view: it is moved, resized and put elsewhere', () =>
  withResult(async (page) => {
    const map = await page.locator('gil-timelines .minimap').boundingBox();
    const y = map.y + map.height / 2;
    const edge = async () => {
      const { x, width } = await page.locator('gil-timelines .brush').boundingBox();
      return [x, x + width];
    };
    const whole = await view(page);
    const [left, right] = await edge();
    await drag(page, [right - 3, y], left + (right - left) / 4);
    const near = await view(page);
    close(near.visibleUs / whole.visibleUs, 0.25, 0.03, 'its right edge ends the view');
    close(near.startUs, 0, 1, 'and leaves its start');
    const [from, to] = await edge();
    await drag(page, [(from + to) / 2, y], (from + to) / 2 + (right - left) / 4);
    const later = await view(page);
    close(later.visibleUs, near.visibleUs, 1, 'moving it keeps its length');
    close(later.startUs / whole.visibleUs, 0.25, 0.03, 'and moves the view');
    await page.mouse.click(left + (right - left) * 0.9, y);
    assert.ok((await view(page)).endUs > whole.endUs * 0.95, 'a click beside it brings it there');
    assert.equal(await selection(page), null);
  }));

test('the view stands in the link, survives a reload, and is gone from it with the whole in sight', () =>
  withResult(async (page) => {
    await lanes(page).focus();
    for (const key of ['w', 'w', 'w', 'd']) await page.keyboard.press(key);
    await page.waitForFunction(() => location.hash.includes('view='));
    const near = await view(page);
    await page.reload();
    await opened(page);
    await run(page);
    const again = await view(page);
    close(again.startUs, near.startUs, 0.2, 'start');
    close(again.endUs, near.endUs, 0.2, 'end');
    assert.ok(page.url().includes('view='));
    await lanes(page).focus();
    await page.keyboard.press('0');
    await page.waitForFunction(() => !location.hash.includes('view='));
    await stage(page, 'done');
  }));

test('with fingers: one pans, two zoom, a tap takes a span in hand', () =>
  withResult(
    async (page, box) => {
      const session = await page.context().newCDPSession(page);
      const touch = (type, ...xs) =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: xs.map((x, id) => ({ x: box.x + x * box.width, y: box.y + 10, id })),
        });
      const whole = await view(page);
      await touch('touchStart', 0.5, 0.6);
      for (const out of [0.02, 0.06, 0.1, 0.15]) await touch('touchMove', 0.5 - out, 0.6 + out);
      await touch('touchEnd');
      const near = await view(page);
      assert.ok(near.visibleUs < whole.visibleUs * 0.5, 'two fingers zoom');
      await touch('touchStart', 0.7);
      for (const x of [0.66, 0.6, 0.5]) await touch('touchMove', x);
      await touch('touchEnd');
      const moved = await view(page);
      assert.ok(moved.startUs > near.startUs, 'one finger pans');
      close(moved.visibleUs, near.visibleUs, 1, 'and keeps how much is seen');
      assert.equal(await selection(page), null);
      await touch('touchStart', 0.5);
      await touch('touchEnd');
      await page.waitForFunction(() => {
        const host = document.querySelector('gil-app').shadowRoot.querySelector('gil-timelines');
        return host.shadowRoot.querySelector('[data-testid=chosen-span]').textContent !== '';
      });
    },
    { hasTouch: true },
  ));

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to complain about with a stretch selected: ${colorScheme}`, () =>
    withResult(
      async (page, box) => {
        await drag(page, [box.x + box.width * 0.4, box.y + 10], box.x + box.width * 0.6);
        await assertAccessible(page);
      },
      { colorScheme, bypassCSP: true },
    ));
}

test('four thousand rows are drawn to the last, on canvases that every browser shows', () => {
  const ops = [{ op: 'kernel', name: 'qr', n: 64, us: 100_000, blas_threads: 4 }];
  const scenario = { runtime: 'cpython-3.14t', cores: 1024, threads: [{ name: 't', count: 1024, ops }] };
  const hash = `#v=1&engine=simulated&compare=cpython-3.14t&scenario=${packed(JSON.stringify(scenario))}`;
  return withResult(
    async (page) => {
      const drawn = await timelines(page).evaluate(async (host) => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return [...host.shadowRoot.querySelectorAll('.lanes canvas')].map((canvas) => {
          const { width, height } = canvas;
          // Right of the names, a little above the lower edge.
          const { data } = canvas.getContext('2d').getImageData(width / 2, height - 16, 1, 8);
          return { height, shown: data.some((value) => value > 0) };
        });
      });
      assert.ok(drawn.length >= 8, `${drawn.length} canvases`);
      for (const { height, shown } of drawn) assert.ok(height <= 4096 && shown, `${height}`);
      const box = await lanes(page).boundingBox();
      assert.equal(
        drawn.reduce((sum, { height }) => sum + height, 0),
        Math.round(box.height),
      );
    },
    { hash },
  );
});
