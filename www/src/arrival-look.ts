// Fetches a script once more to see what becomes of it. Invariant: past the browser's cache, which knows nothing of the
// network; given up after silence only.

const GIVE_UP_MS = 9000;
/** A script is small: what takes longer comes over a slow network. */
const SLOW_MS = 1000;

export interface Look {
  slow: boolean;
  reason: string | null;
}

export async function lookAt(url: string): Promise<Look> {
  const begin = performance.now();
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
  try {
    const response = await fetch(url, { cache: 'no-store', signal: stop.signal });
    if (response.status === 404 || response.status === 410)
      return {
        slow: false,
        reason: `the server answered ${response.status}; if a new version was put there since, reload the page`,
      };
    if (!response.ok) return { slow: false, reason: `the server answered ${response.status}` };
    const type = response.headers.get('Content-Type') ?? 'nothing';
    const reader = response.body?.getReader();
    while ((await reader?.read())?.done === false) {
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
    }
    const reason = /javascript/i.test(type) ? null : `the server sends it as ${type}, not as JavaScript`;
    return { slow: performance.now() - begin > SLOW_MS, reason };
  } catch {
    return { slow: false, reason: 'the server can’t be reached: check your connection' };
  } finally {
    clearTimeout(timer);
  }
}
