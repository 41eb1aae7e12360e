// Stopping a run while something takes a while. Invariant: what was stopped rejects with `CANCELLED`, whatever it waited for.
import { CANCELLED, ProblemError } from '../base/problem.ts';

export function stopIf(stop: AbortSignal): void {
  if (stop.aborted) throw new ProblemError(CANCELLED);
}

/** What takes a while, unless the run is stopped before. */
export function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    stop.addEventListener('abort', () => reject(new ProblemError(CANCELLED)));
    work.then(resolve, reject);
  });
}

export function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    stop.addEventListener('abort', () => reject(new ProblemError(CANCELLED)));
    setTimeout(resolve, ms);
  });
}
