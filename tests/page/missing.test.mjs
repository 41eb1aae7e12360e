// What the page says of files that do not come, and of browsers that refuse: what is wrong, and what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, opened, SMALL, stage, withPage } from './browser.mjs';
import { saysWhatToDo } from './saying.mjs';
import { HEADERS } from './server.mjs';

test('a missing coordinator script is named', () =>
  withPage({ hash: SMALL, trouble: true, server: { missing: /coordinator/ } }, async (page) => {
    await saysWhatToDo(
      page,
      'worker-load',
      /coordinator worker/,
      /http:\S+coordinator\S+\.js/,
      /missing on the server/,
    );
    assert.ok(await button(page, 'Retry').isVisible());
  }));

test('a missing pool worker script is named, and Retry works once it is there', () => {
  const server = { missing: /pool-worker/ };
  return withPage({ hash: SMALL, trouble: true, server }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await saysWhatToDo(
      page,
      'worker-load',
      /worker thread could not start/,
      /http:\S+pool-worker\S+\.js/,
      /Retry/,
    );
    server.missing = null;
    await button(page, 'Retry').click();
    await stage(page, 'done');
  });
});

test('a script that a pool worker needs is missing: that is said, not waited for', () =>
  withPage({ hash: SMALL, trouble: true, server: { missing: /gil_first-.*\.js/ } }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await saysWhatToDo(page, 'worker-load', /could not start/, /gil_first/);
  }));

test('pool workers that never answer are given up within ten seconds', () => {
  const server = { prepend: { to: /pool-worker/, code: 'for (;;) {}' } };
  return withPage({ hash: SMALL, trouble: true, server }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await saysWhatToDo(page, 'worker-load', /no answer within 8 s/);
  });
});

test('a missing wasm file is named', () =>
  withPage({ hash: SMALL, trouble: true, server: { missing: /\.wasm$/ } }, async (page) => {
    await saysWhatToDo(page, 'wasm-load', /http:\S+\.wasm/, /404/, /Retry/);
  }));

test('a browser without room for the memory says so', () => {
  const code =
    "WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };";
  const server = { prepend: { to: /coordinator/, code } };
  return withPage({ hash: SMALL, trouble: true, server }, (page) =>
    saysWhatToDo(page, 'memory', /128 MiB/, /could not allocate memory/, /Close other tabs/),
  );
});

test('a policy that forbids wasm is told from a missing file', () => {
  const headers = {
    ...HEADERS,
    'Content-Security-Policy': HEADERS['Content-Security-Policy'].replace(" 'wasm-unsafe-eval'", ''),
  };
  return withPage({ hash: SMALL, trouble: true, server: { headers } }, (page) =>
    saysWhatToDo(page, 'csp-wasm', /refused to compile/, /wasm-unsafe-eval/),
  );
});
