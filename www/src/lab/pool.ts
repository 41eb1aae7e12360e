// Starts the wasm-bindgen-rayon pool with the error path it lacks. Invariant: `startPool` always settles: with every
// worker's handle, or with a Problem and no worker left alive.

import { ProblemError, textOf } from '../base/problem.ts';
import { comesSlowly, MOST_WAITS, notStarted } from '../wasm/arrival.ts';
import type { Calls } from '../wasm/protocol.ts';
import poolWorkerUrl from './pool-worker.ts?worker&url';

/** Shorter than the ten seconds within which the reader is promised an explanation, for as many as are usual. */
const START_TIMEOUT_MS = 8000;
/** Many take longer. */
const START_EACH_MS = 300;

async function loadFailure(reason: string): Promise<ProblemError> {
  return new ProblemError(await notStarted(poolWorkerUrl, 'A worker thread', reason));
}

/**
 * Runs `start` (initThreadPool) and keeps the handles of the workers it makes. The helper inside never rejects when a
 * worker fails to load, so for the length of the call its Worker constructor is replaced by one that listens, and that
 * starts the helper by way of pool-worker.ts. Handles are also what stops Firefox from collecting a worker that
 * nothing references.
 */
export async function startPool(
  { threads, stackBytes }: Calls['pool']['ask'],
  start: (threads: number) => Promise<unknown>,
): Promise<Worker[]> {
  const workers: Worker[] = [];
  const NativeWorker = self.Worker;
  const whose = self.name.split(' ').at(-1);
  let fail: (reason: string) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = async (reason) => reject(await loadFailure(reason));
  });
  self.Worker = class extends NativeWorker {
    constructor(_helper: string | URL, options?: WorkerOptions) {
      super(new URL(poolWorkerUrl, import.meta.url), {
        ...options,
        name: `pool ${workers.length + 1} ${whose}`,
      });
      workers.push(this);
      // Browsers say nothing about why a script could not be loaded: the event then has no message.
      this.addEventListener('error', (event) => {
        // Else it counts as an error of the coordinator too.
        event.preventDefault();
        fail(event.message);
      });
      this.addEventListener('messageerror', () => fail('the memory could not be shared with it'));
    }

    /** The helper's one message starts an instance, and knows no size of its stack. */
    override postMessage(message: { init?: object }): void {
      super.postMessage({ ...message, init: { ...message.init, thread_stack_size: stackBytes } });
    }
  };
  const timeoutMs = Math.max(START_TIMEOUT_MS, threads * START_EACH_MS);
  const expire = async (waited: number): Promise<void> => {
    if (waited < MOST_WAITS && (await comesSlowly(poolWorkerUrl))) wait(waited + 1);
    else fail(`no answer within ${(waited * timeoutMs) / 1000} s from ${threads} workers`);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settled = false;
  const wait = (waited: number): void => {
    if (!settled) timer = setTimeout(() => void expire(waited), timeoutMs);
  };
  wait(1);
  try {
    await Promise.race([start(threads), failed]);
    return workers;
  } catch (thrown) {
    for (const worker of workers) worker.terminate();
    throw thrown instanceof ProblemError ? thrown : await loadFailure(textOf(thrown));
  } finally {
    settled = true;
    clearTimeout(timer);
    self.Worker = NativeWorker;
  }
}
