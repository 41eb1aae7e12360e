// The timelines can be read by everybody: keys, wheel, small screens, screen readers, both themes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  app,
  assertAccessible,
  button,
  fill,
  LONG,
  opened,
  run,
  SMALL,
  stage,
  withPage,
} from './browser.mjs';

const timelines = (page) => page.locator('gil-timelines');

async function view(page) {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const [startUs, endUs] = await timelines(page).evaluate((host) => [
    host.dataset.viewStartUs,
    host.dataset.viewEndUs,
  ]);
  return { startUs: Number(startUs), endUs: Number(endUs), visibleUs: endUs - startUs };
}

test('W and S zoom, A and D pan, F fits, and both timelines move together', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    const whole = await view(page);
    assert.equal(whole.startUs, 0);
    await page.getByRole('application').first().focus();
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    const near = await view(page);
    assert.ok(near.visibleUs < whole.visibleUs * 0.6);
    await page.keyboard.press('d');
    const later = await view(page);
    assert.ok(later.startUs > near.startUs && Math.abs(later.visibleUs - near.visibleUs) < 1);
    await page.keyboard.press('a');
    assert.ok(Math.abs((await view(page)).startUs - near.startUs) < 1);
    await page.keyboard.press('s');
    assert.ok((await view(page)).visibleUs > near.visibleUs);
    await page.keyboard.press('f');
    assert.deepEqual(await view(page), whole);
  }));

test('arrows visit the spans and say them', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    await page.getByRole('application').nth(1).focus();
    const said = page.getByTestId('chosen-span');
    await page.keyboard.press('ArrowRight');
    // The first words are fetched.
    await page.waitForFunction((said) => said.textContent !== '', await said.elementHandle());
    assert.match(
      await said.innerText(),
      /^worker 1, (before QR of 256×256, task 1: Waiting for the lock|QR of 256×256, task 1: (?!Waiting for the lock).+), for .+ (µs|ms), from .+ on(, .+)?\.$/,
    );
    await page.keyboard.press('ArrowDown');
    assert.match(await said.innerText(), /^worker 2/);
    await page.getByRole('tooltip').waitFor({ timeout: 5000 });
    await page.keyboard.press('Escape');
    assert.equal(await said.innerText(), '');
  }));

test('Run and Cancel share one place, and the focus stays in it', () =>
  withPage({ hash: LONG }, async (page) => {
    await opened(page);
    const focused = () =>
      page.locator('gil-form').evaluate((form) => form.shadowRoot.activeElement?.textContent.trim());
    await button(page, 'Run').focus();
    await page.keyboard.press('Enter');
    await stage(page, 'running');
    assert.equal(await focused(), 'Cancel');
    await page.keyboard.press('Enter');
    await stage(page, 'ready');
    assert.equal(await focused(), 'Run');
    await button(page, 'Run').dblclick();
    await page.waitForTimeout(500);
    assert.equal(
      await app(page).getAttribute('data-stage'),
      'running',
      'a double click on Run cancels nothing',
    );
    await button(page, 'Cancel').click();
    await stage(page, 'ready');
  }));

test('Copy link copies the address of this setup', () =>
  withPage({ hash: SMALL, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await opened(page);
    await fill(page, { n: 77 });
    await page.waitForFunction(() => location.hash.includes('n=77'));
    await button(page, 'Copy link to this setup').click();
    await button(page, 'Link copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  }));

test('letters do nothing while no timeline has the focus', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    const before = await view(page);
    await page.locator('gil-form #n').focus();
    await page.keyboard.press('w');
    assert.deepEqual(await view(page), before);
  }));

test('the wheel zooms about the pointer with Ctrl, scrolls the page without, and Shift and drag pan', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    const lanes = page.getByRole('application').first();
    await lanes.scrollIntoViewIfNeeded();
    const box = await lanes.boundingBox();
    const whole = await view(page);
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
    await page.mouse.wheel(0, -200);
    assert.deepEqual(await view(page), whole, 'a plain wheel belongs to the page');
    await page.evaluate(() => scrollTo(0, 0));
    await lanes.scrollIntoViewIfNeeded();
    const again = await lanes.boundingBox();
    await page.mouse.move(again.x + again.width * 0.6, again.y + 20);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    const near = await view(page);
    assert.ok(near.visibleUs < whole.visibleUs * 0.7, 'Ctrl and wheel zoom');
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(again.x + again.width * 0.6 - 120, again.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const moved = await view(page);
    assert.ok(moved.startUs > near.startUs, 'Shift and drag pan');
    assert.ok(Math.abs(moved.visibleUs - near.visibleUs) < 1);
  }));

test('buttons do what the keys and the mouse do, and ? lists the keys', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    const whole = await view(page);
    await button(page, 'Zoom in').click();
    const near = await view(page);
    assert.ok(near.visibleUs < whole.visibleUs);
    await button(page, 'Later').click();
    assert.ok((await view(page)).startUs > near.startUs);
    await button(page, 'Fit').click();
    assert.deepEqual(await view(page), whole);
    await page.getByRole('application').first().focus();
    await page.keyboard.press('?');
    assert.match(await page.getByTestId('key-sheet').innerText(), /zoom in[\s\S]*fit everything/);
    await page.keyboard.press('Escape');
    assert.ok(!(await page.getByTestId('key-sheet').isVisible()));
  }));

test('a span under the pointer is told in words', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    const tooltip = page.getByRole('tooltip');
    // Where the spans are is up to the run; somewhere on the first lane there is one.
    for (let x = 120; x < 1000 && !(await tooltip.isVisible()); x += 40) {
      await page
        .getByRole('application')
        .first()
        .hover({ position: { x, y: 36 } });
      await page.waitForTimeout(60);
    }
    assert.match(
      await tooltip.innerText(),
      /(Computing|Waiting)[\s\S]*worker 1[\s\S]*QR of 256×256, task \d[\s\S]*from/,
    );
  }));

test('Tab reaches everything, in the order it is seen', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    await run(page);
    await page.locator('gil-form #kernel').focus();
    const visited = [];
    for (let i = 0; i < 16; i++) {
      await page.keyboard.press('Tab');
      visited.push(
        await page.evaluate(() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at?.getAttribute('role') ?? at?.id ?? '';
        }),
      );
    }
    assert.deepEqual(visited.slice(0, 3), ['n', 'threads', 'repeat']);
    assert.equal(visited.filter((role) => role === 'application').length, 2);
  }));

for (const colorScheme of ['light', 'dark']) {
  for (const state of ['empty', 'result', 'simulated', 'complaint', 'problem', 'key sheet']) {
    test(`axe finds nothing to complain about: ${colorScheme}, ${state}`, () => {
      const hash = state === 'complaint' ? '#v=1&n=0' : SMALL;
      const trouble = state === 'problem';
      const server = trouble ? { missing: /\.wasm$/ } : state === 'simulated' ? { headers: {} } : {};
      return withPage({ hash, server, trouble, colorScheme, bypassCSP: true }, async (page) => {
        await opened(page);
        if (state === 'result' || state === 'simulated' || state === 'key sheet') {
          await run(page);
          await page.getByText('The timelines as tables').click();
        }
        if (state === 'key sheet') await button(page, 'Keyboard shortcuts').click();
        await page.waitForTimeout(300);
        await assertAccessible(page);
      });
    });
  }
}

for (const width of [320, 768]) {
  test(`nothing scrolls sideways at ${width} pixels`, () =>
    withPage({ hash: SMALL, viewport: { width, height: 700 } }, async (page) => {
      await opened(page);
      const wider = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok((await wider()) <= 0, 'empty');
      await run(page);
      assert.ok((await wider()) <= 0, 'result');
      const canvas = await page.getByRole('application').first().boundingBox();
      assert.ok(canvas.width <= width);
    }));
}

test('the canvas is as sharp as the screen', () =>
  withPage({ hash: SMALL, deviceScaleFactor: 2 }, async (page) => {
    await opened(page);
    await run(page);
    const { drawn, shown } = await timelines(page).evaluate((host) => {
      const canvas = host.shadowRoot.querySelector('.lanes canvas');
      return { drawn: canvas.width, shown: canvas.clientWidth };
    });
    assert.ok(Math.abs(drawn - 2 * shown) <= 2, `${drawn} for ${shown}`);
  }));

test('a reader who wants no motion gets none', () =>
  withPage({ hash: SMALL, reducedMotion: 'reduce' }, async (page) => {
    await opened(page);
    await run(page);
    const running = await app(page).evaluate((host) => host.shadowRoot.getAnimations().length);
    assert.equal(running, 0);
  }));
