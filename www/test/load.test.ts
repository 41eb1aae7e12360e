// Loading a wasm file over a bad network. Invariant: no server and no clock of its own: fetch is a fake whose bytes come
// when the test says, and time is mocked.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { ProblemError } from '../src/base/problem.ts';
import { loadWasm, SILENCE_MS } from '../src/wasm/load.ts';

/** A valid module with one custom section of 40 bytes. */
const WASM = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 40, 1, 0x78, ...new Array(38).fill(7)]);
const TYPE = { 'Content-Type': 'application/wasm' };

type Give = (bytes: Uint8Array | null) => void;
let asked: RequestCache[] = [];
const real = { fetch: globalThis.fetch, self: Reflect.get(globalThis, 'self') };

function answerWith(answer: (signal: AbortSignal) => Promise<Response> | Response): void {
  globalThis.fetch = (_, init) => {
    asked.push(init?.cache ?? 'default');
    return Promise.resolve(answer(init?.signal as AbortSignal));
  };
}

/** A body whose bytes the test sends. */
function dripping(signal: AbortSignal): { body: ReadableStream; give: Give } {
  let control: ReadableStreamDefaultController | undefined;
  const body = new ReadableStream({
    start(controller) {
      control = controller;
      signal.addEventListener('abort', () => controller.error(new Error('aborted')));
    },
  });
  return { body, give: (bytes) => (bytes === null ? control?.close() : control?.enqueue(bytes)) };
}

async function problemOfLoading(name: string) {
  const thrown = await loadWasm(name, 'The core').then(
    () => assert.fail('it loaded'),
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof ProblemError, String(thrown));
  return thrown.problem;
}

/** Lets everything that waits for no clock happen. */
const settle = async () => {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => {
  asked = [];
  Reflect.set(globalThis, 'self', { location: { href: 'http://here/' } });
});
afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = real.fetch;
  Reflect.set(globalThis, 'self', real.self);
});

test('a file that takes a minute is loaded, and every byte is told', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let give: Give = () => {};
  answerWith((signal) => {
    const drip = dripping(signal);
    give = drip.give;
    return new Response(drip.body, { headers: { ...TYPE, 'Content-Length': String(WASM.length) } });
  });
  const heard: [number, number | null][] = [];
  const loading = loadWasm('slow.wasm', 'The core', (...far) => heard.push(far));
  for (let at = 0; at < WASM.length; at += 5) {
    await settle();
    mock.timers.tick(SILENCE_MS - 1);
    give(WASM.slice(at, at + 5));
  }
  give(null);
  assert.ok((await loading) instanceof WebAssembly.Module);
  assert.deepEqual(heard.at(-1), [WASM.length, WASM.length]);
  assert.equal(heard.length, 10);
});

test('silence is given up, and said with how much had come', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  answerWith((signal) => {
    const { body, give } = dripping(signal);
    give(WASM.slice(0, 20));
    return new Response(body, { headers: { ...TYPE, 'Content-Length': '50' } });
  });
  const told = problemOfLoading('silent.wasm');
  await settle();
  mock.timers.tick(SILENCE_MS + 1);
  const { code, detail, hint } = await told;
  assert.equal(code, 'wasm-load');
  assert.match(detail, /stopped after 20 of 50 bytes/);
  assert.match(hint, /connection/);
});

const CAUSES: [string, () => Response, RegExp][] = [
  ['404', () => new Response('no', { status: 404 }), /answered 404: the file isn't there/],
  ['503', () => new Response('no', { status: 503 }), /answered 503/],
  ['cut', () => new Response(WASM.slice(0, 30), { headers: TYPE }), /cut off.*30 bytes/],
  ['empty', () => new Response('', { headers: TYPE }), /isn't WebAssembly/],
  [
    'html',
    () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    /sent text\/html that isn't WebAssembly/,
  ],
  [
    'short',
    () => new Response(WASM.slice(0, 30), { headers: { ...TYPE, 'Content-Length': '50' } }),
    /only 30 of 50 bytes/,
  ],
  [
    'odd',
    () => new Response(Uint8Array.from([...WASM.slice(0, 8), 99, 1, 0]), { headers: TYPE }),
    /can't compile it/,
  ],
];
for (const [name, answer, pattern] of CAUSES) {
  test(`${name}: said as what it is, and not blamed on the policy`, async () => {
    answerWith(answer);
    const { code, detail, hint } = await problemOfLoading(`${name}.wasm`);
    assert.equal(code, 'wasm-load');
    assert.match(detail, pattern);
    assert.doesNotMatch(detail + hint, /Content-Security-Policy/);
  });
}

test('a policy that forbids wasm is told from broken bytes by the smallest module', async () => {
  const { Module } = WebAssembly;
  answerWith(() => new Response(WASM, { headers: { 'Content-Type': 'application/wasm' } }));
  const streaming = mock.method(WebAssembly, 'compileStreaming', () =>
    Promise.reject(new WebAssembly.CompileError('refused')),
  );
  Reflect.set(WebAssembly, 'Module', () => {
    throw new WebAssembly.CompileError('refused');
  });
  try {
    const { code, hint } = await problemOfLoading('policy.wasm');
    assert.equal(code, 'csp-wasm');
    assert.match(hint, /wasm-unsafe-eval/);
  } finally {
    WebAssembly.Module = Module;
    streaming.mock.restore();
  }
});

test('offline is said as such', async () => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')));
  const { detail, hint } = await problemOfLoading('offline.wasm');
  assert.match(detail, /no answer \(Failed to fetch\)/);
  assert.match(hint, /online/);
});

test('what did not compile is fetched past the cache, at once and on every later try', async () => {
  const answers = [WASM.slice(0, 30), WASM];
  answerWith(() => new Response(answers.shift(), { headers: TYPE }));
  assert.ok((await loadWasm('cached.wasm', 'The core')) instanceof WebAssembly.Module);
  assert.deepEqual(asked, ['default', 'reload']);
  asked = [];
  answerWith(() => new Response('no', { status: 404 }));
  await problemOfLoading('later.wasm');
  await problemOfLoading('later.wasm');
  assert.deepEqual(asked, ['default', 'reload']);
});

test('the right bytes under another type are compiled', async () => {
  answerWith(() => new Response(WASM, { headers: { 'Content-Type': 'application/octet-stream' } }));
  assert.ok((await loadWasm('octets.wasm', 'The core')) instanceof WebAssembly.Module);
});
