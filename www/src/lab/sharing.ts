// Whether threads can share memory here. Invariant: decided by really sending a shared memory through a channel,
// because some browsers claim isolation and still refuse to share.
import { served } from '../base/here.ts';

/** How sharing was won: by what the server sends, or by what our service worker adds. */
export type Isolation = 'header' | 'scoped-sw';

const PROBE_TIMEOUT_MS = 2000;

/** Why the page simulates every run. */
export const NOT_ISOLATED = {
  code: 'not-isolated',
  title: 'Simulated, not measured: threads cannot share memory on this page.',
  detail:
    'Browsers share memory between threads only on pages with isolation headers, and some not even there.',
  hint:
    'To measure real threads, run `cargo xtask demo`, or serve this folder over https or localhost with ' +
    '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp".',
} as const;

/** Null where this page has none. */
export async function probeSharing(): Promise<Isolation | null> {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return null;
  const { port1, port2 } = new MessageChannel();
  try {
    const arrived = new Promise<boolean>((resolve) => {
      port2.onmessage = ({ data }) => resolve(data?.buffer instanceof SharedArrayBuffer);
      port2.onmessageerror = () => resolve(false);
      setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
    });
    port1.postMessage(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    if (!(await arrived)) return null;
    return served() ? 'scoped-sw' : 'header';
  } catch {
    return null;
  } finally {
    port1.close();
    port2.close();
  }
}

/** Some browsers make shared memory only for isolated pages, and without any no core can be opened. */
export function makesSharedMemory(): boolean {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer.byteLength > 0;
  } catch {
    return false;
  }
}
