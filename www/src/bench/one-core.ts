// The page's side of the peak: one worker for one question. Invariant: it always settles, with null where nobody answers.
import peakWorkerUrl from './peak-worker.ts?worker&url';

const PEAK_MS = 300;
/** The peak takes as long as it is asked to, and its worker a moment to load. */
const PEAK_TIMEOUT_MS = 5000;

/** GFLOP/s of one core; null where its worker does not answer. */
export function measuredPeak(): Promise<number | null> {
  const worker = new Worker(peakWorkerUrl, { type: 'module', name: 'peak' });
  return new Promise<number | null>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      resolve(null);
    });
    worker.postMessage(PEAK_MS);
    setTimeout(() => resolve(null), PEAK_TIMEOUT_MS);
  }).finally(() => worker.terminate());
}
