// The atlas page as a reader uses it: search, a verdict that turns with the shape, the other era, the way to the
// playground, the keyboard. What the engine knows may grow; these calls and shapes are the issue's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DET, INV, row, rows, search, shapes, verdict, withAtlas } from './atlas.mjs';
import { app, stage } from './browser.mjs';

// Rows out of sight are not laid out, so they have no innerText; their textContent they have.
/** From the last key to what the reader sees, in milliseconds. */
const ANSWER_MS = 50;

const hits = async (page) => Number((await page.getByTestId('hits').innerText()).split(' ')[0]);

/** In the page: how long after a key the hits that it leaves have been laid out and handed to the screen. */
function watchKeys() {
  const atlas = document.querySelector('gil-atlas');
  const field = atlas.shadowRoot.querySelector('#q');
  globalThis.keys = [];
  field.addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const found = atlas.shadowRoot.querySelectorAll('.row').length;
        globalThis.keys.push({ ms: performance.now() - timeStamp, found, q: field.value });
      };
      port2.postMessage(null);
    });
  });
}

test('a typed svd is answered within 50 ms of the last key', () =>
  withAtlas({}, async (page) => {
    const all = await hits(page);
    assert.equal(await rows(page).count(), all);
    await search(page).focus();
    await page.evaluate(watchKeys);
    /** Types svd and takes it away again. */
    const typed = async () => {
      await page.evaluate(() => globalThis.keys.splice(0));
      for (const key of 'svd') {
        await page.keyboard.press(key);
        await page.waitForTimeout(120);
      }
      for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace', { delay: 60 });
      await page.waitForFunction(() => globalThis.keys.length === 6);
      return page.evaluate(() => [...globalThis.keys]);
    };
    let keys = await typed();
    // Another process may have had the core just then, so a slow answer is asked for again.
    for (let again = 0; again < 2 && keys[2].ms >= ANSWER_MS; again++) keys = await typed();
    const last = keys[2];
    assert.equal(last.q, 'svd');
    assert.ok(last.found > 0 && last.found < all, `${last.found} of ${all}`);
    assert.equal(keys[5].found, all, 'all rows are back');
    console.log(keys.map(({ q, found, ms }) => `"${q}": ${found} rows in ${ms.toFixed(1)} ms`).join(', '));
    assert.ok(last.ms < ANSWER_MS, `${last.ms} ms`);
    const names = await rows(page).locator('.call code').allTextContents();
    assert.equal(names.length, all);
    await search(page).fill('svd');
    for (const name of await rows(page).locator('.call code').allTextContents()) assert.match(name, /svd/);
    assert.equal(await rows(page).count(), await hits(page));
    await page.waitForFunction(
      () =>
        /^\d+ of \d+ rows$/.test(
          document.querySelector('gil-atlas').shadowRoot.querySelector('[role=status]').textContent,
        ),
      null,
      { timeout: 5000 },
    );
  }));

test('the shape turns the verdict of inv, and a wrong one is told at its field and moves nothing', () =>
  withAtlas({ hash: '#q=inv' }, async (page) => {
    await shapes(page, INV).fill('22x22');
    assert.equal(await verdict(page, INV), 'holds');
    await shapes(page, INV).fill('23x23');
    assert.equal(await verdict(page, INV), 'releases');
    await page.getByTestId('status').getByText(`${INV} on 23x23: releases.`).waitFor();
    await shapes(page, INV).fill('22x22');

    const places = () => rows(page).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    const before = await places();
    for (const [wrong, said] of [
      ['23x', /"23x" isn't a shape; write lengths/],
      ['23', /needs at least 2/],
      ['3x3 3x3', /takes 1 shape and got 2/],
    ]) {
      await shapes(page, INV).fill(wrong);
      assert.match(await row(page, INV).locator('.wrong').innerText(), said);
      assert.equal(await shapes(page, INV).getAttribute('aria-invalid'), 'true');
      assert.equal(await row(page, INV).locator('.verdict').first().innerText(), 'was holds');
      assert.deepEqual(await places(), before);
    }
    await shapes(page, INV).fill('23×23');
    assert.equal(await verdict(page, INV), 'releases');
    assert.equal(await row(page, INV).locator('.wrong').count(), 0);
    await shapes(page, INV).fill('');
    assert.equal(await verdict(page, INV), 'depends', 'of all shapes');
  }));

test('the search takes what people type: shapes, import lines, methods, operators, other names', () =>
  withAtlas({}, async (page) => {
    for (const [typed, first] of [
      ['from scipy.linalg import eigh', 'scipy.linalg.eigh(a)'],
      ['a.dot(b)', 'numpy.dot(a, b)'],
      ['a @ b', 'numpy.matmul(a, b)'],
      ['arr.sum()', 'numpy.sum(a)'],
      ['np.vecdot', 'numpy.linalg.vecdot(a, b)'],
    ]) {
      await search(page).fill(typed);
      assert.equal(await rows(page).first().locator('.call code').textContent(), first, typed);
    }
    for (const [typed, word] of [
      ['numpy.linalg.inv 22x22', 'holds'],
      ['numpy.linalg.inv 23x23', 'releases'],
    ]) {
      await search(page).fill(typed);
      assert.equal(await rows(page).count(), 1, typed);
      assert.equal(await verdict(page, INV), word, typed);
      assert.equal(await shapes(page, INV).inputValue(), typed.split(' ')[1]);
    }
    await search(page).fill('scipy.special.expit');
    assert.match(await page.getByTestId('read').innerText(), /not measured.*scipy\.special\.erf.*same rule/);
    for (const [typed, lesson] of [
      ['BLAS', 'blas-threads'],
      ['free-threaded', 'no-gil'],
      ['ThreadPoolExecutor', 'my-job'],
    ]) {
      await search(page).fill(typed);
      const link = page.getByTestId('read').getByRole('link').first();
      assert.match(await link.getAttribute('href'), new RegExp(`lesson=${lesson}$`), typed);
      assert.equal(await page.getByTestId('empty').count(), 0, typed);
    }
  }));

test('a row says what the playground’s cost is made of', () =>
  withAtlas({ hash: '#call=numpy.linalg.svd(a)&shapes=400x400' }, async (page) => {
    const told = page.locator('.play .muted');
    assert.match(await told.innerText(), /one call takes 38\.4 ms: 16\.2 ms as measured on 300x300, scaled/);
    await shapes(page, 'numpy.linalg.svd(a)').fill('30x30');
    assert.match(
      await told.innerText(),
      /nothing near these arrays was measured, so the simulator estimates/,
    );
  }));

test('an opened row tells the rule, the number that decided, the line of the source and what was measured', () =>
  withAtlas({ hash: '#call=numpy.linalg.inv(a)&shapes=22x22' }, async (page) => {
    const answer = row(page, INV).locator('.answer');
    assert.match(await answer.innerText(), /multiply to 484, not more than 500/);
    assert.match(
      await answer.getByTestId('ground').innerText(),
      /numpy 2\.\d+\.\d+, and measured: .*free for 0 %/,
    );
    const copyable = await answer.locator('.copyable code').allTextContents();
    assert.match(copyable[0], /^numpy\/.*ufunc_object\.c:\d+$/);
    assert.match(copyable[1], /^grep -n 'NPY_BEGIN_THREADS_THRESHOLDED' numpy\//);
    const asked = answer.locator('[data-testid=measured] tr[aria-current]');
    assert.match(await asked.innerText(), /22x22.*holds/s);
    assert.equal((await answer.locator('[data-testid=measured] tbody tr').count()) > 1, true);
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        globalThis.copied = text;
      };
    });
    await answer.getByRole('button', { name: `Copy ${copyable[0]}` }).click();
    assert.equal(await page.evaluate(() => globalThis.copied), copyable[0]);
    await answer.getByLabel('With elements of').selectOption('float32');
    assert.match(await answer.getByTestId('ground').innerText(), /Not measured on just these arrays/);
    await page.waitForFunction(() => location.hash.includes('dtype=float32'));
  }));

test('in the era of Python 2.7 det holds by its source alone, at any size', () =>
  withAtlas({ hash: '#q=linalg.det' }, async (page) => {
    await shapes(page, DET).fill('501x10x10');
    assert.equal(await verdict(page, DET), 'releases');
    await page.getByRole('radio', { name: /Python 2\.7/ }).check();
    assert.equal(await verdict(page, DET), 'holds');
    assert.equal(await shapes(page, DET).inputValue(), '501x10x10', 'the reader’s own shape stays');
    assert.match(await row(page, DET).locator('.free').innerText(), /source only/);
    await row(page, DET).locator('button.call').click();
    assert.match(
      await row(page, DET).getByTestId('ground').innerText(),
      /numpy 1\.5\.1\. Source only, not measured/,
    );
    await page.waitForFunction(() => location.hash.startsWith('#q=linalg.det&era=2.7&call='));
  }));

test('filters leave what they say, and an empty list offers the nearest names and a way out', () =>
  withAtlas({}, async (page) => {
    const all = await hits(page);
    for (const [label, word] of [
      ['holds', 'holds'],
      ['releases', 'releases'],
    ]) {
      await page.getByRole('radio', { name: new RegExp(`^${label} \\d`) }).check();
      const found = await rows(page).evaluateAll((list) => list.map(({ dataset }) => dataset.verdict));
      assert.ok(found.length > 0 && found.length < all);
      assert.ok(found.every((verdict) => verdict === word));
      assert.equal(found.length, await hits(page));
    }
    await page.getByLabel('Package').selectOption('scipy.linalg');
    for (const name of await rows(page).locator('.call code').allTextContents())
      assert.match(name, /^scipy\.linalg\./);
    await search(page).fill('svdvls');
    assert.equal(await rows(page).count(), 0);
    await page.getByRole('button', { name: 'numpy.linalg.svdvals', exact: true }).click();
    assert.equal(await search(page).inputValue(), 'numpy.linalg.svdvals');
    assert.ok((await rows(page).count()) > 0);
    await search(page).fill('qqqqqq');
    assert.match(await page.getByTestId('empty').innerText(), /No calls match qqqqqq/);
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    assert.equal(await hits(page), all);
    assert.equal(await rows(page).count(), all);
  }));

test('sorting by free time puts the calls that hold first', () =>
  withAtlas({}, async (page) => {
    await page.getByLabel('Sort by').selectOption('least free first');
    const free = (await rows(page).locator('.free .number').allTextContents()).map((text) =>
      Number.parseInt(text.replace(/\D*(\d+).*/s, '$1'), 10),
    );
    assert.deepEqual(
      free,
      [...free].sort((a, b) => a - b),
    );
    assert.equal(free[0], 0);
  }));

for (const [what, call, engine, runtime] of [
  ['its own kernel', '#call=numpy.linalg.det(a)&shapes=64x64', 'measured', 'cpython-3.12'],
  [
    'a kernel that stands for it',
    '#call=numpy.add(a, b)&shapes=1000000 1000000',
    'simulated',
    'cpython-3.12',
  ],
  ['the call of 2.7', '#era=2.7&call=numpy.linalg.det(a)&shapes=64x64', 'measured', 'cpython-2.7'],
])
  test(`the playground runs ${what}`, () =>
    withAtlas({ hash: call }, async (page) => {
      const link = page.getByTestId('play');
      await page.locator('[data-testid=play][href]').waitFor();
      const told = await page.locator('.play .muted').innerText();
      assert.equal(/Simulated: .*stands for/.test(told), engine === 'simulated', told);
      await link.click();
      await page.waitForURL(/index\.html#/);
      // The link says run, and so it does.
      await stage(page, 'done');
      assert.equal(await page.getByTestId('complaints').count(), 0);
      const settings = await app(page).evaluate(({ settings }) => settings);
      assert.equal(settings.engine, engine);
      assert.deepEqual(
        settings.compare.map(({ runtime }) => runtime),
        ['one-lock', runtime],
      );
      const scenario = JSON.parse(settings.scenario);
      assert.equal(scenario.runtime, runtime);
      assert.equal(scenario.threads[0].ops[0].name, engine === 'measured' ? 'det' : 'matmul');
    }));
