// Fetches and compiles a wasm file, for the page and for workers alike. Invariant: what is given up is silence, never
// slowness: as long as bytes arrive it goes on and says how many; what did not compile is fetched once more, past the
// browser's cache, and so is whatever failed before.
import { type Problem, ProblemError, textOf } from '../base/problem.ts';
import type { Failed } from './load-trouble.ts';

/** No byte for so long: the connection is gone, however slow the network. */
export const SILENCE_MS = 9000;

/** Hears how far a file has come; `of` is null where the server doesn't say how long it is. */
export type Arriving = (bytes: number, of: number | null) => void;

/** Sooner than this nobody wants to know how far it is. */
const PATIENCE_MS = 1000;

const failedBefore = new Set<string>();

/** `what`: as in "The core", for the sentence "The core could not be loaded." */
export async function loadWasm(
  address: string | URL,
  what: string,
  arriving: Arriving = () => {},
): Promise<WebAssembly.Module> {
  const url = new URL(address, self.location.href).href;
  const attempt = (cache: RequestCache) => fetched(url, what, cache, arriving);
  let got = await attempt(failedBefore.has(url) ? 'reload' : 'default');
  if ('what' in got && got.uncompiled && !failedBefore.has(url)) got = await attempt('reload');
  if (!('what' in got)) {
    failedBefore.delete(url);
    return got;
  }
  failedBefore.add(url);
  throw new ProblemError(await told(got));
}

async function fetched(
  url: string,
  what: string,
  cache: RequestCache,
  arriving: Arriving,
): Promise<WebAssembly.Module | Failed> {
  const none = new Uint8Array();
  const failed: Failed = {
    ...{ what, url, reason: '', status: null, type: '', of: null, bytes: none },
    ...{ silent: false, uncompiled: false },
  };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      failed.silent = true;
      stop.abort();
    }, SILENCE_MS);
  };
  try {
    wait();
    const response = await fetch(url, { signal: stop.signal, cache });
    const { headers } = response;
    failed.status = response.status;
    failed.type = headers.get('Content-Type') ?? '';
    // The length of what is compressed says nothing of the bytes that come out.
    const length = headers.has('Content-Encoding') ? null : headers.get('Content-Length');
    failed.of = length === null ? null : Number(length);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    // The browser compiles one copy while the other is counted.
    const streams = /^application\/wasm\b/i.test(failed.type);
    const compiling = streams ? WebAssembly.compileStreaming(response.clone()) : null;
    compiling?.catch(() => {});
    const reader = response.body?.getReader();
    let bytes = 0;
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      chunks.push(read.value);
      bytes += read.value.byteLength;
      wait();
      arriving(bytes, failed.of);
    }
    clearTimeout(timer);
    failed.uncompiled = true;
    // A server that names another type may have sent the right bytes all the same.
    return await (compiling ?? new Blob(chunks).arrayBuffer().then(WebAssembly.compile));
  } catch (thrown) {
    failed.reason = textOf(thrown);
    failed.bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    return failed;
  } finally {
    clearTimeout(timer);
  }
}

/** Tells in words how far a file has come, once that takes a while. */
export function inWords(tell: (words: string) => void): Arriving {
  const begin = performance.now();
  const kB = (bytes: number): string => Math.round(bytes / 1000).toLocaleString('en');
  return (bytes, of) => {
    if (performance.now() - begin < PATIENCE_MS) return;
    tell(of === null ? `${kB(bytes)} kB so far` : `${kB(bytes)} of ${kB(of)} kB`);
  };
}

/** In full, unless the words themselves can't be fetched. */
async function told(failed: Failed): Promise<Problem> {
  try {
    const { problemWith } = await import('./load-trouble.ts');
    return problemWith(failed);
  } catch {
    const { what, url, reason } = failed;
    return {
      code: 'wasm-load',
      title: `${what} could not be loaded.`,
      detail: `${url}: ${reason}.`,
      hint: 'Check that you are online, then try again.',
    };
  }
}
