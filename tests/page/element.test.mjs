// What <gil-playground> promises the page around it: its turn, its answers, its failures, and nothing left behind.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
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

/** Longer than the second frame needs to load, on a busy machine too. */
const VERY_LONG = LONG_ATTRIBUTES.replace('repeat="10"', 'repeat="200"');

test('two on one page take turns', () =>
  withDocs({ inside: (base) => element(base, VERY_LONG) + element(base, VERY_LONG) }, async (page) => {
    for (let i = 0; i < 2; i++)
      await startButton(page)
        .first()
        .click({ position: { x: 5, y: 5 } });
    await reaches(page, 'running', 0);
    await reaches(page, 'running', 1);
    const waiting = [1, 2].map((nth) =>
      page
        .frameLocator(`gil-playground:nth-of-type(${nth}) iframe`)
        .getByText(/^Waiting until another playground/),
    );
    // Either may have loaded first.
    const second = await Promise.any(waiting.map((one, nth) => one.waitFor().then(() => nth)));
    assert.ok(!(await waiting[1 - second].isVisible()), 'not both wait');
    await playground(page)
      .nth(1 - second)
      .evaluate((it) => it.cancel());
    await waiting[second].waitFor({ state: 'detached' });
    await playground(page)
      .nth(second)
      .evaluate((it) => it.cancel());
    await reaches(page, 'ready', 0);
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
  ['lesson="convoi"', /lesson = convoi is not known.*one-lock.*convoy/, null],
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
      if (attribute.startsWith('preset')) {
        assert.equal(await frameOf(page).locator('h1').innerText(), 'GIL playground');
        assert.equal(await frameOf(page).getByText('Press Run').count(), 0);
      }
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
