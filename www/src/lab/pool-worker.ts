// A pool thread's script: wasm-bindgen-rayon's own helper, and an ear for what it does not report. Invariant: every
// error that ends a pool thread, be it a script that does not load or a trap in the middle of a kernel, is an error event at
// the coordinator; the helper alone would lose it in a promise that no code awaits.

import { live } from '../wasm/alive.ts';

live();

// The helper lies in a folder with a hash in its name. Its package declares it free of side effects, so it has to be
// used for something, or the bundler drops it.
const helpers = import.meta.glob('../../pkg/first/snippets/wasm-bindgen-rayon-*/src/workerHelpers.js', {
  eager: true,
});
if (Object.values(helpers).length !== 1) throw new Error('the build has no helper for pool threads');

self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  self.reportError(event.reason);
});
