// What tests of the builder share.
import { app, button, packed } from './browser.mjs';

export const builder = (page) => page.locator('gil-builder');

export const runs = (page) => page.locator('gil-runs');

/** A field of the builder or of a run by its place: "threads.0.count". */
export const field = (page, id) => page.locator(`gil-builder [id="${id}"], gil-runs [id="${id}"]`);

export const json = (page) => page.getByLabel('The same as JSON');

export const settings = (page) => app(page).evaluate((host) => host.settings);

export const scenario = async (page) => JSON.parse((await settings(page)).scenario);

export const link = (of, more = '') => `#v=1&engine=simulated${more}&scenario=${packed(JSON.stringify(of))}`;

export async function edit(page) {
  await button(page, 'Edit threads and operations').click();
  await builder(page).locator('fieldset').waitFor();
}

export async function compare(page) {
  await page.getByRole('button', { name: /^Compare / }).click();
  await runs(page).locator('li').first().waitFor();
}

/** What has the focus, through all shadow roots: its id, else its name. */
export const focused = (page) =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.id || at?.getAttribute('aria-label') || at?.textContent.trim();
  });

export const TWO = {
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
