// What is said of the machine where the browser says nothing, or throws. Invariant: the browser is a fake.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { aboutCores, copied, coresHere, served } from '../src/base/here.ts';
import { inTurn } from '../src/lab/turn.ts';
import { living } from '../src/lab/watch.ts';

const real = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
afterEach(() => {
  if (real === undefined) Reflect.deleteProperty(globalThis, 'navigator');
  else Object.defineProperty(globalThis, 'navigator', real);
});

function browser(navigator: object): void {
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}

/** Every one of its properties throws. */
const HOSTILE = new Proxy(
  {},
  {
    get() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  },
);

test('the browser’s own number of cores is taken, and nothing is said of it', () => {
  browser({ hardwareConcurrency: 12 });
  assert.equal(coresHere(), 12);
  assert.equal(aboutCores(), '');
});

for (const [what, navigator] of [
  ['says nothing', {}],
  ['throws', HOSTILE],
] as const) {
  test(`a browser that ${what}: one core is assumed and said, and nothing fails`, async () => {
    browser(navigator);
    assert.equal(coresHere(), 1);
    assert.match(aboutCores(), /1 is assumed/);
    assert.equal(served(), false);
    assert.equal(await copied('text'), false);
    assert.equal(await living('x1'), null);
    const run = inTurn(
      async () => 'ran',
      () => {},
      new AbortController().signal,
    );
    assert.equal(await run, 'ran');
  });
}
