// The page's side of the worker that reads recordings. Invariant: one order at a time, and each is settled; a worker that
// was given up, or that failed to open a file, is ended and its memory goes with it.
import { CANCELLED, type Problem, ProblemError } from '../base/problem.ts';
import type { Stretch } from '../run/stretch.ts';
import { notStarted } from '../wasm/arrival.ts';
import type { FormatName } from '../wasm/core.ts';
import type { Answer, Opened, Order, Reply } from './messages.ts';
import workerUrl from './worker.ts?worker&url';

/** No word for so long: it hangs. */
const TIMEOUT_MS = 120_000;

export class Reader {
  #worker: Worker | null = null;
  #giveUp: (() => void) | null = null;

  /** Opens a file, or a part of it, beside what is open: only once it succeeds that is closed. */
  async open(file: Blob, part: Stretch | null, arriving: (words: string) => void): Promise<Opened> {
    this.cancel();
    const worker = new Worker(workerUrl, { type: 'module', name: 'recording' });
    try {
      const opened = (await this.#ask(worker, { make: 'open', file, part }, arriving)) as Opened;
      this.#worker?.terminate();
      this.#worker = worker;
      return opened;
    } catch (thrown) {
      worker.terminate();
      throw thrown;
    }
  }

  /** What is open, as a file of that format. */
  async save(format: FormatName): Promise<string> {
    if (this.#worker === null) throw new Error('there is no recording to save');
    return (await this.#ask(this.#worker, { make: 'file', format }, () => {})) as string;
  }

  /** Gives up what is being opened. */
  cancel(): void {
    this.#giveUp?.();
  }

  #ask(worker: Worker, order: Order, arriving: (words: string) => void): Promise<Answer> {
    const over = new AbortController();
    const replied = new Promise<Answer>((resolve, reject) => {
      const fail = (problem: Problem) => reject(new ProblemError(problem));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(
          () =>
            fail({
              code: 'timeout',
              title: 'This recording takes too long.',
              detail: `It didn’t answer within ${TIMEOUT_MS / 1000} s.`,
              hint: 'Record a shorter stretch, or look at it with `gil show`.',
            }),
          TIMEOUT_MS,
        );
      };
      over.signal.addEventListener('abort', () => clearTimeout(timer));
      const { signal } = over;
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<Reply>) => {
          if ('answer' in data) resolve(data.answer);
          else if ('problem' in data) fail(data.problem);
          else {
            arriving(data.arriving);
            wait();
          }
        },
        { signal },
      );
      worker.addEventListener(
        'error',
        (event) => {
          event.preventDefault();
          void notStarted(workerUrl, 'The worker that reads recordings', event.message).then(fail);
        },
        { signal },
      );
      if (order.make === 'open') this.#giveUp = () => fail(CANCELLED);
      wait();
    });
    worker.postMessage(order);
    return replied.finally(() => {
      over.abort();
      this.#giveUp = null;
    });
  }
}
