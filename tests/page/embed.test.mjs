// The playground in other people's pages: real threads in a plain page, nothing fetched before it is started, nothing moved,
// nothing left behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, button, withPage } from './browser.mjs';
import {
  element,
  frameOf,
  playground,
  property,
  reaches,
  SMALL_ATTRIBUTES,
  startButton,
  withDocs,
} from './embedding.mjs';

/** What moved on the page although nobody touched it, as browsers count it. */
const watchShifts = (page) =>
  page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      // What follows a reader's own click is no surprise.
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

for (const crossSite of [false, true]) {
  test(`a plain page gets real threads from ${crossSite ? 'another site' : 'its own site'}, on a click and not before`, () =>
    withDocs({ crossSite }, async (page, { requests, base, docs }) => {
      await watchShifts(page);
      await page.evaluate(() => {
        globalThis.untouched = true;
      });
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      await page.waitForLoadState('networkidle');
      assert.deepEqual(
        requests.filter((url) => url.startsWith(base)),
        [`${base}gil-playground.js`],
      );
      assert.equal(await property(page, 'state'), 'poster');
      await startButton(page).click();
      await reaches(page, 'done');
      assert.equal(await property(page, 'isolation'), 'header');
      const report = await property(page, 'result');
      assert.equal(report.engine, 'measured');
      assert.equal(report.environment.isolation, 'header');
      assert.equal(report.lanes.length, 2);
      assert.ok(
        report.residuals[0].max < 100 && report.residuals[0].kernel === 'qr',
        JSON.stringify(report.residuals),
      );
      assert.equal((await property(page, 'results')).length, 2);
      assert.match(await frameOf(page).getByTestId('headline').innerText(), /./);
      const origins = new Set(requests.map((url) => new URL(url).origin));
      assert.deepEqual(origins, new Set([new URL(docs).origin, new URL(base).origin]));
      assert.equal(await page.evaluate(() => globalThis.untouched), true, 'the page was not loaded again');
      assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), false);
      assert.equal(await page.evaluate(() => globalThis.shifts), 0);
    }));
}

test('run by a script, in full sight of a reader, it moves nothing', () =>
  withDocs({}, async (page) => {
    await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
    await page.waitForLoadState('networkidle');
    await watchShifts(page);
    const box = await playground(page).boundingBox();
    assert.ok(box.y + box.height < page.viewportSize().height, 'it is in sight as a whole');
    const over = playground(page).evaluate((it) => it.run());
    const main = frameOf(page).locator('main');
    await main.evaluate((main) => {
      globalThis.mostPx = 0;
      new ResizeObserver(() => {
        globalThis.mostPx = Math.max(globalThis.mostPx, main.offsetHeight);
      }).observe(main);
    });
    await over;
    assert.equal(await page.evaluate(() => globalThis.shifts), 0);
    assert.equal((await playground(page).boundingBox()).height, box.height);
    // What lies below is out of sight now: it may take the room that it needs.
    await page.setViewportSize({ width: 1280, height: 300 });
    await page.waitForFunction(
      (before) => document.querySelector('gil-playground').getBoundingClientRect().height > before,
      box.height,
    );
    // No more than it needed at any time: the progress of a run, or of a second try, takes some lines more than its end.
    const [needed, most] = await main.evaluate((main) => [main.offsetHeight, globalThis.mostPx]);
    const { height } = await playground(page).boundingBox();
    assert.ok(height >= needed && height < most + 60, `${height} px for ${needed}, at most ${most}`);
  }));

test('a line of text for a poster keeps its room, and the button stays in it', () =>
  withDocs(
    { inside: (base) => element(base, SMALL_ATTRIBUTES, 'Four threads take turns.') },
    async (page) => {
      const button = await startButton(page).boundingBox();
      const room = await playground(page).boundingBox();
      assert.ok(room.height < 40, `${room.height} px for a line`);
      assert.ok(
        button.y >= room.y && button.y + button.height <= room.y + room.height,
        JSON.stringify(button),
      );
    },
  ));

test('start=load waits until it is in sight', () =>
  withDocs(
    {
      inside: (base) => `<div id="gap"></div>${element(base, `${SMALL_ATTRIBUTES} start="load"`)}`,
      head: () => '<style>#gap { height: 300vh }</style>',
    },
    async (page, { requests }) => {
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      await page.waitForTimeout(300);
      assert.ok(!requests.some((url) => url.includes('embed.html')));
      await playground(page).scrollIntoViewIfNeeded();
      await reaches(page, 'done');
    },
  ));

test('a frame without the element does the same', () =>
  withDocs(
    {
      inside: (base) =>
        `<iframe src="${base}embed.html#v=1&kernel=qr&n=256&threads=2&repeat=4" title="GIL playground" width="100%" height="640"></iframe>`,
    },
    async (page) => {
      const frame = frameOf(page);
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await frame.getByTestId('headline').waitFor();
      assert.equal(await frame.getByTestId('badge').innerText(), 'Real threads');
    },
  ));

test('the badge in a frame is true of the runs beside it, before they run and after', () => {
  const asked = {
    Simulated: 'engine=simulated',
    'Real threads and simulated': 'compare=cpython-3.12,cpython-3.12(engine=simulated)',
  };
  const frames = (base) =>
    Object.values(asked)
      .map((more) => {
        const src = `${base}embed.html#v=1&kernel=qr&n=256&threads=2&repeat=4&${more}`;
        return `<iframe src="${src}" title="GIL playground" width="100%" height="640"></iframe>`;
      })
      .join('');
  return withDocs({ inside: frames }, async (page) => {
    for (const [i, badge] of Object.keys(asked).entries()) {
      const frame = page.frameLocator('iframe').nth(i);
      const says = async () => {
        assert.equal(await frame.getByTestId('badge').innerText(), badge);
        assert.match(await frame.getByTestId('meaning').innerText(), /simulat/i);
      };
      await frame.getByTestId('timeline').first().waitFor();
      await says();
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await frame.getByTestId('headline').waitFor();
      await says();
    }
  });
});

/** On a busy machine a measured run has more to say, and that takes room. */
const SIMULATED = `${SMALL_ATTRIBUTES} engine="simulated"`;

/** Whether both timelines are seen without scrolling in the frame. */
const timelinesInSight = (page) =>
  frameOf(page)
    .getByTestId('timeline')
    .evaluateAll(
      (all) =>
        all.length === 2 &&
        all.every((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }),
    );

for (const width of [375, 1024, 2600])
  for (const started of ['start=load', 'a script'])
    test(`with nothing between its tags, ${started} shows both timelines, ${width} px wide`, () =>
      withDocs(
        {
          viewport: { width, height: 1400 },
          inside: (base) => element(base, `${SIMULATED} ${started === 'a script' ? '' : 'start="load"'}`, ''),
          head: () => '',
        },
        async (page) => {
          await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
          if (started === 'a script') await playground(page).evaluate((it) => it.run());
          await reaches(page, 'done');
          await page.waitForTimeout(300);
          assert.ok(await timelinesInSight(page), `${(await playground(page).boundingBox()).height} px high`);
        },
      ));

for (const given of ['the attribute', 'a link'])
  test(`a lesson in a frame, by ${given}: bet, run, reveal, and on to the next`, () =>
    withDocs(
      {
        inside: (base) =>
          given === 'a link'
            ? `<iframe src="${base}embed.html#v=1&lesson=one-lock" title="GIL playground" width="100%" height="900"></iframe>`
            : element(base, 'lesson="one-lock"'),
      },
      async (page) => {
        if (given !== 'a link') await startButton(page).click();
        const frame = frameOf(page);
        const lesson = frame.locator('gil-lesson');
        await lesson.getByRole('heading', { name: 'One lock' }).waitFor();
        // The button of the element starts the frame; the bet is the reader's.
        await frame.locator('gil-embed[data-stage=ready]').waitFor();
        await page.waitForTimeout(300);
        assert.equal(await frame.locator('gil-embed').getAttribute('data-stage'), 'ready');
        assert.equal(await frame.getByTestId('timeline').count(), 0, 'nothing is shown before the bet');
        assert.equal(await frame.getByTestId('badge').innerText(), 'Simulated');
        await lesson.getByRole('textbox', { name: /typed/ }).fill('4');
        await lesson.getByRole('button', { name: 'Place the bet and run' }).click();
        assert.match(await lesson.getByTestId('verdict').innerText(), /^You said 4\.00×, it is 0\.\d+×/);
        assert.equal(await frame.getByTestId('timeline').count(), 1);
        assert.equal(await frame.getByTestId('headline').count(), 0, 'the lesson tells the end');
        await lesson.getByRole('button', { name: /→$/ }).click();
        await lesson.getByRole('heading', { name: 'Kernels that' }).waitFor();
        assert.equal(await lesson.getByTestId('reveal').count(), 0);
        if (given === 'a link') return;
        const report = await playground(page).evaluate((it) => it.run());
        assert.equal(report.engine, 'simulated');
        await playground(page).evaluate((it) => it.setAttribute('lesson', 'interval'));
        await lesson.getByRole('heading', { name: 'Taking turns' }).waitFor();
      },
    ));

test('what Run brings comes into view in a narrow frame, and the page around it stays where it is', () =>
  withDocs(
    {
      viewport: { width: 375, height: 700 },
      inside: (base) => element(base, `${SIMULATED} controls="form" height="400"`),
    },
    async (page) => {
      await startButton(page).click();
      await reaches(page, 'done');
      const frame = frameOf(page);
      await frame.locator('html').evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
      const before = await page.evaluate(() => scrollY);
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await frame.locator('gil-embed[data-runs="2"]').waitFor();
      await page.waitForTimeout(900);
      const { top, bottom } = await frame
        .getByTestId('headline')
        .evaluate((it) => it.getBoundingClientRect().toJSON());
      assert.ok(top >= 0 && bottom <= 400, `${top} to ${bottom}`);
      assert.match(await frame.getByTestId('status').textContent(), /^\s*Done\. /);
      assert.equal(await page.evaluate(() => scrollY), before);
    },
  ));

test('by keyboard alone, with a screen reader, on 320 px, in light and dark', () =>
  withDocs(
    {
      viewport: { width: 320, height: 640 },
      bypassCSP: true,
      inside: (base) => element(base, SMALL_ATTRIBUTES, '<p>A poster.</p>'),
    },
    async (page) => {
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await reaches(page, 'done');
      const [frame] = page.frames().slice(1);
      for (const theme of ['light', 'dark']) {
        await playground(page).evaluate((it, theme) => it.setAttribute('theme', theme), theme);
        await page.waitForTimeout(100);
        await assertAccessible(frame, theme);
      }
      assert.ok((await frame.evaluate(() => document.documentElement.scrollWidth)) <= 290);
      for (let i = 0; i < 20; i++) {
        await page.keyboard.press('Tab');
        if (await button(frame, 'Run').evaluate((it) => it.matches(':focus'))) break;
      }
      await page.keyboard.press('Enter');
      await reaches(page, 'done');
    },
  ));

test('on its own, in a tab, the frame’s page is a small playground with its form', () =>
  withPage(
    { path: 'embed.html', hash: '#v=1&kernel=lu&n=64&threads=2&repeat=2&height=500&base=./' },
    async (page) => {
      await page.waitForSelector('gil-embed[data-stage=ready]');
      await page.locator('gil-form #n').fill('48');
      await button(page, 'Run').click();
      await page.waitForSelector('gil-embed[data-stage=done]', { timeout: 60_000 });
      assert.match(page.url(), /n=48/);
    },
  ));
