// A Scenario of the reader's own: built from nothing, edited as a form and as JSON, and asked of whichever runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  app,
  assertAccessible,
  button,
  metric,
  opened,
  packed,
  run,
  SMALL,
  spans,
  stage,
  withPage,
} from './browser.mjs';

const builder = (page) => page.locator('gil-builder');
const runs = (page) => page.locator('gil-runs');
/** A field of the builder or of a run by its place: "threads.0.count". */
const field = (page, id) => page.locator(`gil-builder [id="${id}"], gil-runs [id="${id}"]`);
const json = (page) => page.getByLabel('The same as JSON');
const settings = (page) => app(page).evaluate((host) => host.settings);
const scenario = async (page) => JSON.parse((await settings(page)).scenario);
const link = (of, more = '') => `#v=1&engine=simulated${more}&scenario=${packed(JSON.stringify(of))}`;

async function edit(page) {
  await button(page, 'Edit threads and operations').click();
  await builder(page).locator('fieldset').waitFor();
}

async function compare(page) {
  await page.getByRole('button', { name: /^Compare / }).click();
  await runs(page).locator('li').first().waitFor();
}

/** What has the focus, through all shadow roots: its id, else its name. */
const focused = (page) =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.id || at?.getAttribute('aria-label') || at?.textContent.trim();
  });

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

const TWO = {
  runtime: 'cpython-3.12',
  wake_us: 50,
  threads: [
    { name: 'hog', ops: [{ op: 'python', us: 3000 }] },
    {
      name: 'mixed',
      count: 2,
      ops: [
        { op: 'python', us: 100 },
        { op: 'kernel', name: 'qr', n: 64, gil: 'releases', us: 500 },
        { op: 'wait', us: 200 },
      ],
    },
  ],
};

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
