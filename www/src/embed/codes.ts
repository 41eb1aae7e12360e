// Why a playground in a page may fail, by code, and what its author can do. Invariant: one row for each code there is, by
// type; `gil-error` and a rejected `run()` carry the code, and their docsUrl leads to its row on the authors' page.
import type { ProblemCode } from '../base/problem.ts';

export const CODES: Record<ProblemCode, { means: string; fix: string }> = {
  'worker-load': {
    means: 'A script could not be loaded, or isn’t allowed to run.',
    fix: 'Serve the whole folder, .js as text/javascript, every file with the headers of one of the host files; give sandboxed frames allow-scripts and allow-same-origin.',
  },
  'wasm-load': {
    means: 'The WebAssembly file could not be loaded.',
    fix: 'Serve the whole folder, .wasm as application/wasm.',
  },
  'csp-wasm': {
    means: 'A Content-Security-Policy forbids WebAssembly.',
    fix: "The folder’s own policy needs script-src 'self' 'wasm-unsafe-eval'. Your pages’ policy needs nothing but frame-src for it.",
  },
  'not-isolated': {
    means: 'Threads cannot share memory here.',
    fix: 'See “What readers get”: send the headers, or add the attribute sw.',
  },
  memory: {
    means: 'The browser can’t provide the memory that the threads need.',
    fix: 'Ask for a smaller n or fewer threads; readers can close other tabs.',
  },
  panic: {
    means: 'A bug in the playground; the message has its text.',
    fix: 'Please report it, with that text.',
  },
  timeout: {
    means: 'The frame, or something in it, did not answer in time.',
    fix: 'Check the attribute base and your policy’s frame-src; on a slow connection, try again.',
  },
  'bad-config': {
    means: 'The question can’t be run; the message names the value and what it can be.',
    fix: 'Change the attribute that the message names.',
  },
  aborted: {
    means: 'The run was cancelled, or the element was removed from the page.',
    fix: 'No action needed.',
  },
  failed: { means: 'A kernel produced no result.', fix: 'Try another size, and please report it.' },
};
