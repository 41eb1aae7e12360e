// The ladder: by which means runs can be had where this page stands, from the best to the least. Invariant: each step is
// found out by trying, none is taken for granted; the page loads itself again at most once, and never the page around it.
import { type Isolation, probeSharing } from '../lab/sharing.ts';
import type { Rung } from './rungs.ts';

const WORKER = './gil-playground-sw.js';
/** In the address of a page that has loaded itself again, so that it does so once. */
const TRIED = 'by-service-worker';
const WORKER_TIMEOUT_MS = 6000;

/** Puts the page behind its folder's service worker. True when it is about to load again. */
export async function loadsAgain(wanted: boolean): Promise<boolean> {
  const here = new URL(location.href);
  if (!wanted || here.searchParams.has(TRIED) || (await probeSharing()) !== null) return false;
  try {
    const { serviceWorker } = navigator;
    await serviceWorker.register(WORKER, { scope: './' });
    const ready = await Promise.race([
      serviceWorker.ready,
      new Promise<null>((resolve) => setTimeout(() => resolve(null), WORKER_TIMEOUT_MS)),
    ]);
    if (ready === null) return false;
  } catch {
    // No service workers here, or none for a frame like this one: the next step will do.
    return false;
  }
  here.searchParams.set(TRIED, '1');
  location.replace(here);
  return true;
}

/** The step on which this page stands once its core is open; `sw` as the link has it. */
export async function rungOf(isolation: Isolation | null, sw: boolean): Promise<Rung> {
  if (isolation !== null) return isolation;
  return (await tabHelps(sw)) ? 'tab' : 'processes';
}

/** Whether the same page in a tab of its own can have what this frame cannot. */
async function tabHelps(sw: boolean): Promise<boolean> {
  // Where isolation is not enough to share memory, a tab has no more than that.
  if (window.parent === window || !isSecureContext || crossOriginIsolated) return false;
  if (sw && 'serviceWorker' in navigator) return true;
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    // Else it counts as broken off.
    await response.text();
    const { headers } = response;
    return (
      headers.get('Cross-Origin-Opener-Policy') === 'same-origin' &&
      headers.has('Cross-Origin-Embedder-Policy')
    );
  } catch {
    return false;
  }
}

/** Whether this frame was put into a sandbox that takes its origin away; workers cannot start in one. */
export function sandboxed(): boolean {
  return self.origin === 'null';
}
