// What an embedded page gets where it is isolated, where it is not, and where it is forbidden.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './browser.mjs';
import {
  docs,
  element,
  frameOf,
  playground,
  property,
  reaches,
  SMALL_ATTRIBUTES,
  startButton,
  withDocs,
} from './embedding.mjs';
import { HEADERS } from './server.mjs';

/** Threads in a tab, none in a frame. */
const onItsOwn = { ...HEADERS, 'Document-Isolation-Policy': 'none' };

const HEADERS_OF_AN_ISOLATED_PAGE = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

test('a page that is isolated itself can embed it too', () =>
  withDocs({ headers: HEADERS_OF_AN_ISOLATED_PAGE, crossSite: true }, async (page) => {
    assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
  }));

test('a page with the strictest policy that names the playground can embed it', () => {
  const policy = (base) =>
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${base}; frame-src ${base}; img-src data:; style-src 'none'">`;
  return withDocs({ head: policy }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
    assert.ok(
      (await playground(page).evaluate((it) => it.getBoundingClientRect().height)) >= 640,
      'it is styled',
    );
  });
});

test('where the server sends no headers, sw lets a service worker of its folder add them, and only the frame loads again', async () => {
  await withPage(
    {
      server: { headers: {}, pages: { '/docs.html': docs(element('./', `${SMALL_ATTRIBUTES} sw`)) } },
      path: 'docs.html',
    },
    async (page, _, requests) => {
      await page.evaluate(() => {
        globalThis.untouched = true;
      });
      await startButton(page).click();
      await reaches(page, 'done');
      assert.equal(await property(page, 'isolation'), 'scoped-sw');
      assert.equal((await property(page, 'result')).environment.isolation, 'scoped-sw');
      assert.equal(requests.filter((url) => url.includes('embed.html')).length, 2);
      assert.equal(await page.evaluate(() => globalThis.untouched), true);
    },
  );
});

test('where only a tab of its own can have threads, the frame offers one, and there it has them', () =>
  withDocs({ host: { headers: onItsOwn } }, async (page) => {
    await startButton(page).click();
    await page.waitForFunction(() => document.querySelector('gil-playground').isolation !== null);
    assert.equal(await property(page, 'isolation'), 'tab');
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      frameOf(page).getByRole('link', { name: 'Open in a tab' }).click(),
    ]);
    await tab.waitForSelector('gil-embed[data-isolation=header]');
    await tab.waitForSelector('gil-embed[data-stage=done]', { timeout: 60_000 });
  }));

test('a frame in a sandbox without an origin says what its author has to allow', () =>
  withDocs(
    {
      trouble: true,
      inside: (base) =>
        `<iframe sandbox="allow-scripts" src="${base}embed.html" title="GIL playground" height="640"></iframe>`,
    },
    async (page) => {
      assert.match(
        await frameOf(page).getByTestId('sandboxed').innerText(),
        /allow-scripts allow-same-origin/,
      );
    },
  ));
