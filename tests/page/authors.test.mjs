// The authors' page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, withPage } from './browser.mjs';
import { property, reaches, startButton } from './embedding.mjs';

test('the authors’ page shows what it speaks of, and reads well in light and dark and at 320 px', () =>
  withPage(
    { path: 'authors.html', bypassCSP: true, viewport: { width: 320, height: 700 } },
    async (page, _, requests) => {
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      await page.waitForLoadState('networkidle');
      assert.ok(!requests.some((url) => url.includes('embed.html')), 'nothing is started');
      assert.ok((await page.locator('section[aria-label=Attributes] tbody tr').count()) >= 16);
      assert.ok((await page.locator('#bad-config').innerText()).includes('Change the attribute'));
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page, colorScheme);
      }
      await startButton(page).click();
      await reaches(page, 'done');
      assert.equal(await property(page, 'isolation'), 'header');
    },
  ));
