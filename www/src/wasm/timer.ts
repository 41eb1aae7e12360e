// The step of this page's clock. Invariant: measured here and now, because it depends on the browser and on isolation.

/** So many steps are watched; the smallest counts. */
const STEPS = 12;
/** The coarsest clock there is steps by a millisecond. */
const AT_MOST_MS = 40;

/** In microseconds. */
export function timerStepUs(): number {
  const begin = performance.now();
  let last = begin;
  let least = Number.POSITIVE_INFINITY;
  for (let steps = 0; steps < STEPS && last - begin < AT_MOST_MS; ) {
    const now = performance.now();
    if (now === last) continue;
    least = Math.min(least, now - last);
    last = now;
    steps += 1;
  }
  return Math.round(least * 1000);
}
