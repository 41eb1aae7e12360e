// A Scenario of the reader's own: built from nothing, edited as a form and as JSON, and asked of whichever runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, button, opened, stage, withPage } from './browser.mjs';
import { builder, compare, edit, field, focused, json, link, scenario, settings, TWO } from './building.mjs';

/** Presses Tab until it is there, as somebody without a mouse would. */
async function tabTo(page, wanted, key = 'Tab') {
  for (let i = 0; i < 150; i++) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press(key);
  }
  assert.fail(`Tab never reaches ${wanted}; it ends on ${await focused(page)}`);
}

async function typeOver(page, text) {
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

test('from nothing, by keyboard alone, hog and 2 ms kernel are built, simulated, and wait one interval', () =>
  withPage({ hash: '' }, async (page) => {
    await opened(page);
    await tabTo(page, 'preset');
    await page.keyboard.press('End');
    await tabTo(page, 'engine');
    await page.keyboard.type('s');
    await tabTo(page, 'threads.add');
    assert.match(await builder(page).getByTestId('empty').innerText(), /Nothing runs yet/);
    await page.keyboard.press('Enter');
    await tabTo(page, 'threads.0.name');
    await typeOver(page, 'hog');
    await tabTo(page, 'threads.0.ops.0.us');
    await typeOver(page, '200000');
    await tabTo(page, 'threads.add');
    await page.keyboard.press('Enter');
    await tabTo(page, 'threads.1.name');
    await typeOver(page, 'kernel');
    await tabTo(page, 'threads.1.repeat');
    await typeOver(page, '20');
    await tabTo(page, 'threads.1.ops.kernel');
    await page.keyboard.press('Enter');
    await tabTo(page, 'threads.1.ops.1.us');
    await typeOver(page, '2000');
    await tabTo(page, 'threads.1.ops.0.remove', 'Shift+Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual((await scenario(page)).threads, [
      { name: 'hog', ops: [{ op: 'python', us: 200_000 }] },
      {
        name: 'kernel',
        ops: [{ op: 'kernel', name: 'inv', n: 256, gil: 'numpy', us: 2000 }],
        repeat: 20,
      },
    ]);
    await tabTo(page, 'Compare One lock · CPython 3.10+', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, 'compare.0.remove');
    await page.keyboard.press('Enter');
    assert.deepEqual((await settings(page)).compare, [{ runtime: 'cpython-3.12' }]);
    await page.keyboard.press('Control+Enter');
    await stage(page, 'done');
    assert.equal(await page.getByTestId('timeline').count(), 1);
    assert.equal(await page.getByTestId('timeline').getAttribute('data-engine'), 'simulated');
    const shown = page.locator('gil-shares td[data-testid=median-wait][data-lane=kernel]');
    assert.match(await shown.innerText(), /^\d\.\d\d ms$/);
    const median = Number(await shown.getAttribute('data-value'));
    assert.ok(Math.abs(median - 5000) <= 500, `median wait ${median} µs`);
  }));

test('rows are moved, duplicated and removed by button and by key; the focus and a word follow each', () =>
  withPage({ hash: link(TWO) }, async (page) => {
    await opened(page);
    await edit(page);
    const said = page.getByTestId('builder-said');
    const kinds = async (i) => (await scenario(page)).threads[i].ops.map(({ op }) => op);
    const names = async () => (await scenario(page)).threads.map(({ name }) => name);

    await field(page, 'threads.1.ops.1.us').focus();
    await page.keyboard.press('Alt+ArrowDown');
    assert.deepEqual(await kinds(1), ['python', 'wait', 'kernel']);
    assert.equal(await focused(page), 'threads.1.ops.2.us');
    assert.equal(await said.innerText(), 'Moved operation 2 of mixed, Kernel to place 3 of 3.');
    assert.equal(await field(page, 'threads.1.ops.2.us').inputValue(), '500');
    await page.keyboard.press('Alt+ArrowDown');
    assert.equal(await said.innerText(), 'Operation 3 of mixed, Kernel is the last already.');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    assert.deepEqual(await kinds(1), ['kernel', 'python', 'wait']);
    assert.equal(await focused(page), 'threads.1.ops.0.us');

    await field(page, 'threads.1.name').focus();
    await page.keyboard.press('Alt+ArrowUp');
    assert.deepEqual(await names(), ['mixed', 'hog']);
    assert.equal(await focused(page), 'threads.0.name');
    await button(page, 'Move thread mixed down').click();
    assert.deepEqual(await names(), ['hog', 'mixed']);
    assert.equal(await focused(page), 'threads.1.down');

    await button(page, 'Duplicate thread hog').click();
    assert.deepEqual(await names(), ['hog', 'hog 2', 'mixed']);
    assert.equal(await focused(page), 'threads.1.copy');
    await button(page, 'Remove thread hog').click();
    assert.deepEqual(await names(), ['hog 2', 'mixed']);
    assert.equal(await focused(page), 'threads.0.remove');
    assert.equal(await said.innerText(), 'Removed thread hog.');
    await button(page, 'Undo').click();
    assert.deepEqual(await names(), ['hog', 'hog 2', 'mixed']);
    assert.equal(await focused(page), 'threads.0.remove');
    await button(page, 'Remove thread hog').click();
    await button(page, 'Remove operation 1 of hog 2, Python').click();
    assert.equal(await focused(page), 'threads.0.ops.python');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'threads.0.ops.0.us');

    await button(page, 'Remove thread mixed').click();
    await button(page, 'Remove thread hog 2').click();
    assert.equal(await focused(page), 'threads.add');
    assert.deepEqual(await names(), []);
    assert.equal((await scenario(page)).wake_us, 50, 'what the form does not show survives');
    await page.keyboard.press('Control+Enter');
    assert.equal(await focused(page), 'threads.add', 'Run shows what is missing');
  }));

test('form and JSON follow each other, and nothing typed on either side is lost', () =>
  withPage({ hash: link(TWO) }, async (page) => {
    await opened(page);
    await edit(page);
    await field(page, 'threads.0.count').fill('3');
    assert.equal(JSON.parse(await json(page).inputValue()).threads[0].count, 3);
    const text = (await json(page).inputValue()).replace('"mixed"', '"both"');
    await json(page).fill(text);
    assert.equal(await field(page, 'threads.1.name').inputValue(), 'both');
    assert.equal(await json(page).inputValue(), text, 'what was typed stays as it was typed');

    await field(page, 'threads.0.ops.0.us').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2.50');
    assert.equal(await field(page, 'threads.0.ops.0.us').inputValue(), '2.50');
    assert.equal((await scenario(page)).threads[0].ops[0].us, 2.5);

    const broken = `${(await json(page).inputValue()).slice(0, -2)}, "cores": `;
    await json(page).fill(broken);
    assert.ok(await field(page, 'cores').isDisabled(), 'the form waits');
    await builder(page).locator('[id="scenario-wrong"]').waitFor();
    assert.match(await builder(page).locator('[id="scenario-wrong"]').innerText(), /not JSON yet/);
    assert.equal(await json(page).inputValue(), broken);
    await page.waitForFunction(() => location.hash.includes('scenario='));
    await page.waitForTimeout(200);
    await page.reload();
    await opened(page);
    await edit(page);
    assert.equal(await json(page).inputValue(), broken, 'the link keeps it too');
    await json(page).fill(`${broken}8 }`);
    assert.ok(await field(page, 'cores').isEnabled());
    assert.equal(await field(page, 'cores').inputValue(), '8');
    await builder(page).locator('[id="scenario-wrong"]').waitFor({ state: 'detached' });
  }));

const WRONG = [
  ['threads.0.count', '0', /count of thread "hog" is 0: choose a value from 1 to 1024/],
  ['threads.0.count', 'many', /count of thread "hog" is "many": choose a whole number from 1 to 1024/],
  ['threads.0.ops.0.us', '', /us of a python op of thread "hog" is empty/],
  ['threads.1.ops.1.n', '0', /n, the columns in shape, of kernel "qr" is 0: choose a value from \d+ to 1024/],
  ['threads.1.ops.1.batch', '0', /batch of kernel "qr" is 0: choose a value from 1 to 4096/],
  ['threads.1.ops.2.us', '-1', /us of a wait op of thread "mixed" is -1/],
  ['switch_interval_us', '0', /switch_interval_us is 0: choose a value from 1/],
  ['cores', '9999', /cores is 9999: choose a value from 1 to 1024/],
  ['compare.1.n', 'x', /n = x must be a whole number/],
];

test('what is wrong is said at its field, which is tied to it, and Run goes there', () =>
  withPage({ hash: link(TWO) }, async (page) => {
    await opened(page);
    await edit(page);
    await compare(page);
    for (const [id, value, message] of WRONG) {
      const before = await field(page, id).inputValue();
      await field(page, id).fill(value);
      const wrong = field(page, `${id}-wrong`);
      await wrong.waitFor();
      assert.match(await wrong.innerText(), message);
      assert.equal(await field(page, id).getAttribute('aria-invalid'), 'true', id);
      assert.ok(
        (await field(page, id).getAttribute('aria-describedby')).split(' ').includes(`${id}-wrong`),
        id,
      );
      assert.deepEqual(await page.getByTestId('complaints').allInnerTexts(), [], 'it is said once');
      await button(page, 'Run').click();
      await stage(page, 'ready');
      assert.equal(await focused(page), id);
      assert.equal(await field(page, id).inputValue(), value, 'what was typed stays');
      await field(page, id).fill(before);
      await wrong.waitFor({ state: 'detached' });
    }
    await button(page, 'Remove operation 1 of hog, Python').click();
    await field(page, 'threads.0.ops-wrong').waitFor();
    assert.match(await field(page, 'threads.0.ops-wrong').innerText(), /ops of thread "hog" is empty/);
    await button(page, 'Run').click();
    await stage(page, 'ready');
    assert.equal(await focused(page), 'threads.0.ops.python');
    await json(page).fill('{"threads": [], "colour": 1}');
    await field(page, 'scenario-wrong').getByText('unknown field `colour`').waitFor();
    assert.doesNotMatch(await field(page, 'scenario-wrong').innerText(), /line \d/);
    await button(page, 'Edit threads and operations').click();
    assert.match(
      await page.getByTestId('complaints').innerText(),
      /colour/,
      'a closed builder hides no complaint',
    );
  }));

const STATES = {
  open: () => {},
  'something is wrong': (page) => field(page, 'threads.0.count').fill('0'),
  'the JSON is broken': (page) => json(page).fill('{"threads": ['),
  'nothing is there': (page) => page.getByLabel('Start from').selectOption('nothing'),
};

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the builder and the runs, whatever their state: ${colorScheme}`, () =>
    withPage({ hash: link(TWO), colorScheme, bypassCSP: true }, async (page) => {
      await opened(page);
      await edit(page);
      await compare(page);
      for (const [state, reach] of Object.entries(STATES)) {
        await reach(page);
        await page.waitForTimeout(200);
        await assertAccessible(page, state);
      }
    }));
}

test('nothing scrolls sideways at 320 pixels, and every button can be hit with a finger', () =>
  withPage({ hash: link(TWO), viewport: { width: 320, height: 700 } }, async (page) => {
    await opened(page);
    await edit(page);
    await compare(page);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    for (const one of await page.locator('gil-builder button, gil-runs button').all()) {
      const { width, height } = await one.boundingBox();
      assert.ok(width >= 24 && height >= 24, `${await one.getAttribute('id')}: ${width} × ${height}`);
    }
  }));
