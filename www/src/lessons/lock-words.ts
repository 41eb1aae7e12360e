// What the lock did to a run of pure Python, in words. Invariant: decided by the time that was spent waiting.
import { duration } from '../format.ts';
import type { Evidence } from './evidence.ts';
import { some } from './lesson.ts';

/** Below this share of the threads' time waiting decided nothing. */
const LITTLE = 0.02;

export function waited({ waitUs, wallUs, lanes }: Evidence): boolean {
  return waitUs > LITTLE * wallUs * lanes;
}

/** What the lock did to a run of pure Python. */
export function lockDid(run: Evidence): string {
  const atOnce = Math.min(run.cores, run.lanes);
  if (!run.locks) {
    return `${run.label} has no global lock: nobody waited, and ${some(atOnce, 'thread')} ran at a time.`;
  }
  if (run.lanes === 1) return 'A lone thread has the lock to itself, so it never waited.';
  if (!waited(run)) return `Hardly anybody waited, and up to ${some(atOnce, 'thread')} ran at a time.`;
  return `One thread ran at a time, because it held the lock; the others spent ${duration(run.waitUs)} standing in line, all together.`;
}
