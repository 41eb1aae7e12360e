// What tests of the atlas' page share.
import { withPage } from './browser.mjs';

export const HERE = 'atlas.html';

export const ready = (page) => page.waitForSelector('gil-atlas[data-stage=ready]', { timeout: 10_000 });

export const search = (page) => page.getByLabel('Search the calls');

export const rows = (page) => page.locator('gil-atlas .row');

export const row = (page, call) => page.locator(`gil-atlas .row[data-key="${call} float64"]`);

export const shapes = (page, call) => row(page, call).locator('.shapes input');

export const verdict = (page, call) => row(page, call).getAttribute('data-verdict');

export const INV = 'numpy.linalg.inv(a)';

export const DET = 'numpy.linalg.det(a)';

/** Opens the page at a hash and waits for its rows. */
export const withAtlas = (options, body) =>
  withPage({ ...options, hash: HERE + (options.hash ?? '') }, async (page, served) => {
    await ready(page);
    await body(page, served);
  });
