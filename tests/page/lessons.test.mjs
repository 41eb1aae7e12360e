// The lessons as somebody takes them: bet, run, see the truth over the bet, turn a dial, go on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, assertAccessible, button, opened, problemText, stage, withPage } from './browser.mjs';

const SIMULATED = '&engine=simulated';
const NAMES = [
  'one-lock',
  'releasing',
  'interval',
  'convoy',
  'numpy-rule',
  'blas-threads',
  'python-2.7',
  'no-gil',
  'hidden-lock',
  'my-job',
];

const slider = (page) => page.locator('gil-lesson').getByRole('slider');
const text = (page, id) => page.getByTestId(id).innerText();
const truth = async (page) => Number(await page.getByTestId('reveal').getAttribute('data-truth'));

/** Waits for as many runs as were made and one more, started by `act`. */
async function runBy(page, act) {
  const runs = Number((await app(page).getAttribute('data-runs')) ?? 0);
  await act();
  await page.waitForSelector(`gil-app[data-runs="${runs + 1}"][data-stage=done]`, { timeout: 60_000 });
  assert.equal(await page.getByTestId('complaints').count(), 0, await problemText(page));
}

const press = (page, name) => runBy(page, () => button(page, name).click());

/** Presses Tab until something with this name has the focus. */
async function tabTo(page, role, name) {
  const wanted = page.getByRole(role, { name });
  for (let i = 0; i < 60; i++) {
    if (await wanted.evaluate((element) => element.getRootNode().activeElement === element)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${name}`);
}

test('the first lesson is taken with the keyboard alone, from the empty page to the next lesson', () =>
  withPage({}, async (page) => {
    await opened(page);
    await tabTo(page, 'link', 'One lock');
    await page.keyboard.press('Enter');
    await page.locator('gil-lesson').waitFor();
    await tabTo(page, 'slider', /Your bet/);
    await page.keyboard.press('Home');
    assert.equal(await slider(page).getAttribute('aria-valuetext'), '0.25×');
    await page.keyboard.press('End');
    await page.keyboard.press('PageDown');
    const before = Number(await slider(page).inputValue());
    for (let i = 0; i < 28; i++) await page.keyboard.press('ArrowLeft');
    assert.equal(Number(await slider(page).inputValue()), before - 28);
    assert.equal(await slider(page).getAttribute('aria-valuetext'), '4.00×');
    await runBy(page, () => page.keyboard.press('Enter'));
    const verdict = page.getByTestId('verdict');
    assert.match(await verdict.innerText(), /^You said 4\.00×, it is 0\.99×\..*simulated/s);
    assert.ok(await verdict.evaluate((element) => element.getRootNode().activeElement === element));
    assert.match(await text(page, 'intuition'), /right for processes/);
    assert.match(await text(page, 'why'), /^One thread ran at a time/);
    assert.match(await text(page, 'more'), /global interpreter lock, or GIL/);
    await tabTo(page, 'button', 'Python without a GIL');
    await runBy(page, () => page.keyboard.press('Enter'));
    assert.match(await text(page, 'why'), /no global lock/);
    assert.ok((await truth(page)) > 3.5);
    await tabTo(page, 'button', 'Kernels that release the lock →');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Kernels that release the lock' }).waitFor();
    assert.equal(await page.getByTestId('reveal').count(), 0, 'the next lesson keeps its secret');
    assert.equal(await page.getByTestId('timeline').count(), 0);
  }));

test('every lesson and every dial runs simulated, and what it says holds the numbers of its runs', () =>
  withPage({ hash: `#v=1&lesson=${NAMES[0]}${SIMULATED}` }, async (page) => {
    await opened(page);
    for (const [i, name] of NAMES.entries()) {
      await page.goto(`${page.url().split('#')[0]}#v=1&lesson=${name}${SIMULATED}`);
      await page.getByText(`Lesson ${i + 1} of ${NAMES.length}`).waitFor();
      await press(page, 'Just show me');
      if (name === 'blas-threads') {
        assert.match(await text(page, 'verdict'), /^This run cannot tell\.\s+simulated$/);
        assert.match(await text(page, 'why'), /leaves out what so many threads cost/);
        continue;
      }
      assert.match(await text(page, 'verdict'), /^It is .+\.\s+simulated$/);
      const shown = (await text(page, 'verdict')).match(/^It is (.+?)\.\s/)[1];
      const value = Number.parseFloat(shown) * (/ ms/.test(shown) ? 1e3 : / s/.test(shown) ? 1e6 : 1);
      assert.ok(Math.abs(value / (await truth(page)) - 1) < 0.01, `${name}: ${shown}`);
      const words = `${await text(page, 'why')} ${await text(page, 'more')}`.split(/\s+/).length;
      assert.ok(words <= 120, `${name} takes ${words} words`);
      const dials = await page
        .locator('gil-lesson')
        .getByRole('group', { name: 'Try' })
        .getByRole('button')
        .evaluateAll((all) => all.map((dial) => dial.innerText));
      for (const dial of dials.filter((label) => !/measure|bet again|simulation/.test(label))) {
        await press(page, dial);
        assert.equal(await page.getByTestId('off-topic').count(), 0, `${name}, ${dial}`);
      }
    }
    assert.equal(await page.getByTestId('rules').getByRole('listitem').count(), NAMES.length);
    await button(page, 'Taking turns').click();
    await page.getByRole('heading', { name: 'Taking turns' }).waitFor();
  }));

test('where the truth turns round, the sentence does', () =>
  withPage({ hash: `#v=1&lesson=numpy-rule${SIMULATED}` }, async (page) => {
    await opened(page);
    await press(page, 'Just show me');
    assert.match(await text(page, 'why'), /det gives back one number, .* held the lock/);
    assert.ok((await truth(page)) < 1.05);
    await press(page, 'inv, same size');
    assert.match(await text(page, 'why'), /inv gives back 147,456 numbers, .* released the lock/);
    assert.ok((await truth(page)) > 1.8);
    await press(page, 'solve, n = 500');
    assert.match(await text(page, 'why'), /held the lock/);
    await press(page, 'solve, n = 501');
    assert.match(await text(page, 'why'), /released the lock/);
    await page.goto(`${page.url().split('#')[0]}#v=1&lesson=convoy${SIMULATED}`);
    await page.getByRole('heading', { name: 'The polite thread loses' }).waitFor();
    await press(page, 'Just show me');
    const slow = await truth(page);
    await press(page, 'an interval of 0.5 ms');
    assert.ok((await truth(page)) < slow / 4);
    await press(page, 'no busy thread');
    assert.match(await text(page, 'why'), /^The server got the lock whenever it needed it/);
  }));

test('a typed bet is placed, survives the link, and a wrong one is told how it is written', () =>
  withPage({ hash: `#v=1&lesson=interval${SIMULATED}` }, async (page, { url }) => {
    await opened(page);
    const field = page.getByRole('textbox', { name: /typed/ });
    await field.fill('soon');
    await field.press('Enter');
    assert.match(
      await page.locator('gil-lesson').getByRole('alert').innerText(),
      /“soon” isn’t a valid bet; try/,
    );
    assert.equal(await app(page).getAttribute('data-runs'), null);
    await field.fill('50 ms');
    await runBy(page, () => field.press('Enter'));
    assert.match(await text(page, 'verdict'), /^You said 50\.0 ms, it is 5\.1\d ms/);
    await page.waitForURL(/bet=50000/);
    const link = page.url();
    assert.match(link, /lesson=interval/);
    // A page of its own: leaving this one would cut short whatever it still loads.
    const again = await page.context().newPage();
    await again.goto(link);
    await opened(again);
    assert.equal(await slider(again).getAttribute('aria-valuetext'), '50.0 ms');
    await press(again, 'Place the bet and run');
    assert.match(await text(again, 'verdict'), /^You said 50\.0 ms/);
    assert.ok(link.startsWith(url));
  }));

test('a bet that was touched is placed by the form’s own Run, and one that was not is none', () =>
  withPage({ hash: `#v=1&lesson=one-lock${SIMULATED}` }, async (page) => {
    await opened(page);
    const run = () => runBy(page, () => button(page, 'Run').click());
    assert.equal(await slider(page).getAttribute('aria-valuetext'), 'no bet yet');
    assert.equal(await page.getByRole('textbox', { name: /typed/ }).inputValue(), '');
    await button(page, 'Place the bet and run').click();
    assert.match(
      await page.locator('gil-lesson').getByRole('alert').innerText(),
      /Move the slider or type your bet/,
    );
    assert.equal(await app(page).getAttribute('data-runs'), null, 'an untouched slider wins nothing');
    await run();
    assert.match(await text(page, 'verdict'), /^It is 0\.99×/, 'nobody bet');
    await button(page, 'bet again').click();
    await slider(page).focus();
    await page.keyboard.press('End');
    await run();
    assert.match(await text(page, 'verdict'), /^You said 16\.0×, it is 0\.99×/);
    await button(page, 'bet again').click();
    await page.getByRole('textbox', { name: /typed/ }).fill('1');
    await runBy(page, () => button(page, 'Run ×5').click());
    assert.match(await text(page, 'verdict'), /^You said 1\.00×, it is .*: well judged/);
    assert.match(await text(page, 'intuition'), /that is what a GIL does/);
    await press(page, 'Python without a GIL');
    assert.match(await text(page, 'verdict'), /^You said 1\.00×, it is 4\.00×/);
    assert.equal(await page.getByTestId('intuition').count(), 0, 'the bet was not about this dial');
    await press(page, 'the lesson as it was');
    assert.equal(await page.getByTestId('intuition').count(), 1);
    await button(page, 'bet again').click();
    await page.getByRole('textbox', { name: /typed/ }).fill('lots');
    await run();
    assert.match(await text(page, 'verdict'), /^It is /, 'what is no bet is not placed');
  }));

test('an edited setup keeps the lesson, which rather says nothing than something wrong; leaving keeps the setup', () =>
  withPage({ hash: `#v=1&lesson=convoy&kernel=qr&n=64&threads=2&repeat=2${SIMULATED}` }, async (page) => {
    await opened(page);
    await press(page, 'Just show me');
    assert.match(await text(page, 'off-topic'), /isn’t the lesson’s setup, .*simulated$/s);
    assert.match(await text(page, 'plainly'), /^CPython 3\.10\+ took .*lock held|^One lock took .*lock held/);
    await press(page, 'Back to the lesson’s setup');
    assert.ok((await truth(page)) > 5000);
    await button(page, 'Leave the lesson, keep this setup').click();
    assert.equal(await page.locator('gil-lesson').count(), 0);
    await page.waitForURL((at) => !at.hash.includes('lesson=') && at.hash.includes('scenario='));
    assert.equal(await page.getByTestId('timeline').count(), 1, 'the runs stay on view');
  }));

test('an unknown lesson of a link is told with the names there are, and the page goes on without one', () =>
  withPage({ hash: '#v=1&lesson=convoi' }, async (page) => {
    await opened(page);
    const complaint = await text(page, 'complaints');
    assert.match(complaint, /lesson = convoi is not known/);
    for (const name of NAMES) assert.ok(complaint.includes(name), name);
    assert.equal(await page.locator('gil-lesson').count(), 0);
    assert.equal(await page.getByTestId('intro').count(), 1);
  }));

test('offline, a lesson says that it could not be loaded, and is there once it could', () =>
  withPage({ trouble: true }, async (page) => {
    await opened(page);
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Taking turns' }).click();
    const unloaded = page.getByTestId('unloaded');
    assert.match(await unloaded.innerText(), /This lesson couldn’t be loaded.*Check your connection/s);
    await page.getByRole('link', { name: 'Go on without the lesson' }).click();
    await unloaded.waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('intro').count(), 1);
    await page.goBack();
    await unloaded.waitFor();
    await page.context().setOffline(false);
    await button(page, 'Try again').click();
    await page.getByRole('heading', { name: 'Taking turns' }).waitFor();
    assert.match(await page.getByTestId('own').innerText(), /Your own threads: /, 'it brings its question');
    await press(page, 'Just show me');
    assert.match(await text(page, 'verdict'), /^It is /);
  }));

test('a lesson fits 320 pixels, and everything in it is large enough for a finger', () =>
  withPage(
    { hash: `#v=1&lesson=my-job${SIMULATED}`, viewport: { width: 320, height: 640 } },
    async (page) => {
      await opened(page);
      const fits = async () => {
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
        for (const control of await page.locator('gil-lesson').locator('button, input').all()) {
          const { height, width } = await control.boundingBox();
          assert.ok(
            Math.min(height, width) >= 24,
            `${await control.evaluate((one) => one.outerHTML)}: ${width}×${height}`,
          );
        }
      };
      await fits();
      await press(page, 'Just show me');
      await fits();
    },
  ));

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in a lesson before and after the reveal, ${colorScheme}`, () =>
    withPage(
      { hash: `#v=1&lesson=my-job${SIMULATED}`, bypassCSP: true, colorScheme, reducedMotion: 'reduce' },
      async (page) => {
        await opened(page);
        await stage(page, 'ready');
        await assertAccessible(page);
        await slider(page).press('End');
        await press(page, 'Place the bet and run');
        await assertAccessible(page);
        const motion = await page
          .locator('gil-lesson .bar.truth')
          .evaluate((bar) => getComputedStyle(bar).animationName);
        assert.equal(motion, 'none', 'reduced motion shows the truth at once');
      },
    ));
}
