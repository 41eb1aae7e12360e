// A recording that was opened on another page of this site. Invariant: it is taken once, and stays in this browser.
import { CACHE, PLACE } from '../base/handed.ts';

/** Null where there is none. */
export async function takeRecording(): Promise<File | null> {
  // Pages without a safe context have no caches.
  if (!('caches' in globalThis) || !(await caches.has(CACHE))) return null;
  const there = await (await caches.open(CACHE)).match(PLACE);
  await caches.delete(CACHE);
  if (there === undefined) return null;
  const name = decodeURIComponent(there.headers.get('X-Name') ?? 'recording.gil');
  return new File([await there.blob()], name);
}
