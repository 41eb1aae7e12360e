// Stopping a run while something takes a while. Invariant: what was stopped rejects with the reason, whatever it waited for.

/** What takes a while, unless the run is stopped before. */
export function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason));
    work.then(resolve, reject);
  });
}

export function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return orStopped(new Promise((resolve) => setTimeout(resolve, ms)), stop);
}
