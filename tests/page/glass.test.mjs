// The lock under glass: what a person finds out about the lock's inside, event by event.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, fill, opened, run, stage, withPage } from './browser.mjs';
import { lanes, placeOf, simulated } from './pointing.mjs';

const sentence = (page) => page.getByTestId('glass-sentence');
const field = (page, name) => page.getByTestId('glass-lock').locator(`[data-field="${name}"]`);
const next = (page) => page.getByRole('button', { name: 'Next', exact: true });
const back = (page) => page.getByRole('button', { name: 'Back', exact: true });

/** Opens the glass, on the run of that number. */
async function glass(page, track) {
  await page.getByText('The lock under glass').click();
  await sentence(page).waitFor();
  await page.locator('gil-glass #run').selectOption(String(track));
}

/** Everything that the glass says, as text. */
function all(page) {
  return page.locator('gil-glass').evaluate((host) => {
    const words = [...host.shadowRoot.querySelectorAll('p, dd, li, h3')];
    return words.map((word) => `${word.className}: ${word.textContent.replace(/\s+/g, ' ').trim()}`);
  });
}

test('through a forced switch and back: request, drop, switch, take, each with its line and its fields', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 1);
    const line = () => page.getByTestId('glass-listing').locator('[aria-current=step]').allInnerTexts();
    const value = (name) => field(page, name).innerText();
    assert.match(await sentence(page).innerText(), /^Nothing has happened yet/);
    assert.match(await page.getByTestId('glass-thread').first().innerText(), /about to take the lock/);
    await next(page).click();
    assert.match(await sentence(page).innerText(), /^Hog 1 takes the GIL: switch_number is 1 now\.$/);
    assert.match(await value('holder'), /^hog 1, since 0 µs/);
    const hog2 = page.getByTestId('glass-thread').filter({ hasText: 'hog 2' });
    const leftUs = () => hog2.getByTestId('glass-countdown').getAttribute('data-left-us');
    assert.equal(Number(await leftUs()), 5000);

    const seen = [await all(page)];
    await next(page).click();
    assert.match(await sentence(page).innerText(), /seen no switch, so it sets drop_request on hog 1/);
    assert.match(await value('drop_request'), /^1 on hog 1, set by hog 2 at 5\.\d\d ms/);
    assert.deepEqual(await line(), ['drop_request = 1 on last_holder']);
    seen.push(await all(page));
    await next(page).click();
    assert.match(await value('locked'), /^0/);
    assert.match(await value('holder'), /^none/);
    seen.push(await all(page));
    await next(page).click();
    assert.match(await sentence(page).innerText(), /^Forced switch: hog 1 waits on switch_cond/);
    assert.match(await value('drop_request'), /^0/);
    assert.match(await value('on switch_cond'), /^hog 1 waits/);
    seen.push(await all(page));
    await next(page).click();
    assert.match(await value('holder'), /^hog 2, since 5\.\d\d ms/);
    assert.match(await value('last_holder'), /^hog 2/);
    assert.match(await value('switch_number'), /^2/);
    assert.ok((await line()).some((text) => text.includes('switch_number += 1')));

    for (const before of seen.reverse()) {
      await back(page).click();
      assert.deepEqual(await all(page), before, 'back is the way one came');
    }
  }));

test('keys and the slider move the glass, and a line on the timelines follows', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 1);
    const position = () => page.getByTestId('glass-position').innerText();
    const playhead = page.getByTestId('playhead');
    const [, last] = (await position()).match(/event 0 of (\d+), at 0 µs/) ?? [];
    await next(page).focus();
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    assert.match(await position(), /^event 2 of/);
    const left = async () => (await playhead.boundingBox()).x;
    await playhead.waitFor();
    const near = await left();
    await page.keyboard.press('[');
    assert.match(await position(), /^event 1 of/);
    await page.keyboard.press('End');
    assert.match(await position(), new RegExp(`^event ${last} of ${last}, at`));
    await page.waitForFunction(
      ([host, x]) => host.shadowRoot.querySelector('.playhead').getBoundingClientRect().x > x + 100,
      [await page.locator('gil-timelines').elementHandle(), near],
    );
    const handoffs = Number(await page.getByTestId('handoffs').last().getAttribute('data-value'));
    assert.equal(Number(await field(page, 'switch_number').innerText()), handoffs + 1);
    await page.keyboard.press('Home');
    assert.match(await position(), /^event 0 of/);
    await page.keyboard.press('}');
    await page.keyboard.press('}');
    assert.match(await sentence(page).innerText(), /^Hog 2 takes the GIL: switch_number is 2 now/);
    await page.keyboard.press('{');
    assert.match(await position(), /^event 1 of/);
    await page.locator('gil-glass input[type=range]').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await position(), /^event 2 of/);
    await page.getByText('The lock under glass').click();
    await playhead.waitFor({ state: 'hidden' });
  }));

test('a span chosen on a timeline moves the glass to its beginning', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await page.getByText('The lock under glass').click();
    await sentence(page).waitFor();
    await lanes(page, 1).click({ position: await placeOf(page, 1, 'hog 2', 8000) });
    await sentence(page).filter({ hasText: 'Hog 2 takes the GIL' }).waitFor();
    assert.match(await field(page, 'holder').innerText(), /^hog 2/);
    await page.keyboard.press('Escape');
    await lanes(page, 0).click({ position: await placeOf(page, 0, 'hog 2', 80_000) });
    await sentence(page).filter({ hasText: 'takes the lock' }).waitFor();
    assert.equal(await page.locator('gil-glass #run').inputValue(), '0');
  }));

test('over another run the glass stays open, and keeps its run and its event', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 0);
    for (let i = 0; i < 3; i++) await next(page).click();
    const before = await all(page);
    const top = () =>
      page.locator('gil-shares').evaluate((host) => host.getBoundingClientRect().top + scrollY);
    const below = await top();
    await run(page);
    await sentence(page).waitFor();
    assert.deepEqual(await all(page), before);
    assert.match(await page.getByTestId('glass-position').innerText(), /^event 3 of/);
    assert.equal(await page.locator('gil-glass #run').inputValue(), '0');
    assert.equal(await top(), below, 'what is below stands where it stood');
    await page.getByLabel('Start from').selectOption('qr-held');
    await run(page);
    await page
      .getByTestId('glass-position')
      .filter({ hasText: /^event 0 of/ })
      .waitFor();
  }));

test('while a run is on the open glass says so, and is as high as it was', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 1);
    const height = () => page.locator('gil-glass').evaluate((host) => host.getBoundingClientRect().height);
    const before = await height();
    await page.getByLabel('Start from').selectOption({ label: 'one kernel of your choice' });
    await page.getByLabel('Times are').selectOption('measured');
    await fill(page, { kernel: 'schur', n: 256, threads: 2, repeat: 10 });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByTestId('glass-waits').waitFor();
    assert.ok((await height()) >= before - 1);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await stage(page, 'ready');
  }));

test('2.7 has a ticker and no request; a tick is mostly won by the holder', () =>
  withPage({ hash: simulated('ticks-on-two-cores') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 0);
    await next(page).click();
    await next(page).click();
    assert.match(await sentence(page).innerText(), /^The ticker of hog 1 has run out after 100 instructions/);
    assert.match(await field(page, 'ticker').innerText(), /^run out 1× since the last take/);
    assert.equal(await field(page, 'drop_request').count(), 0);
    assert.match(await page.getByTestId('glass-listing').innerText(), /ticker -= 1/);
    await page.keyboard.press('End');
    assert.match(await field(page, 'locked').innerText(), /^0/);
  }));

test('without a GIL there is nothing to step through, and with one for each interpreter there are as many panels', async () => {
  await withPage({ hash: simulated('free-threaded-3-14') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 1);
    assert.match(await sentence(page).innerText(), /has no lock: take\(\) returns at once/);
    assert.equal(await next(page).count(), 0);
    await lanes(page, 1).focus();
    await page.keyboard.press('ArrowRight');
    assert.match(
      await page.getByTestId('chosen-span').innerText(),
      /doesn’t need a GIL: this interpreter has none/,
    );
  });
  await withPage({ hash: simulated('hog-per-subinterpreter') }, async (page) => {
    await opened(page);
    await run(page);
    await glass(page, 1);
    assert.deepEqual(
      await page.getByTestId('glass-lock').getByRole('heading').allInnerTexts(),
      [0, 1, 2, 3].map((owner) => `Inside the GIL of interpreter ${owner}`),
    );
    await page.keyboard.press('Escape');
    for (let i = 0; i < 4; i++) await next(page).click();
    const holders = await field(page, 'holder').allInnerTexts();
    holders.forEach((holder, i) => {
      assert.match(holder, new RegExp(`^hog ${i + 1}, since 0 µs`));
    });
  });
});

test('the glass is loaded only once somebody opens it', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    const scripts = () =>
      page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).length,
      );
    const before = await scripts();
    await page.getByText('The lock under glass').click();
    await sentence(page).waitFor();
    assert.ok((await scripts()) > before);
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the glass, and it fits on 320 pixels: ${colorScheme}`, () =>
    withPage(
      {
        hash: simulated('two-hogs'),
        colorScheme,
        bypassCSP: true,
        reducedMotion: 'reduce',
        viewport: { width: 320, height: 700 },
      },
      async (page) => {
        await opened(page);
        await run(page);
        await glass(page, 1);
        for (let i = 0; i < 3; i++) await next(page).click();
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
        const small = await page
          .locator('gil-glass')
          .evaluate((host) =>
            [...host.shadowRoot.querySelectorAll('button, select, input')]
              .map((control) => control.getBoundingClientRect())
              .filter(({ width, height }) => width < 24 || height < 24),
          );
        assert.deepEqual(small, [], 'touch targets');
        await assertAccessible(page);
      },
    ));
}
