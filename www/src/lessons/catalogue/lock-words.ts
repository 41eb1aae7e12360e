// What the lock did to a run of pure Python, in words. Invariant: decided by how many locks there are and by the time that
// was spent waiting for them.
import { duration } from '../../base/format.ts';
import { ownLocks } from '../../run/runtimes.ts';
import type { Evidence } from './evidence.ts';
import { some } from './lesson.ts';

/** Below this share of the threads' time waiting decided nothing. */
const LITTLE = 0.02;

export function waited({ waitUs, wallUs, lanes }: Evidence): boolean {
  return waitUs > LITTLE * wallUs * lanes;
}

/** What the lock did to a run of pure Python. */
export function lockDid(run: Evidence): string {
  if (!run.locks) {
    if (run.lanes === 1)
      return `${run.label} has no global lock, and one thread alone has nobody to wait for.`;
    const atOnce = Math.min(run.cores, run.lanes);
    return `${run.label} has no global lock: nobody waited for one, and ${some(atOnce, 'thread')} ran at a time.`;
  }
  if (run.lanes === 1) return 'A lone thread has the lock to itself, so it never waited.';
  const spent = `the others spent ${duration(run.waitUs)} standing in line, all together.`;
  const interpreters = new Set(run.scenario.threads.map(({ interpreter }) => interpreter)).size;
  if (ownLocks(run.runtime) && interpreters > 1) {
    return waited(run)
      ? `One thread of each interpreter ran at a time, because it held the lock of that one; ${spent}`
      : `Each of the ${some(interpreters, 'interpreter')} has a lock of its own, and hardly anybody waited.`;
  }
  return waited(run)
    ? `One thread ran at a time, because it held the lock; ${spent}`
    : 'One thread ran at a time, because it held the lock, but hardly anybody waited for it.';
}
