// The playground in other people's pages: real threads in a plain page, nothing fetched before it is started, nothing moved,
// nothing left behind.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertAccessible, button, withPage } from './browser.mjs';
import {
  docs,
  element,
  frameOf,
  LONG_ATTRIBUTES,
  playground,
  property,
  reaches,
  SMALL_ATTRIBUTES,
  startButton,
  withDocs,
} from './embedding.mjs';
import { HEADERS } from './server.mjs';

/** What moved on the page although nobody touched it, as browsers count it. */
const watchShifts = (page) =>
  page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      // What follows a reader's own click is no surprise.
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

/** Threads in a tab, none in a frame. */
const onItsOwn = { ...HEADERS, 'Document-Isolation-Policy': 'none' };

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
    await playground(page).evaluate((it) => it.run());
    assert.equal(await page.evaluate(() => globalThis.shifts), 0);
    assert.equal((await playground(page).boundingBox()).height, box.height);
    // What lies below is out of sight now: it may take the room that it needs.
    await page.setViewportSize({ width: 1280, height: 300 });
    await page.waitForFunction(
      (before) => document.querySelector('gil-playground').getBoundingClientRect().height > before,
      box.height,
    );
  }));

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
        `<iframe src="${base}embed.html#v=1&kernel=qr&n=96&threads=2&repeat=4" title="GIL playground" width="100%" height="640"></iframe>`,
    },
    async (page) => {
      const frame = frameOf(page);
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await frame.getByTestId('headline').waitFor();
      assert.equal(await frame.getByTestId('badge').innerText(), 'Real threads');
    },
  ));

test('a page that is isolated itself can embed it too', () =>
  withDocs({ headers: HEADERS_OF_AN_ISOLATED_PAGE, crossSite: true }, async (page) => {
    assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
  }));

const HEADERS_OF_AN_ISOLATED_PAGE = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

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

/** Longer than the second frame needs to load, on a busy machine too. */
const VERY_LONG = LONG_ATTRIBUTES.replace('repeat="10"', 'repeat="200"');

test('two on one page take turns', () =>
  withDocs({ inside: (base) => element(base, VERY_LONG) + element(base, VERY_LONG) }, async (page) => {
    for (const nth of [0, 1])
      await startButton(page)
        .first()
        .click({ position: { x: 5, y: 5 } })
        .then(() => nth);
    await reaches(page, 'running', 0);
    await reaches(page, 'running', 1);
    const waiting = page
      .frameLocator('gil-playground:nth-of-type(2) iframe')
      .getByText(/^Waiting until another playground/);
    await waiting.waitFor();
    await playground(page)
      .first()
      .evaluate((it) => it.cancel());
    await waiting.waitFor({ state: 'detached' });
    await playground(page)
      .last()
      .evaluate((it) => it.cancel());
    await reaches(page, 'ready', 1);
  }));

test('the element answers: run, cancel, results, trace, other attributes, another theme', () =>
  withDocs(
    { head: () => '<style>[data-theme=dark] body { background: #111; color: #eee }</style>' },
    async (page) => {
      await page.evaluate(() => {
        const types = ['ready', 'statechange', 'progress', 'result', 'error', 'warning'];
        globalThis.told = Object.fromEntries(types.map((type) => [type, []]));
        for (const type of types)
          addEventListener(`gil-${type}`, ({ detail }) => globalThis.told[type].push(detail));
      });
      const it = playground(page);
      const report = await it.evaluate(async (it) => it.run());
      assert.equal(report.scenario.runtime, 'cpython-3.12');
      const told = await page.evaluate(() => globalThis.told);
      assert.equal(told.ready.length, 1);
      assert.ok(
        told.ready[0].timerStepUs > 0 && told.ready[0].timerStepUs <= 100 && told.ready[0].version !== '',
      );
      assert.deepEqual(
        told.statechange.map(({ state }) => state),
        ['opening', 'ready', 'running', 'done'],
      );
      assert.equal(told.result.length, 1);
      assert.deepEqual(told.error, []);
      assert.deepEqual(told.warning, []);
      assert.deepEqual(await it.evaluate((it) => JSON.parse(JSON.stringify(it))), report);
      const trace = JSON.parse(await it.evaluate((it) => it.toTrace()));
      assert.ok(trace.traceEvents.length > 10);

      const scheme = () =>
        frameOf(page)
          .locator('html')
          .evaluate((html) => html.style.colorScheme);
      const ground = () =>
        frameOf(page)
          .locator('body')
          .evaluate((body) => getComputedStyle(body).backgroundColor);
      assert.equal(await scheme(), 'light');
      const light = await ground();
      await page.evaluate(() => {
        document.documentElement.dataset.theme = 'dark';
      });
      await page.waitForTimeout(100);
      assert.equal(await scheme(), 'dark');
      assert.notEqual(await ground(), light);
      await it.evaluate((it) => it.style.setProperty('--gil-lane-run', 'rgb(1, 2, 3)'));
      await it.evaluate((it) => it.setAttribute('theme', 'light'));
      await page.waitForTimeout(100);
      assert.equal(await scheme(), 'light');
      assert.equal(
        await frameOf(page)
          .locator('html')
          .evaluate((html) => html.style.getPropertyValue('--state-released')),
        'rgb(1, 2, 3)',
      );

      await it.evaluate((it) => it.reset());
      await reaches(page, 'ready');
      assert.equal(await property(page, 'result'), null);
      await it.evaluate(
        (it, attributes) => {
          for (const [name, value] of attributes) it.setAttribute(name, value);
        },
        [...LONG_ATTRIBUTES.matchAll(/(\w+)="(\w+)"/g)].map(([, name, value]) => [name, value]),
      );
      const outcome = await it.evaluate(async (it) => {
        const run = it.run().catch(({ code, hint, docsUrl }) => ({ code, hint, docsUrl }));
        while (it.state !== 'running') await new Promise((resolve) => setTimeout(resolve, 20));
        it.cancel();
        return run;
      });
      assert.equal(outcome.code, 'aborted');
      assert.match(outcome.docsUrl, /authors\.html#aborted$/);
    },
  ));

const BAD = [
  ['n="0"', /0.*1 to 1024/, 'bad-config'],
  ['n="lots"', /n = lots/, 'bad-config'],
  ['threads="1e9"', /1000000000/, 'bad-config'],
  ['kernel="eigen"', /"eigen"/, 'bad-config'],
  ['preset="nothing-known"', /preset = nothing-known/, 'bad-config'],
  ['scenario="@@@"', /scenario/, null],
  ['compare="ruby"', /ruby/, 'bad-config'],
  ['controls="wheel"', /controls = wheel.*none, run, form/, null],
  ['theme="sepia"', /theme = sepia.*auto, light, dark/, null],
  ['height="tall"', /height = tall.*320 to 1200/, null],
  ['start="never"', /start = never.*click, load/, null],
];

test('a wrong attribute is named with what it can be, and what can still run, runs', () =>
  withDocs({ inside: (base) => element(base, SMALL_ATTRIBUTES), trouble: true }, async (page) => {
    for (const [attribute, message, code] of BAD) {
      const outcome = await page.evaluate(async (attribute) => {
        document.querySelector('gil-playground')?.remove();
        const warnings = [];
        const warn = ({ detail }) => warnings.push(detail.message);
        addEventListener('gil-warning', warn);
        const small =
          attribute.startsWith('preset') || attribute.startsWith('scenario')
            ? ''
            : 'n="48" threads="2" repeat="2"';
        // What comes first counts.
        document
          .querySelector('h1')
          .insertAdjacentHTML('afterend', `<gil-playground ${attribute} ${small}></gil-playground>`);
        const it = document.querySelector('gil-playground');
        const failure = await it.run().then(
          () => null,
          ({ code, message }) => ({ code, message }),
        );
        removeEventListener('gil-warning', warn);
        return { failure, warnings, state: it.state };
      }, attribute);
      const words = [...outcome.warnings, outcome.failure?.message ?? ''].join('\n');
      assert.match(words, message, attribute);
      assert.equal(outcome.failure?.code ?? null, code, `${attribute}: ${JSON.stringify(outcome)}`);
      assert.equal(outcome.state, code === null ? 'done' : 'ready', attribute);
    }
  }));

test('a folder that is not there is told, with the address and what to check', () =>
  withDocs(
    { trouble: true, inside: (base) => element(base, `${SMALL_ATTRIBUTES} base="${base}nowhere/"`) },
    async (page) => {
      await page.clock.install();
      await startButton(page).click();
      await page.waitForTimeout(500);
      await page.clock.fastForward(16_000);
      await reaches(page, 'failed');
      assert.match(
        await playground(page).evaluate((it) => it.shadowRoot.querySelector('small').textContent),
        /nowhere\/embed\.html[\s\S]*attribute base/,
      );
      assert.ok(await startButton(page).isEnabled());
    },
  ));

/** Threads that run dedicated workers, in all processes of the browser. */
function workerThreads() {
  let count = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const task of readdirSync(`/proc/${pid}/task`))
        if (readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').startsWith('DedicatedWorker')) count += 1;
    } catch {
      // It has ended meanwhile.
    }
  }
  return count;
}

test(
  'taken out in the middle of a run it leaves no worker behind',
  { skip: process.platform !== 'linux' },
  () =>
    withDocs({ inside: (base) => element(base, LONG_ATTRIBUTES) }, async (page) => {
      const before = workerThreads();
      await startButton(page).click();
      await frameOf(page).getByTestId('progress').waitFor();
      await page.waitForTimeout(300);
      assert.ok(workerThreads() >= before + 5, `${workerThreads()} threads, ${before} before`);
      await playground(page).evaluate((it) => it.remove());
      const removed = performance.now();
      while (workerThreads() > before && performance.now() - removed < 10_000) await page.waitForTimeout(50);
      const tookMs = performance.now() - removed;
      assert.ok(tookMs < 3000, `the last worker ended after ${tookMs} ms`);
    }),
);

test('messages of strangers, in any shape and number, change nothing', () =>
  withDocs({ crossSite: true }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'done');
    const before = await playground(page).evaluate((it) =>
      JSON.stringify([it.state, it.result, it.isolation]),
    );
    await page.evaluate(async () => {
      const frame = document.querySelector('gil-playground').shadowRoot.querySelector('iframe').contentWindow;
      const words = [
        'hello',
        'init',
        'run',
        'result',
        'state',
        'size',
        'ready',
        'cancel',
        'reset',
        'look',
        '__proto__',
        '',
      ];
      let seed = 7;
      const random = (below) => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return seed % below;
      };
      const value = (depth = 0) =>
        [
          () => null,
          () => random(1e9) - 5e8,
          () => words[random(words.length)],
          () => [value(depth + 1)],
          () => ({
            gilPlayground: random(3),
            v: random(3),
            type: words[random(words.length)],
            id: random(9),
            height: 1e9,
          }),
          () => new Uint8Array(random(64)),
        ][random(depth > 3 ? 3 : 6)]();
      // From the page itself, from a frame of a stranger's, and with ports of their own.
      const stranger = document.createElement('iframe');
      document.body.append(stranger);
      for (let i = 0; i < 10_000; i++) {
        const message = value();
        const ports = i % 10 === 0 ? [new MessageChannel().port1] : [];
        frame.postMessage(message, '*', ports);
        stranger.contentWindow.parent.postMessage(message, '*');
        stranger.contentWindow.eval?.('0');
        if (i % 500 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      stranger.remove();
    });
    await page.waitForTimeout(500);
    const after = await playground(page).evaluate((it) =>
      JSON.stringify([it.state, it.result, it.isolation]),
    );
    assert.equal(after, before);
    assert.equal((await playground(page).evaluate(async (it) => (await it.run()).lanes)).length, 2);
  }));

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
