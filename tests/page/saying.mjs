// What tests of trouble share.
import assert from 'node:assert/strict';
import { problem } from './browser.mjs';

export async function saysWhatToDo(page, code, ...patterns) {
  await problem(page).waitFor({ timeout: 10_000 });
  assert.equal(await problem(page).getAttribute('data-code'), code);
  const text = await problem(page).innerText();
  for (const pattern of patterns) assert.match(text, pattern);
  assert.ok(await page.locator('gil-form #n').isVisible(), 'the form is there');
}
