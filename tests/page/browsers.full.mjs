// The same promises in Firefox and WebKit: the page on real threads, and the playground in other people's pages.
// Invariant: every test is run in both; what only one of them is like has a test of its own below.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { docs, element, LONG_ATTRIBUTES, SMALL_ATTRIBUTES, styled } from './embedding.mjs';
import { serve } from './server.mjs';
import { until, withFirefox, withWebKit, withWebKitThatSharesNothing } from './webdriver.mjs';
import {
  frame,
  hasThreadsInTab,
  isolation,
  reaches,
  startButton,
  withServed,
} from './webdriver-embedding.mjs';

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const WHY = '[data-testid=why-simulated]';

/** Opens a page of somebody's documentation, with what `inside` makes of the playground's address. */
async function withDocs(
  withBrowser,
  { inside = (base) => element(base), head = () => styled, headers = {}, host = {} },
  body,
) {
  const playground = await serve(host);
  const pages = { '/': docs(inside(playground.url), head(playground.url)) };
  try {
    await withServed(withBrowser, { headers, pages }, '', body);
  } finally {
    await playground.close();
  }
}

/** Opens the page with a small run that begins at once, and waits until it is done. */
const withRun = (withBrowser, host, body) =>
  withServed(withBrowser, host, '#v=1&kernel=qr&n=256&threads=2&repeat=4&start=load', async (browser) => {
    await browser.waitFor(
      'a result',
      () => document.querySelector('gil-app')?.dataset.stage === 'done',
      90_000,
    );
    await body(browser);
  });

/** The text of something in the page, by its selector. */
const textOf = (browser, selector) =>
  browser.evaluate((selector) => {
    const found = document.querySelector('gil-app').shadowRoot.querySelector(selector);
    return (found.shadowRoot ?? found).textContent;
  }, selector);

for (const [name, withBrowser] of [
  ['Firefox', withFirefox],
  ['WebKit', withWebKit],
]) {
  test(`${name}: the page runs on real threads, and its results are checked`, () =>
    withRun(withBrowser, {}, async (browser) => {
      assert.equal(await browser.evaluate(() => globalThis.crossOriginIsolated), true);
      assert.match(await textOf(browser, 'gil-results'), /QR 256×256/);
    }));

  test(`${name}: without headers the page says why it simulates, and simulates`, () =>
    withRun(withBrowser, { headers: {} }, async (browser) => {
      assert.match(await textOf(browser, WHY), /Simulated, not measured/);
    }));

  test(`${name}: the atlas answers`, () =>
    withServed(withBrowser, {}, 'atlas.html#q=svd', (browser) =>
      browser.waitFor(
        'the row of svd',
        () =>
          document
            .querySelector('gil-atlas')
            ?.shadowRoot?.querySelector('.rows')
            ?.textContent.includes('numpy.linalg.svd'),
        20_000,
      ),
    ));

  test(`${name}: in a plain page a tab of its own is offered, and there it has threads`, () =>
    withDocs(withBrowser, {}, (browser) => hasThreadsInTab(browser, 'header')));

  test(`${name}: in a page that is isolated itself it has threads`, () =>
    withDocs(withBrowser, { headers: ISOLATED }, async (browser) => {
      await browser.click(startButton);
      await reaches(browser, 'done');
      assert.equal(await isolation(browser), 'header');
      const lanes = await browser.evaluate(
        () => document.querySelector('gil-playground').result.lanes.length,
      );
      assert.equal(lanes, 2);
    }));

  test(`${name}: where the server sends no headers, the tab gets them from the service worker`, () => {
    const pages = { '/docs.html': docs(element('./', `${SMALL_ATTRIBUTES} sw`)) };
    return withServed(withBrowser, { headers: {}, pages }, 'docs.html', (browser) =>
      hasThreadsInTab(browser, 'scoped-sw'),
    );
  });

  test(`${name}: without any of it, it says what it does instead`, () =>
    withDocs(
      withBrowser,
      {
        host: {
          headers: (path) =>
            path.endsWith('gil-playground.js') ? { 'Access-Control-Allow-Origin': '*' } : {},
        },
      },
      async (browser) => {
        await browser.click(startButton);
        await reaches(browser, 'done');
        assert.equal(await isolation(browser), 'processes');
      },
    ));

  test(`${name}: the strictest policy of a page`, async () => {
    const policy = (base) =>
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${base}; frame-src ${base}; img-src data:; style-src 'none'">`;
    await withDocs(withBrowser, { head: policy, headers: ISOLATED }, async (browser) => {
      await browser.click(startButton);
      await reaches(browser, 'done');
    });
  });

  test(`${name}: two on one page take turns, and by keyboard alone`, () =>
    withDocs(
      withBrowser,
      {
        headers: ISOLATED,
        inside: (base) => element(base, LONG_ATTRIBUTES) + element(base, LONG_ATTRIBUTES),
      },
      async (browser) => {
        await browser.waitFor('both buttons', () =>
          [...document.querySelectorAll('gil-playground')].every((it) => it.shadowRoot !== null),
        );
        // A window that has just opened may not hear the first.
        await until('the focus to come to the first button', 10_000, async () => {
          await browser.press('Tab');
          return browser.evaluate(
            () => document.querySelector('gil-playground').shadowRoot.activeElement !== null,
          );
        });
        await browser.press('Enter');
        await reaches(browser, 'running', 0);
        await browser.evaluate(() =>
          document.querySelectorAll('gil-playground')[1].shadowRoot.querySelector('button').focus(),
        );
        await browser.press('Enter');
        await reaches(browser, 'running', 1);
        const second = () =>
          document.querySelectorAll('gil-playground')[1].shadowRoot.querySelector('iframe');
        await browser.inFrame(second, () =>
          browser.waitFor('its turn to come', () =>
            document
              .querySelector('gil-embed')
              .shadowRoot.textContent.includes('Waiting until another playground'),
          ),
        );
        await browser.evaluate(() => {
          for (const it of document.querySelectorAll('gil-playground')) it.cancel();
        });
        await reaches(browser, 'ready', 0);
        await reaches(browser, 'ready', 1);
      },
    ));

  test(`${name}: on a narrow page nothing is wider than it`, () =>
    withDocs(
      withBrowser,
      { head: () => '<style>body { width: 320px; margin: 0 }</style>', headers: ISOLATED },
      async (browser) => {
        await browser.click(startButton);
        await reaches(browser, 'done');
        await browser.inFrame(frame, async () => {
          const [inside, wide] = await browser.evaluate(() => [
            document.documentElement.scrollWidth,
            innerWidth,
          ]);
          assert.ok(inside <= wide && wide <= 320, `${inside} in ${wide}`);
        });
      },
    ));
}

const SANDBOX = {
  inside: (base) =>
    `<iframe sandbox="allow-scripts" src="${base}embed.html" title="GIL playground" height="640"></iframe>`,
};

test('Firefox: a frame in a sandbox says what its author has to allow', () =>
  withDocs(withFirefox, SANDBOX, (browser) =>
    browser.inFrame(frame, () =>
      browser.waitFor('the advice', () =>
        document
          .querySelector('gil-embed')
          ?.shadowRoot?.querySelector('[data-testid=sandboxed]')
          ?.textContent.includes('allow-same-origin'),
      ),
    ),
  ));

test('WebKit: a frame in a sandbox, where no script of ours may run, says so without one', () =>
  withDocs(withWebKit, SANDBOX, (browser) =>
    browser.inFrame(frame, () =>
      browser.waitFor('the advice', () => document.body.innerText.includes('allow-same-origin')),
    ),
  ));

test('WebKit that says it is isolated and shares nothing: the page simulates, the frame runs in processes', async () => {
  await withRun(withWebKitThatSharesNothing, {}, async (browser) => {
    assert.equal(await browser.evaluate(() => globalThis.crossOriginIsolated), true);
    assert.match(await textOf(browser, WHY), /Simulated, not measured/);
  });
  await withDocs(withWebKitThatSharesNothing, { headers: ISOLATED }, async (browser) => {
    await browser.click(startButton);
    await reaches(browser, 'done');
    assert.equal(await isolation(browser), 'processes');
  });
});
