// Fetches a script once more to see what becomes of it, and says what is wrong with it. Invariant: past the browser's cache,
// which knows nothing of the network; given up after silence only.
import type { Problem } from '../base/problem.ts';

const GIVE_UP_MS = 8000;
/** A script is small: what takes longer comes over a slow network. */
const SLOW_MS = 1000;

export async function whyNot(url: string, who: string, known: string): Promise<Problem> {
  const { reason } = await lookAt(url);
  return {
    code: 'worker-load',
    title: `${who} could not start.`,
    detail: `${url}: ${reason ?? (known || 'the script could not be loaded')}.`,
    hint:
      'Likely causes: the file is missing on the server, it is not served as JavaScript, or it lacks the ' +
      'Cross-Origin-Embedder-Policy header. Serve the whole folder (`cargo xtask demo` does), then try again.',
  };
}

/** `reason`: what is wrong; null where the script is there. */
export async function lookAt(url: string): Promise<{ slow: boolean; reason: string | null }> {
  const begin = performance.now();
  const stop = new AbortController();
  const wait = () => setTimeout(() => stop.abort(), GIVE_UP_MS);
  let timer = wait();
  const found = (reason: string | null, slow = false) => ({ slow, reason });
  try {
    const { status, ok, headers, body } = await fetch(url, { cache: 'no-store', signal: stop.signal });
    if (status === 404 || status === 410)
      return found(`the server answered ${status}; if this site was updated since, reload the page`);
    if (!ok) return found(`the server answered ${status}`);
    const reader = body?.getReader();
    while ((await reader?.read())?.done === false) {
      clearTimeout(timer);
      timer = wait();
    }
    const type = headers.get('Content-Type') ?? 'nothing';
    if (!/javascript/i.test(type)) return found(`the server sends it as ${type}, not as JavaScript`);
    return found(null, performance.now() - begin > SLOW_MS);
  } catch {
    return found('the server can’t be reached: check your connection');
  } finally {
    clearTimeout(timer);
  }
}
