// Runs beside one another, as a reader sets them up: sizes, engines, repeats.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, metric, opened, run, SMALL, spans, stage, withPage } from './browser.mjs';
import {
  builder,
  compare,
  edit,
  field,
  focused,
  json,
  link,
  runs,
  scenario,
  settings,
  TWO,
} from './building.mjs';

test('to edit a preset or the form makes a Scenario of it with the same runs, and the way back is open', () =>
  withPage({ hash: '#v=1&preset=ticks-on-one-core&engine=simulated' }, async (page) => {
    await opened(page);
    await edit(page);
    assert.equal((await settings(page)).preset, 'ticks-on-one-core', 'looking changes nothing');
    const shown = await field(page, 'check_interval').inputValue();
    assert.equal(shown, '100', 'Python 2.7 is among the runs');
    const before = await page.getByRole('button', { name: /^Compare / }).innerText();
    await field(page, 'threads.0.ops.0.us').fill('50000');
    const { preset, compare } = await settings(page);
    assert.equal(preset, null);
    assert.ok(compare.some(({ runtime }) => runtime === 'cpython-2.7'));
    assert.equal(await page.getByRole('button', { name: /^Compare / }).innerText(), before);
    const own = (await settings(page)).scenario;
    await page.getByLabel('Start from').selectOption({ label: 'qr held' });
    assert.equal(await field(page, 'threads.0.ops.0.gil').inputValue(), 'holds');
    await page.getByLabel('Start from').selectOption({ label: 'threads of your own' });
    assert.equal((await settings(page)).scenario, own, 'looking at a preset lost nothing');
    await page.getByLabel('Start from').selectOption({ label: 'one kernel of your choice' });
    assert.equal(await field(page, 'threads.0.repeat').inputValue(), '8');
    await run(page);
  }));

test('two sizes stand side by side, on a preset too, and each is what its run says', () =>
  withPage({ hash: '#v=1&preset=qr-released&engine=simulated' }, async (page) => {
    await opened(page);
    await compare(page);
    await button(page, 'Remove run 1').click();
    await page.getByRole('button', { name: /half the size, n = 128/ }).click();
    assert.equal(await focused(page), 'compare.1.runtime');
    await run(page);
    const titles = await page.locator('gil-results thead th').allInnerTexts();
    assert.deepEqual(titles.slice(1), ['CPython 3.10+', 'CPython 3.10+, n = 128']);
    const [large, small] = await spans(page);
    const length = (found) => found.find(({ state }) => state === 'kernel-released').lengthUs;
    assert.ok(length(small) < length(large) / 3, 'an eighth of the work');
    await page.getByRole('button', { name: 'Move run 2 earlier' }).click();
    assert.deepEqual((await settings(page)).compare, [
      { runtime: 'cpython-3.12', n: '128' },
      { runtime: 'cpython-3.12' },
    ]);
    for (let i = 2; i < 6; i++) await runs(page).getByRole('button', { name: /^Add / }).first().click();
    assert.equal((await settings(page)).compare.length, 6);
    assert.match(await runs(page).locator('.adds').innerText(), /At most 6 runs can be compared/);
  }));

test('a cost and an answer of another call are taken back where they stand', () => {
  const ops = [{ op: 'kernel', name: 'eigh', n: 400, gil: 'releases', us: 9000 }];
  const asked = { runtime: 'cpython-3.12', cores: 2, threads: [{ name: 'w', count: 2, ops }] };
  return withPage({ hash: link(asked, '&compare=cpython-3.12') }, async (page) => {
    await opened(page);
    await edit(page);
    await field(page, 'threads.0.ops.0.function').selectOption('scipy.linalg.eigh');
    const note = (key) => builder(page).locator(`[id="threads.0.ops.0.${key}-note"]`).innerText();
    assert.match(await note('us'), /^Cleared: 9000 µs was the cost of another call or size of eigh\.$/);
    assert.match(await note('gil'), /^Was “releases”/);
    assert.equal(await field(page, 'threads.0.ops.0.us').inputValue(), '');
    assert.equal(await field(page, 'threads.0.ops.0.gil').inputValue(), 'numpy');
  });
});

test('one Scenario is measured and simulated side by side, and both say what they are', () =>
  withPage({ hash: '#v=1&kernel=qr&n=128&threads=2&repeat=40&compare=cpython-3.12' }, async (page) => {
    await opened(page);
    await compare(page);
    await page.getByRole('button', { name: 'Add the last one, simulated' }).click();
    await run(page);
    // A busy moment passes.
    const headline = page.getByTestId('headline');
    for (let left = 3; left > 0 && (await headline.innerText()) === 'Too noisy to compare'; left--)
      await run(page);
    const engines = await page
      .getByTestId('timeline')
      .evaluateAll((all) => all.map((one) => one.dataset.engine));
    assert.deepEqual(engines, ['measured', 'simulated']);
    assert.match(await page.getByTestId('sentence').innerText(), /computed, not measured/);
  }));

test('Run ×5 runs all of it five times, Ctrl+Enter runs it once from any field', () =>
  withPage({ hash: link(TWO, '&compare=cpython-3.12') }, async (page) => {
    await opened(page);
    await button(page, 'Run ×5').click();
    await stage(page, 'done');
    assert.match(await page.locator('gil-results thead th').first().innerText(), /median of 5/);
    assert.ok((await metric(page, 'wall', 'cpython-3.12')) > 0);
    await edit(page);
    await json(page).focus();
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('gil-app[data-runs="2"]');
    assert.doesNotMatch(await page.locator('gil-results thead th').first().innerText(), /median/);
    assert.deepEqual(await scenario(page), TWO, 'and types nothing');
  }));

test('without a network for it the builder says so, and the form works on', () => {
  const server = { missing: /builder-.*\.js/ };
  return withPage({ hash: SMALL, server, trouble: true }, async (page) => {
    await opened(page);
    await button(page, 'Edit threads and operations').click();
    assert.match(await page.locator('gil-form').getByTestId('unloaded').innerText(), /couldn’t be loaded/);
    await run(page);
    server.missing = null;
    await page.locator('gil-form').getByRole('button', { name: 'Try again', exact: true }).click();
    await json(page).waitFor();
  });
});
