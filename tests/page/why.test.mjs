// Why is it waiting? What a person finds out about a span by pointer, keyboard and touch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opened, run, withPage } from './browser.mjs';
import { lanes, placeOf, simulated, tooltip } from './pointing.mjs';

const REQUEST =
  /hog 1 has held the GIL since the start\nEnds with its drop request, due 5\.00 ms after it began to wait, at 5\.\d\d ms: it asks at 5\.\d\d ms/;

test('the why of a wait, by hover: cause, holder since when, and what ends it', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await lanes(page, 1).hover({ position: await placeOf(page, 1, 'hog 2', 2500) });
    await tooltip(page).filter({ hasText: 'Waiting for the lock' }).waitFor();
    const words = await tooltip(page).innerText();
    assert.match(words, /hog 2, before 50\.0 ms of Python, task 1/);
    assert.match(words, /Because hog 1 was running Python/);
    assert.match(words, /At 2\.\d\d ms hog 1 has held the GIL since the start/);
    assert.match(words, /Ends with its drop request, due 5\.00 ms after it began to wait/);
    await lanes(page, 1).hover({ position: await placeOf(page, 1, 'hog 1', 2500) });
    await tooltip(page).filter({ hasText: 'Running Python' }).waitFor();
    assert.match(
      await tooltip(page).innerText(),
      /Has held the GIL since the start\nReleases it at 5\.\d\d ms, because hog 2 asked/,
    );
  }));

test('the why of a wait, by keyboard: on view, said aloud, and in half a line in the table', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await lanes(page, 1).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await tooltip(page).filter({ hasText: 'Waiting for the lock' }).waitFor();
    assert.match(await tooltip(page).innerText(), new RegExp(REQUEST.source, 'i'));
    const said = await page.getByTestId('chosen-span').innerText();
    assert.match(
      said,
      /^hog 2, before .+, hog 1 has held the GIL since the start, ends with its drop request, due/,
    );
    await page.getByText('The timelines as tables').click();
    const row = page
      .getByTestId('span-table')
      .nth(1)
      .getByRole('row', { name: /^hog 2 waiting/ })
      .first();
    assert.match(await row.innerText(), /because hog 1 was running Python; its drop request at 5\.\d\d ms/);
  }));

test('the why of a wait, by tap: it stays until somebody taps elsewhere', () =>
  withPage({ hash: simulated('two-hogs'), hasTouch: true, isMobile: true }, async (page) => {
    await opened(page);
    await run(page);
    await lanes(page, 1).tap({ position: await placeOf(page, 1, 'hog 2', 2500) });
    await tooltip(page).filter({ hasText: 'Waiting for the lock' }).waitFor();
    await page.waitForTimeout(300);
    assert.match(await tooltip(page).innerText(), new RegExp(REQUEST.source, 'i'));
    await page.getByRole('heading', { level: 1 }).tap();
    await tooltip(page).waitFor({ state: 'hidden' });
  }));

test('a drag chooses nothing', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    const { x, y } = await placeOf(page, 1, 'hog 2', 50_000);
    const box = await lanes(page, 1).boundingBox();
    await page.mouse.move(box.x + x, box.y + y);
    await page.mouse.down();
    await page.mouse.move(box.x + x + 60, box.y + y);
    await page.mouse.up();
    assert.equal(await page.getByTestId('chosen-span').innerText(), '');
  }));

test('whoever needs no lock says so, and a long kernel’s reader learns why the wait is as long', () =>
  withPage({ hash: simulated('hog-and-2ms-kernel') }, async (page) => {
    await opened(page);
    await run(page);
    await page.getByText('The timelines as tables').click();
    const table = page.getByTestId('span-table').last();
    const kernel = table.locator('tr', { hasText: 'computing, lock released' }).first();
    assert.match(await kernel.innerText(), /doesn’t need the GIL while it computes/);
    const waits = table.locator('tr', { hasText: 'because hog was running Python; its drop request at' });
    assert.ok((await waits.count()) >= 15, 'the convoy: after nearly every kernel a whole interval');
  }));
