// What the timelines say about the lock: who holds it, how it changes hands, who is ahead, and each thread's shares.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, button, metric, opened, packed, run, spans, withPage } from './browser.mjs';

const simulated = (preset, more = '') => `#v=1&preset=${preset}&engine=simulated${more}`;
const timelines = (page) => page.locator('gil-timelines');
const timeline = (page, runtime) => page.locator(`[data-testid=timeline][data-runtime="${runtime}"]`);
const INTERVAL_US = 5000;

/** Handed over how often for which cause, as the timeline's section says. */
function handoffs(page, runtime) {
  return timeline(page, runtime).evaluate((section) =>
    Object.fromEntries(
      [...section.attributes]
        .filter(({ name }) => name.startsWith('data-handoffs-'))
        .map(({ name, value }) => [name.slice('data-handoffs-'.length), Number(value)]),
    ),
  );
}

/** A number of the table of shares, unrounded. */
async function share(page, name, lane, runtime) {
  const cell = page.locator(
    `gil-shares td[data-testid=${name}][data-lane="${lane}"][data-runtime="${runtime}"]`,
  );
  return Number(await cell.getAttribute('data-value'));
}

/** How much of the time of a run its timeline's owner row is filled, by its pixels. */
function filled(page, nth) {
  return timelines(page).evaluate(async (host, nth) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = host.shadowRoot.querySelectorAll('.lanes canvas')[nth];
    const context = canvas.getContext('2d');
    const { data } = context.getImageData(0, Math.round(3 * devicePixelRatio), canvas.width, 1);
    const pixels = Array.from({ length: canvas.width }, (_, x) => data.slice(4 * x, 4 * x + 4).join());
    // The names stand on the left, and after the end there is nothing but the ground.
    const axis = pixels.slice(78 * devicePixelRatio);
    const ground = axis.at(-4 * devicePixelRatio);
    const visibleUs = Number(host.dataset.viewEndUs) - Number(host.dataset.viewStartUs);
    const ended = Math.floor((host.tracks[nth].endUs / visibleUs) * axis.length);
    return axis.slice(0, ended).filter((pixel) => pixel !== ground).length / ended;
  }, nth);
}

/** Selects as a drag over the timelines does. */
async function select(page, stretch) {
  await timelines(page).evaluate(
    (host, detail) =>
      host.dispatchEvent(new CustomEvent('gil-stretch', { detail, bubbles: true, composed: true })),
    stretch,
  );
}

const close = (a, b, within, what) => assert.ok(Math.abs(a - b) <= within, `${what}: ${a} is not ${b}`);

test('two hogs: every hand-off is a forced switch, arrows and legend say so, and the numbers agree', () =>
  withPage({ hash: simulated('two-hogs') }, async (page) => {
    await opened(page);
    await run(page);
    const counts = await handoffs(page, 'cpython-3.12');
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.equal(all, await metric(page, 'handoffs', 'cpython-3.12'));
    assert.ok(counts['forced-switch'] >= 15, `${counts['forced-switch']}`);
    // The one that is over first lets go of its own accord.
    assert.equal(counts['forced-switch'] + counts.voluntary, all);
    assert.equal(counts.voluntary, 1);
    const legend = page.getByTestId('handoff-legend').locator('li');
    await legend.filter({ hasText: 'forced switch' }).waitFor();
    const shown = await legend.evaluateAll(
      (items) => items.filter((item) => item.offsetParent !== null).length,
    );
    assert.ok(shown >= 1 && shown <= 2, 'only what is in view');
    await page.getByText('The timelines as tables').click();
    const table = page.getByTestId('handoff-table').last();
    await table.locator('tr[data-cause=forced-switch]').first().waitFor();
    assert.equal(await table.locator('tr[data-cause=forced-switch]').count(), counts['forced-switch']);
    assert.match(await table.innerText(), /hog 1\s+hog 2\s+5\.\d+ ms\s+[\d.]+ µs\s+Forced switch/);
    const [one, other] = [
      await share(page, 'held-share', 'hog 1', 'cpython-3.12'),
      await share(page, 'held-share', 'hog 2', 'cpython-3.12'),
    ];
    close(one, 0.5, 0.05, 'the hogs share it');
    close(other, 0.5, 0.05, 'the hogs share it');
  }));

test('the row above the threads shows who holds the lock, and says it where there is none', () =>
  withPage({ hash: simulated('hog-and-2ms-kernel', '&compare=cpython-3.12,cpython-3.14t') }, async (page) => {
    await opened(page);
    await run(page);
    const track = (nth) => page.locator('.lanes canvas').nth(nth);
    const heights = await Promise.all([0, 1].map(async (nth) => (await track(nth).boundingBox()).height));
    assert.equal(heights[0], heights[1], 'with a lock or without, a timeline is as high');
    const held = await metric(page, 'held', 'cpython-3.12');
    // Neighbours are a hairline apart.
    close(await filled(page, 0), held, 0.05, 'the row is filled while the lock is held');
    const free = await filled(page, 1);
    assert.ok(free > 0 && free < 0.1, `nothing but the words that there is none: ${free}`);
    assert.equal(await share(page, 'held-share', 'hog', 'cpython-3.14t'), 0);
    const lanes = ['hog', 'worker'];
    const lives = await timelines(page).evaluate((host) =>
      host.tracks[0].lanes.map(({ startUs, endUs, count }) => endUs[count - 1] - startUs[0]),
    );
    let sumUs = 0;
    for (const [i, lane] of lanes.entries()) {
      sumUs += lives[i] * (await share(page, 'held-share', lane, 'cpython-3.12'));
    }
    const wallUs = await metric(page, 'wall', 'cpython-3.12');
    close(sumUs / wallUs, held, 1e-6, 'what the threads hold is what the lock is held');
  }));

test('with a lock for each interpreter each has its row, and nobody waits', () =>
  withPage({ hash: simulated('hog-per-subinterpreter') }, async (page) => {
    await opened(page);
    await run(page);
    const owners = await timelines(page).evaluate((host) =>
      host.tracks.map(({ runtime, owners }) => [runtime, owners.map(({ interpreter }) => interpreter)]),
    );
    const [, each] = owners.find(([runtime]) => runtime === 'subinterpreters');
    assert.deepEqual(each, [0, 1, 2, 3]);
    for (const lane of ['hog 1', 'hog 2', 'hog 3', 'hog 4']) {
      close(await share(page, 'held-share', lane, 'subinterpreters'), 1, 1e-9, `${lane} holds its own`);
    }
    const found = Object.values(await handoffs(page, 'subinterpreters'));
    assert.equal(
      found.reduce((sum, count) => sum + count, 0),
      0,
    );
  }));

test('a kernel that lets go for 2 ms waits an interval to get the lock back, and the table says so', () =>
  withPage({ hash: simulated('hog-and-2ms-kernel') }, async (page) => {
    await opened(page);
    await run(page);
    close(
      await share(page, 'median-wait', 'worker', 'cpython-3.12'),
      INTERVAL_US,
      INTERVAL_US * 0.1,
      'the median wait',
    );
    const [held, waits, free] = await Promise.all(
      ['held-share', 'wait-share', 'free-share'].map((name) => share(page, name, 'worker', 'cpython-3.12')),
    );
    close(held + waits + free, 1, 1e-9, 'the shares are all of its life');
    const bar = page.locator('gil-shares svg.bar').last();
    assert.match(
      await bar.getAttribute('aria-label'),
      /waiting for the lock \d+\.\d %, .*lock released \d+\.\d %/,
    );
    const [lanes] = (await spans(page)).slice(-1);
    const longest = Math.max(
      ...lanes
        .filter(({ lane, state }) => lane === 'worker' && state === 'gil-wait')
        .map(({ lengthUs }) => lengthUs),
    );
    assert.ok((await share(page, 'longest-wait', 'worker', 'cpython-3.12')) >= longest);
  }));

test('a selected stretch has its own numbers, and they add up over a partition', () =>
  withPage({ hash: simulated('hog-and-2ms-kernel') }, async (page) => {
    await opened(page);
    await run(page);
    const wallUs = await metric(page, 'wall', 'cpython-3.12');
    const lifeUs = await timelines(page).evaluate((host) => {
      const { endUs, count } = host.tracks.at(-1).lanes[1];
      return endUs[count - 1];
    });
    const waited = async (fromUs, toUs) =>
      (await share(page, 'wait-share', 'worker', 'cpython-3.12')) * (Math.min(toUs, lifeUs) - fromUs);
    const whole = await waited(0, wallUs);
    assert.equal(await page.getByTestId('shares-stretch').innerText(), 'the whole run');
    let sum = 0;
    for (const [fromUs, toUs] of [
      [0, 20_500],
      [20_500, 60_000],
      [60_000, wallUs],
    ]) {
      await select(page, [fromUs, toUs]);
      await page.locator(`gil-shares [data-testid=shares-stretch][data-from="${fromUs}"]`).waitFor();
      sum += await waited(fromUs, toUs);
    }
    close(sum, whole, 1e-3, 'the parts are the whole');
    assert.match(await page.getByTestId('shares-stretch').innerText(), /^from 60\.0 ms to \d+ ms$/);
    await button(page, 'Whole run').click();
    await button(page, 'Whole run').waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('shares-stretch').innerText(), 'the whole run');
    close(await waited(0, wallUs), whole, 1e-9, 'as before');
  }));

test('the strip says who is ahead: at most, at the cursor, and in the end', () =>
  withPage({ hash: '#v=1&kernel=qr&n=96&threads=2&repeat=4&engine=simulated' }, async (page) => {
    await opened(page);
    await run(page);
    const strip = page.getByTestId('difference');
    assert.equal(await strip.getAttribute('data-final'), '0', 'both do all of the work');
    const now = page.getByTestId('difference-now');
    await now.filter({ hasText: 'most at' }).waitFor();
    assert.match(await now.innerText(), /^most at .+ (µs|ms): CPython 3.+ \d tasks? ahead$/);
    await page.locator('.strip canvas').scrollIntoViewIfNeeded();
    const box = await page.locator('.strip canvas').boundingBox();
    await page.mouse.move(box.x + box.width - 4, box.y + 10);
    await now.filter({ hasText: 'level' }).waitFor();
    await page.mouse.move(1, 1);
    await now.filter({ hasText: 'most at' }).waitFor();
    await page.getByRole('application').nth(1).focus();
    await page.keyboard.press('ArrowRight');
    await now.filter({ hasText: /^at 0 µs: level/ }).waitFor();
  }));

test('one run has nothing to be compared with; of several, the first is, with the second or the one that is chosen', () =>
  withPage({ hash: simulated('two-hogs', '&compare=cpython-3.12') }, async (page) => {
    await opened(page);
    await run(page);
    assert.equal(await page.getByTestId('difference').count(), 0);
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      simulated('two-hogs', '&compare=cpython-2.7,cpython-3.12,cpython-3.14t'),
    );
    await run(page);
    const strip = page.getByTestId('difference');
    assert.match(await strip.getByRole('heading').innerText(), /↑ CPython 2\.7, ↓ CPython 3\.10/);
    await page.getByLabel('Compare the first run with').selectOption({ index: 1 });
    await strip.getByRole('heading', { name: /↑ CPython 2\.7, ↓ CPython 3\.14/ }).waitFor();
    assert.equal(await strip.getAttribute('data-final'), '0');
  }));

test('many threads are told group by group, until somebody wants each', () =>
  withPage({ hash: '#v=1&kernel=qr&n=64&threads=20&repeat=2&engine=simulated&cores=4' }, async (page) => {
    await opened(page);
    await run(page);
    const rows = () => page.locator('gil-shares tbody').count();
    assert.equal(await rows(), 1);
    await button(page, 'Every thread').click();
    await page.locator('gil-shares th', { hasText: 'worker 20' }).waitFor();
    assert.equal(await rows(), 20);
    await button(page, 'Group the threads').focus();
    await page.keyboard.press('Enter');
    await page.locator('gil-shares th', { hasText: '20 threads' }).waitFor();
    assert.equal(await rows(), 1);
  }));

test('a long name of a thread leaves the numbers in sight, and is there in full to be read', () => {
  const scenario = (name) => {
    const ops = [{ op: 'python', us: 2000 }];
    const threads = [name, 'hog'].map((name) => ({ name, count: 1, ops }));
    return packed(JSON.stringify({ runtime: 'cpython-3.12', threads }));
  };
  const hash = (name) => `#v=1&engine=simulated&compare=one-lock,cpython-3.12&scenario=${scenario(name)}`;
  const spaced = 'image resize worker for thumbnails';
  return withPage({ hash: hash(spaced) }, async (page) => {
    await opened(page);
    for (const name of [spaced, 'x'.repeat(200), 'many words in a name '.repeat(9).trim()]) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, hash(name));
      await run(page);
      const head = page.locator('gil-shares tbody th.thread').first();
      await head.filter({ hasText: name }).waitFor();
      assert.equal(await head.locator('.name').getAttribute('title'), name);
      const hidden = await page
        .locator('gil-shares .scroll')
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      assert.ok(hidden <= 0, `${name}: ${hidden} px out of sight`);
    }
  });
});

test('the shares are said to be of the time a thread was alive', () => {
  const hogs = [10_000, 90_000].map((us, i) => ({ name: `hog ${i + 1}`, ops: [{ op: 'python', us }] }));
  const scenario = packed(JSON.stringify({ runtime: 'one-lock', threads: hogs }));
  return withPage({ hash: `#v=1&engine=simulated&compare=one-lock&scenario=${scenario}` }, async (page) => {
    await opened(page);
    await run(page);
    await select(page, [9000, 60_000]);
    await page.locator('gil-shares [data-testid=shares-stretch]').filter({ hasText: 'from' }).waitFor();
    assert.equal(await share(page, 'held-share', 'hog 1', 'one-lock'), 1, 'all of what was left of it');
    assert.match(await page.getByTestId('shares-of').innerText(), /of the time each thread was alive/);
  });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing to complain about, at 320 pixels, with a stretch selected: ${colorScheme}`, () => {
    const viewport = { width: 320, height: 800 };
    return withPage({ hash: simulated('two-hogs'), colorScheme, viewport, bypassCSP: true }, async (page) => {
      await opened(page);
      await run(page);
      await select(page, [0, 20_000]);
      await button(page, 'Whole run').waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
      await assertAccessible(page);
    });
  });
}
