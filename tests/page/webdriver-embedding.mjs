// <gil-playground> in a page that Firefox or WebKit shows. Invariant: the same steps whichever page it stands in.
import assert from 'node:assert/strict';
import { serve } from './server.mjs';

/** Serves these pages and opens one of them. */
export async function withServed(withBrowser, host, path, body) {
  const served = await serve(host);
  try {
    await withBrowser(async (browser) => {
      await browser.open(served.url + path);
      await body(browser);
    });
  } finally {
    await served.close();
  }
}

export const startButton = () =>
  document.querySelector('gil-playground')?.shadowRoot?.querySelector('button:enabled');
export const frame = () =>
  (document.querySelector('gil-playground')?.shadowRoot ?? document).querySelector('iframe');

export const reaches = (browser, state, nth = 0) =>
  browser.waitFor(
    `the state ${state}`,
    (state, nth) => document.querySelectorAll('gil-playground')[nth]?.state === state,
    60_000,
    state,
    nth,
  );

export const isolation = (browser) =>
  browser.evaluate(() => document.querySelector('gil-playground').isolation);

/** These browsers let no frame in a plain page have threads: the frame offers a tab, and that has them, by these means. */
export async function hasThreadsInTab(browser, means) {
  await browser.click(startButton);
  await browser.waitFor('the ladder', () => document.querySelector('gil-playground').isolation !== null);
  assert.equal(await isolation(browser), 'tab');
  const link = () => document.querySelector('gil-embed').shadowRoot.querySelector('a.primary');
  await browser.inFrame(frame, () =>
    browser.inNewWindow(
      () => browser.click(link),
      async () => {
        await browser.waitFor(
          'the run in the tab',
          () => document.querySelector('gil-embed')?.dataset.stage === 'done',
          60_000,
        );
        const here = await browser.evaluate(() => document.querySelector('gil-embed').dataset.isolation);
        assert.equal(here, means);
      },
    ),
  );
}
