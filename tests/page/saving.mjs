// What tests of saving, copying and opening share.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { button, SMALL, stage } from './browser.mjs';

export const ROOT = new URL('../../', import.meta.url);

export const text = (path) => readFile(new URL(path, ROOT), 'utf8');

export const SIMULATED = `${SMALL}&engine=simulated`;

export const bar = (page) => page.locator('gil-share');

export const said = (page) => page.getByTestId('said');

/** What a press of this button saves. */
export async function saved(page, name, group = 0) {
  await barIsThere(page);
  const downloading = page.waitForEvent('download');
  await bar(page).getByRole('button', { name, exact: true }).nth(group).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** Opens the section it stands in. */
export async function barIsThere(page) {
  await stage(page, 'ready', 'done');
  if (!(await page.getByTestId('share').evaluate((details) => details.open))) {
    await page.getByText('Share, save and open').click();
  }
  await button(page, 'Open a file …').waitFor();
}

/** Drops a file on the page, as a hand does. */
export async function drop(page, name, content) {
  await barIsThere(page);
  const transfer = await page.evaluateHandle(
    ({ name, content }) => {
      const data = new DataTransfer();
      data.items.add(new File([content], name));
      return data;
    },
    { name, content },
  );
  const main = page.locator('gil-app main');
  await main.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.getByTestId('drop').waitFor();
  await main.dispatchEvent('drop', { dataTransfer: transfer });
  assert.equal(await page.getByTestId('drop').count(), 0);
}
