// The page's side of one worker with a wasm file: of a coordinator and the pool below it, an agent cluster with one memory,
// or of the worker that simulates. Invariant: every call settles (answer, failure, crash, timeout or end), and a cluster
// that has ended is never used again.

import { crashed, type Problem, ProblemError } from '../base/problem.ts';
import { comesSlowly, MOST_WAITS, notStarted } from '../wasm/arrival.ts';
import type { CallName, Calls, Note, Reply } from '../wasm/protocol.ts';
import coordinatorUrl from './coordinator.ts?worker&url';
import type { Core } from './cores.ts';
import simulatorUrl from './simulator-worker.ts?worker&url';
import type { Watch, Watched } from './watch.ts';

/** How long the coordinator may take to end its pool before it is ended itself. */
const CLOSE_GRACE_MS = 50;

interface Pending {
  resolve(answer: never): void;
  reject(reason: ProblemError): void;
  timer: ReturnType<typeof setTimeout> | undefined;
  call: CallName;
}

/** In these the coordinator only waits for others, and says every second that it lives. */
const HEARD: readonly CallName[] = ['pool', 'run', 'apart'];

/** Most calls are over before their watch would be loaded. */
const WATCH_AFTER_MS = 2000;

export class Cluster implements Watched {
  /** Threads in the pool; null until it has been started. */
  threads: number | null = null;
  memory: WebAssembly.Memory | null = null;
  alive = true;
  /** Hears how far processes have come. */
  noted: (note: Note) => void = () => {};
  readonly name = Math.random().toString(36).slice(2);
  /** What runs in it. */
  readonly core: Core;
  #worker: Worker;
  /** What kind of worker that is, and its script. */
  readonly #kind: string;
  readonly #url: string;
  #watch: Watch | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #pending = new Map<number, Pending>();
  #lastId = 0;
  /** Whether it has said anything yet. */
  #started = false;

  constructor(core: Core) {
    this.core = core;
    [this.#kind, this.#url] =
      core === 'simulator' ? ['simulator', simulatorUrl] : ['coordinator', coordinatorUrl];
    this.#worker = new Worker(this.#url, { type: 'module', name: `${this.#kind} ${this.name}` });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (!this.#started) void this.#unloaded(event.message);
      // At once: what it still says after an error is not to be trusted.
      else this.end(crashed(`The ${this.#kind} worker`, event.message));
    });
    this.#worker.addEventListener('messageerror', () => void this.#unloaded('its answer could not be read'));
  }

  /** Asks the coordinator; `timeoutMs` of Infinity is for the run itself, which the reader can cancel. */
  call<C extends CallName>(call: C, ask: Calls[C]['ask'], timeoutMs: number): Promise<Calls[C]['answer']> {
    return new Promise((resolve, reject) => {
      if (!this.alive) {
        reject(
          new ProblemError({
            code: 'aborted',
            title: 'The threads were stopped.',
            detail: '',
            hint: 'Press Run.',
          }),
        );
        return;
      }
      const id = ++this.#lastId;
      const timer = Number.isFinite(timeoutMs)
        ? setTimeout(() => void this.#expire(id, timeoutMs), timeoutMs)
        : undefined;
      this.#pending.set(id, { resolve, reject, timer, call });
      this.#soon ??= setTimeout(this.#watchOver, WATCH_AFTER_MS);
      this.#worker.postMessage({ id, call, ask });
    });
  }

  /** Stops every worker and rejects every call that still waits. */
  end(problem: Problem): void {
    if (!this.alive) return;
    this.alive = false;
    this.#unwatch();
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(new ProblemError(problem));
    }
    this.#pending.clear();
    // Browsers end nested workers with their parent, but no specification promises it: the parent does it first.
    this.#worker.postMessage({ id: 0, call: 'close', ask: null });
    setTimeout(() => this.#worker.terminate(), CLOSE_GRACE_MS);
  }

  get owesSigns(): boolean {
    return [...this.#pending.values()].some(({ call }) => HEARD.includes(call));
  }

  readonly #watchOver = async (): Promise<void> => {
    // Without that script no death is noticed; the reader is still told that nothing moves.
    const loaded = await import('./watch.ts').catch(() => null);
    this.#watch ??= loaded === null ? null : new loaded.Watch(this);
    if (this.#pending.size > 0) this.#watch?.start();
  };

  #unwatch(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#watch?.stop();
  }

  #receive(reply: Reply): void {
    this.#started = true;
    this.#watch?.heard();
    if (reply.type === 'alive') return;
    if (reply.type === 'crash') {
      this.end(reply.problem);
      return;
    }
    if (reply.type === 'note') {
      this.noted(reply.note);
      return;
    }
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#unwatch();
    clearTimeout(pending.timer);
    if (reply.type === 'answer') pending.resolve(reply.answer as never);
    else pending.reject(new ProblemError(reply.problem));
  }

  async #expire(id: number, timeoutMs: number, waits = 0): Promise<void> {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const none = `no answer within ${((waits + 1) * timeoutMs) / 1000} s`;
    if (pending.call !== 'open')
      this.end({
        code: 'timeout',
        title: 'The threads stopped answering.',
        detail: `The step "${pending.call}" got ${none}.`,
        hint: 'Press Retry to start again with fresh threads; a smaller size or fewer threads may help.',
      });
    else if (waits < MOST_WAITS && (await comesSlowly(this.#url)))
      pending.timer = setTimeout(() => void this.#expire(id, timeoutMs, waits + 1), timeoutMs);
    else if (this.#pending.has(id)) await this.#unloaded(none);
  }

  async #unloaded(reason: string): Promise<void> {
    this.end(await notStarted(this.#url, `The ${this.#kind} worker`, reason));
  }
}
