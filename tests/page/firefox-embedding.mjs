// <gil-playground> in a page that Firefox shows. Invariant: the same steps whichever page it stands in.
import assert from 'node:assert/strict';

export const startButton = () =>
  document.querySelector('gil-playground')?.shadowRoot?.querySelector('button:enabled');
export const frame = () =>
  (document.querySelector('gil-playground')?.shadowRoot ?? document).querySelector('iframe');

export const reaches = (firefox, state, nth = 0) =>
  firefox.waitFor(
    `the state ${state}`,
    (state, nth) => document.querySelectorAll('gil-playground')[nth]?.state === state,
    60_000,
    state,
    nth,
  );

export const isolation = (firefox) =>
  firefox.evaluate(() => document.querySelector('gil-playground').isolation);

/** Firefox lets no frame in a plain page have threads: the frame offers a tab, and that has them, by these means. */
export async function hasThreadsInTab(firefox, means) {
  await firefox.click(startButton);
  await firefox.waitFor('the ladder', () => document.querySelector('gil-playground').isolation !== null);
  assert.equal(await isolation(firefox), 'tab');
  const link = () => document.querySelector('gil-embed').shadowRoot.querySelector('a.primary');
  await firefox.inFrame(frame, () =>
    firefox.inNewWindow(
      () => firefox.click(link),
      async () => {
        await firefox.waitFor(
          'the run in the tab',
          () => document.querySelector('gil-embed')?.dataset.stage === 'done',
          60_000,
        );
        const here = await firefox.evaluate(() => document.querySelector('gil-embed').dataset.isolation);
        assert.equal(here, means);
      },
    ),
  );
}
