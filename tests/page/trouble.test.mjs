// Whatever goes wrong, the page says what, why and what to do, within ten seconds, and the form stays usable.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, button, fill, opened, packed, problem, run, SMALL, stage, withPage } from './browser.mjs';
import { saysWhatToDo } from './saying.mjs';

const packedValue = (value) => packed(JSON.stringify(value));

const complaints = (page) => page.getByTestId('complaints');

const BAD_LINKS = [
  ['an unknown kernel', '#v=1&kernel=foo', /"foo".*lu/],
  ['n = 0', '#v=1&n=0', /\b0\b.*1 to 1024/],
  ['n = abc', '#v=1&n=abc', /n = abc.*1 to 1024/],
  ['several things wrong', '#v=1&kernel=foo&n=abc&flavour=mint', /flavour[\s\S]*n = abc[\s\S]*"foo"/],
  ['n = 99999', '#v=1&n=99999', /99999.*1 to 1024/],
  ['n = -5', '#v=1&n=-5', /-5.*1 to 1024/],
  ['n = 2.5', '#v=1&n=2.5', /2\.5.*1 to 1024/],
  ['threads = 1e9', '#v=1&threads=1e9', /1000000000.*1 to 1024/],
  ['threads = 0', '#v=1&threads=0', /\b0\b.*1 to 1024/],
  ['more threads than fit the memory', '#v=1&threads=1000', /MiB.*MiB/],
  ['repeat = 0', '#v=1&repeat=0', /\b0\b.*1 to 10000000/],
  ['an unknown key', '#v=1&flavour=mint', /"flavour".*kernel, gil, n, threads/],
  ['an unknown version', '#v=7', /v = 7.*v = 1/],
  ['an unknown start', '#v=1&start=never', /start = never.*click, load/],
  ['a preset nobody knows', '#v=1&preset=foo', /preset = foo.*two-hogs/],
  ['an engine nobody knows', '#v=1&engine=dreamed', /engine = dreamed.*measured, simulated/],
  ['cores = many', '#v=1&engine=simulated&cores=many', /cores = many.*1 to 1024/],
  ['more cores than there can be', '#v=1&preset=two-hogs&engine=simulated&cores=5000', /5000.*1 to 1024/],
  ['an interpreter nobody knows', '#v=1&compare=ruby', /ruby/],
  ['a scenario that is no base64url', '#v=1&scenario=***', /base64url/],
  ['a scenario that is cut off', `#v=1&scenario=${packedValue({ threads: [] }).slice(0, 9)}`, /scenario/],
  ['a scenario without threads', `#v=1&scenario=${packedValue({ threads: [] })}`, /threads is empty/],
  ['a scenario with an unknown field', `#v=1&scenario=${packedValue({ threads: [], colour: 1 })}`, /colour/],
];

for (const [what, hash, message] of BAD_LINKS) {
  test(`a link with ${what} is answered by what is wrong and what would be right`, () =>
    withPage({ hash }, async (page) => {
      await opened(page);
      await complaints(page).waitFor();
      assert.match(await complaints(page).innerText(), message);
      assert.equal(await app(page).getAttribute('data-stage'), 'ready');
      assert.ok(await button(page, 'Run').isEnabled());
    }));
}

test('a bad value in the form is named beside the field, and mending it is enough', () =>
  withPage({ hash: SMALL }, async (page) => {
    await opened(page);
    for (const [field, value, message] of [
      ['n', 'abc', /n = abc/],
      ['n', '0', /\b0\b.*1 to 1024/],
      ['threads', '5000', /5000.*1 to 1024/],
      ['repeat', '', /repeat is empty/],
    ]) {
      await fill(page, { [field]: value });
      await complaints(page).waitFor();
      await page.waitForTimeout(300);
      assert.match(await complaints(page).innerText(), message);
      assert.equal(await page.locator(`gil-form #${field}`).getAttribute('aria-invalid'), 'true');
      await button(page, 'Run').click();
      await stage(page, 'ready');
      await fill(page, { n: 64, threads: 2, repeat: 2 });
      await complaints(page).waitFor({ state: 'detached' });
    }
    await run(page);
  }));

test('the address follows the form, and the form follows the address', () =>
  withPage({ hash: '' }, async (page) => {
    await opened(page);
    assert.equal(new URL(page.url()).hash, '');
    await fill(page, { kernel: 'lu', n: 64, threads: 2, repeat: 3 });
    await page.waitForFunction(() => location.hash.includes('repeat=3'));
    assert.equal(
      new URL(page.url()).hash,
      '#v=1&kernel=lu&gil=numpy&n=64&threads=2&repeat=3&compare=one-lock,cpython-3.12',
    );
    await page.evaluate(() => {
      location.hash = '#v=1&kernel=svd&n=32';
    });
    await page.waitForFunction(
      () => document.querySelector('gil-app').shadowRoot.querySelector('gil-form').settings.kernel === 'svd',
    );
    assert.equal(await page.locator('gil-form #n').inputValue(), '32');
  }));

test('a scenario in the link wins over the short settings and runs', () => {
  const scenario = {
    threads: [
      { name: 'big', count: 1, repeat: 2, ops: [{ op: 'kernel', name: 'lu', n: 64 }] },
      { name: 'small', count: 2, repeat: 3, ops: [{ op: 'kernel', name: 'qr', n: 32 }] },
    ],
  };
  return withPage({ hash: `#v=1&kernel=svd&scenario=${packedValue(scenario)}` }, async (page) => {
    await opened(page);
    assert.match(await page.getByTestId('own').innerText(), /^Your own threads: big, 2 × small\.$/);
    await run(page);
    const checked = await page.getByTestId('checked').innerText();
    assert.ok(checked.includes('LU 64×64') && checked.includes('QR 32×32'), checked);
    await page.getByLabel('Start from').selectOption({ label: 'one kernel of your choice' });
    assert.equal(await page.locator('gil-form #kernel').inputValue(), 'svd');
  });
});

test('start=load runs without a click', () =>
  withPage({ hash: `${SMALL}&start=load` }, async (page) => {
    await stage(page, 'done');
  }));

test('a crash in a pool worker reaches the page as text, and Retry starts afresh', () => {
  const code = `
    const now = performance.now.bind(performance);
    performance.now = () => {
      if (now() > 1500) throw new Error('the roof is on fire');
      return now();
    };`;
  const server = { prepend: { to: /pool-worker/, code } };
  return withPage(
    { hash: '#v=1&kernel=schur&n=256&threads=2&repeat=20', trouble: true, server },
    async (page) => {
      await opened(page);
      await button(page, 'Run').click();
      await saysWhatToDo(page, 'panic', /thread of the run crashed/, /the roof is on fire/, /Retry/);
      server.prepend = null;
      await fill(page, { kernel: 'qr', n: 32, repeat: 2 });
      await button(page, 'Retry').click();
      await stage(page, 'done');
    },
  );
});

test('a part that cannot be loaded when it is wanted says so in its place, and Try again brings it', () => {
  // Every chunk of its own but the first load's, by the names of their files.
  const server = {
    missing: /(?:builder|runs|glass|span-table|scaling|share|shares-table|sheet|open)-[\w-]+\.js$/,
  };
  return withPage({ hash: `${SMALL}&engine=simulated`, trouble: true, server }, async (page) => {
    await opened(page);
    await run(page);
    await button(page, 'Edit threads and operations').click();
    await page.getByRole('button', { name: /^Compare/ }).click();
    for (const section of ['glass', 'tables', 'scaling', 'share'])
      await page.getByTestId(section).locator('summary').click();
    await button(page, 'Keyboard shortcuts').click();
    const unloaded = page.getByTestId('unloaded');
    // Threads in numbers, the form's two panels, four sections, the list of keys.
    await page.waitForFunction(
      () => [...document.querySelector('gil-app').shadowRoot.querySelectorAll('gil-lazy')].length >= 6,
    );
    await unloaded.nth(7).waitFor();
    assert.equal(await unloaded.count(), 8);
    for (const text of await unloaded.allInnerTexts())
      assert.match(text, /couldn’t be loaded.*\.js.*try again/s);
    server.missing = null;
    for (let left = 8; left > 0; left--) {
      const what = await unloaded.first().innerText();
      await button(page, 'Try again').first().click();
      await unloaded.nth(left - 1).waitFor({ state: 'detached' });
      if (!what.startsWith('The list of keys')) continue;
      await page.getByTestId('key-sheet').waitFor();
      await page.keyboard.press('Escape');
    }
    for (const part of [
      'gil-shares table',
      'gil-builder',
      'gil-runs',
      'gil-glass',
      'gil-span-table',
      'gil-scaling',
      'gil-share',
    ])
      await page.locator(part).first().waitFor();
  });
});

test('settings that cannot be judged are told, and the results stay', () =>
  withPage({ hash: `${SMALL}&engine=simulated`, trouble: true }, async (page) => {
    await opened(page);
    await run(page);
    await page.evaluate(() => {
      const post = Worker.prototype.postMessage;
      window.hearing = false;
      Worker.prototype.postMessage = function (message, ...more) {
        if (message?.call !== 'check' || window.hearing) post.call(this, message, ...more);
      };
    });
    await fill(page, { n: 32 });
    await problem(page).waitFor({ timeout: 10_000 });
    assert.equal(await app(page).getAttribute('data-stage'), 'done');
    assert.ok((await page.locator('gil-results td[data-value]').count()) > 0, 'the results are there');
    await page.evaluate(() => {
      window.hearing = true;
    });
    await fill(page, { n: 33 });
    await problem(page).waitFor({ state: 'detached' });
  }));

test('a slow network is waited for, and how far it is stands on the page', () =>
  withPage({ hash: SMALL, server: { slow: 50_000 } }, async (page) => {
    const loading = page.getByTestId('loading');
    await loading.waitFor({ timeout: 30_000 });
    assert.match(await loading.innerText(), /^Loading the core: [\d,]+ of [\d,]+ kB\.$/);
    await page.waitForSelector('gil-app[data-stage=ready]', { timeout: 60_000 });
    assert.equal(await loading.count(), 0);
  }));

test('a wasm file that is cut off is called that, not a policy, and Retry fetches it afresh', () => {
  const server = { cut: /\.wasm$/ };
  return withPage({ hash: SMALL, trouble: true, server }, async (page) => {
    await saysWhatToDo(page, 'wasm-load', /The core could not be loaded/, /cut off/, /fetched afresh/);
    assert.doesNotMatch(await problem(page).innerText(), /Content-Security-Policy/);
    server.cut = null;
    await button(page, 'Retry').click();
    await stage(page, 'ready');
  });
});

test('a browser that hides its cores and throws at service workers measures, and says what it assumes', () => {
  const init = `
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => undefined });
    Object.defineProperty(Navigator.prototype, 'serviceWorker', {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });`;
  return withPage({ hash: SMALL, init }, async (page) => {
    await opened(page);
    await page.getByText(/doesn’t say how many cores.*1 is assumed/).waitFor();
    await run(page);
    assert.equal(await page.getByTestId('why-simulated').count(), 0);
  });
});

for (const [path, element] of [
  ['', 'gil-app'],
  ['atlas.html', 'gil-atlas'],
  ['bench.html', 'gil-bench'],
  ['recording.html', 'gil-recording'],
  ['embed.html', 'gil-embed'],
])
  test(`${path || 'index.html'} without its scripts says so in place of <${element}>`, () =>
    withPage({ path, trouble: true, server: { missing: /\.js$/ } }, async (page) => {
      const text = page.locator(`${element} > p`);
      assert.match(
        await text.innerText(),
        /could not be loaded: check your connection, then reload the page/,
      );
      await page.waitForFunction(
        (place) => getComputedStyle(document.querySelector(place)).opacity === '1',
        `${element} > p`,
      );
    }));
