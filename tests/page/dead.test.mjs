// Workers that end or hang without a word: the page says so within ten seconds, and Retry works.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, fill, opened, problem, SMALL, stage, withPage } from './browser.mjs';

/** JavaScript for the coordinator: the first worker that it starts is gone after so long, without a word. */
const endsFirstWorker = (afterMs) => `
  self.Worker = class extends self.Worker {
    constructor(...given) {
      super(...given);
      if (!self.first) setTimeout(() => this.terminate(), ${afterMs});
      self.first = true;
    }
  };`;
const ENDLESS = '#v=1&kernel=schur&n=256&threads=2&repeat=400';

async function saysWithinTenSeconds(page, sinceMs, ...patterns) {
  await problem(page).waitFor({ timeout: 15_000 });
  const tookMs = Date.now() - sinceMs;
  assert.ok(tookMs <= 10_000, `told after ${tookMs} ms`);
  const text = await problem(page).innerText();
  for (const pattern of [...patterns, /Retry/]) assert.match(text, pattern);
}

async function retriesWith(page, server, values) {
  server.prepend = null;
  await fill(page, values);
  await button(page, 'Retry').click();
  await stage(page, 'done');
}

test('a thread that ends without a word in the middle of a run is told within ten seconds, and Retry works', () => {
  const server = { prepend: { to: /coordinator/, code: endsFirstWorker(4000) } };
  return withPage({ hash: ENDLESS, trouble: true, server }, async (page) => {
    await opened(page);
    const startMs = Date.now();
    await button(page, 'Run').click();
    await saysWithinTenSeconds(page, startMs + 4000, /worker of this run is gone/, /"pool 1"/);
    await retriesWith(page, server, { kernel: 'qr', n: 32, repeat: 2 });
  });
});

test('a coordinator that hangs in the middle of a run is told within ten seconds, and Retry works', () => {
  const code = `self.addEventListener('message', ({ data }) => {
    if (data.call === 'run') setTimeout(() => { for (;;); }, 4000);
  });`;
  const server = { prepend: { to: /coordinator/, code } };
  return withPage({ hash: ENDLESS, trouble: true, server }, async (page) => {
    await opened(page);
    const startMs = Date.now();
    await button(page, 'Run').click();
    await page
      .getByTestId('progress')
      .getByText(/of 800 tasks/)
      .waitFor({ timeout: 60_000 });
    await saysWithinTenSeconds(page, startMs + 4000, /no sign of life/);
    await retriesWith(page, server, { kernel: 'qr', n: 32, repeat: 2 });
  });
});

test('a worker that ends while it simulates is told within ten seconds, and one that takes long is not', () => {
  // What is simulated here is small: the worker is busy with something else before.
  const code = `
    self.addEventListener('message', ({ data }) => {
      const endMs = performance.now() + (data.call === 'simulate' ? 15000 : 0);
      while (performance.now() < endMs);
    });`;
  const init = `
    window.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        window.endWorker = () => this.terminate();
      }
    };`;
  const server = { prepend: { to: /simulator-worker/, code } };
  return withPage({ hash: `${SMALL}&engine=simulated`, trouble: true, server, init }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await page.getByTestId('silent').waitFor({ timeout: 12_000 });
    assert.match(await page.getByTestId('silent').innerText(), /No progress for \d+ s/);
    assert.equal(await problem(page).count(), 0);
    await page.evaluate(() => window.endWorker());
    await saysWithinTenSeconds(page, Date.now(), /worker of this run is gone/, /"simulator"/);
    await retriesWith(page, server, {});
  });
});
