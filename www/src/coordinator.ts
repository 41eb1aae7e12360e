// The dedicated worker that owns the wasm: one memory, one pool, one run at a time. Invariant: while threads run it never
// blocks, so errors of pool workers, cancel and close are always heard; that is why it polls the phase word instead of
// waiting. Only `simulate` keeps it busy, and then there is no pool at work and the page ends the worker to cancel.
import init, {
  check,
  complete,
  type InitOutput,
  initThreadPool,
  judge,
  panicText,
  presets,
  processDoes,
  Run,
  simulate,
  vocabulary,
  workers,
} from '../pkg/gil_playground.js';
import { live } from './alive.ts';
import * as arrival from './arrival.ts';
import { buffersOf, columnsOf } from './columns.ts';
import type { Doubt, Layout, Scenario, Vocabulary } from './core.ts';
import { capital } from './format.ts';
import { startPool } from './pool.ts';
import { type Problem, ProblemError, problemOf, textOf } from './problem.ts';
import type { CallName, Calls, Checked, Question, Reply, Request } from './protocol.ts';

const POLL_MS = 15;
/** How often the page hears that this worker lives while it waits for others. */
const SIGN_MS = 1000;
/** Calls that wait for others: in all others it computes, and can say nothing. */
const WAITS: readonly CallName[] = ['pool', 'run', 'apart'];

live();

let wasm: InitOutput | null = null;
/** For the instances of processes. */
let compiled: WebAssembly.Module | null = null;
let words: Vocabulary | null = null;
let pool: Worker[] = [];
let run: Run | null = null;
let crashed = false;

function opened(): { wasm: InitOutput; words: Vocabulary } {
  if (wasm === null || words === null) throw new Error('the core is not open yet');
  return { wasm, words };
}

function panicked(text: string): Problem {
  return {
    code: 'panic',
    title: 'A thread of the run crashed.',
    detail: text,
    hint: 'Press Retry to start again with fresh threads. If it happens again, please report this text.',
  };
}

function noMemory(thrown: RangeError): Problem {
  return {
    code: 'memory',
    title: 'The browser has no room for the threads’ shared memory.',
    detail: `It refused to set 128 MiB aside: ${textOf(thrown)}.`,
    hint: 'Close other tabs or programs, then press Retry.',
  };
}

function noSharing(thrown: unknown): Problem {
  return {
    code: 'memory',
    title: 'This browser can’t provide the memory this page needs.',
    detail: `It refused shared WebAssembly memory: ${textOf(thrown)}.`,
    hint: 'Serve this folder with `cargo xtask demo`, or use a current Chromium or Firefox, then press Retry.',
  };
}

/** Some browsers make shared memory only for isolated pages. */
function makesSharedMemory(): boolean {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer.byteLength > 0;
  } catch {
    return false;
  }
}

function notOpened(thrown: unknown): unknown {
  if (thrown instanceof RangeError) return new ProblemError(noMemory(thrown));
  return makesSharedMemory() ? thrown : new ProblemError(noSharing(thrown));
}

/** A trap without a panic's text: what the core says when an allocation fails. */
function trapped(thrown: WebAssembly.RuntimeError): Problem {
  return {
    code: 'memory',
    title: 'The core stopped in the middle of its work.',
    detail: `Most likely the result did not fit its 128 MiB of memory (${textOf(thrown)}).`,
    hint: 'Use fewer threads or tasks, then press Retry.',
  };
}

function tooMuch(thrown: unknown): Problem {
  return {
    code: 'bad-config',
    title: 'This Scenario is too much to simulate here.',
    detail: `${capital(textOf(thrown))}.`,
    hint: 'Change the setup, then press Run.',
  };
}

function crash(problem: Problem): void {
  if (crashed) return;
  crashed = true;
  post({ type: 'crash', problem });
}

async function ended(started: Run): Promise<string> {
  const { wasm, words } = opened();
  const { control }: Layout = JSON.parse(started.layout);
  const phase = new Int32Array(wasm.memory.buffer, control, 1);
  for (;;) {
    // A panic leaves its text in the memory even where the worker it ended cannot say so.
    const panic = panicText();
    if (panic !== undefined) throw new ProblemError(panicked(panic));
    const word = words.phases[Atomics.load(phase, 0)] ?? 'unknown';
    if (word === 'done' || word === 'cancelled' || word === 'failed') return word;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function checked({ scenario, engine }: Question): Checked {
  try {
    const completed: Scenario = JSON.parse(engine === 'measured' ? check(scenario) : complete(scenario));
    return { ok: true, scenario: completed };
  } catch (thrown) {
    return { ok: false, message: textOf(thrown) };
  }
}

function prepared(): Run {
  if (run === null) throw new Error('no run is prepared');
  return run;
}

function discard(): void {
  run?.free();
  run = null;
}

const calls: { [C in CallName]: (ask: Calls[C]['ask']) => Promise<Calls[C]['answer']> | Calls[C]['answer'] } =
  {
    async open({ module, share }) {
      compiled = module;
      wasm = await init({ module_or_path: module }).catch((thrown: unknown) => {
        throw notOpened(thrown);
      });
      words = { ...JSON.parse(vocabulary()), presets: JSON.parse(presets()) } as Vocabulary;
      return { memory: share ? wasm.memory : null, vocabulary: words };
    },
    check: (questions) => questions.map(checked),
    judge: (runs) => JSON.parse(judge(JSON.stringify(runs))) as Doubt[],
    simulate({ scenario }) {
      try {
        return columnsOf(simulate(scenario));
      } catch (thrown) {
        throw thrown instanceof WebAssembly.RuntimeError ? thrown : new ProblemError(tooMuch(thrown));
      }
    },
    async pool({ threads }) {
      pool = await startPool(threads, initThreadPool);
      for (const worker of pool) {
        worker.addEventListener('error', (event) =>
          crash(panicked(panicText() ?? event.message ?? 'it gave no reason')),
        );
      }
      return null;
    },
    workers: ({ scenario }) => workers(scenario),
    prepare({ scenario }) {
      discard();
      run = new Run(scenario);
      return JSON.parse(run.layout) as Layout;
    },
    run() {
      prepared().start();
      return ended(prepared());
    },
    async apart({ scenario }) {
      const { runApart } = await import('./processes/server.ts');
      await runApart({
        module: compiled as WebAssembly.Module,
        scenario,
        run: prepared(),
        ...opened(),
        does: processDoes,
        failure: (problem) => new ProblemError(problem),
        own: (worker) => pool.push(worker),
        note: (note) => post({ type: 'note', note }),
        arrival,
      });
      return calls.close(null);
    },
    finish({ environment }) {
      const columns = columnsOf(prepared().finish(JSON.stringify(environment)));
      discard();
      return columns;
    },
    discard() {
      discard();
      return null;
    },
    close() {
      for (const worker of pool) worker.terminate();
      pool = [];
      return null;
    },
  };

/** Columns are the only answer with buffers of its own; everything else is small or shared. */
function ownedBy(answer: Calls[CallName]['answer']): Transferable[] {
  if (answer === null || typeof answer !== 'object' || !('spanFirst' in answer)) return [];
  return buffersOf(answer);
}

function post(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}

async function dispatch<C extends CallName>(call: C, ask: Calls[C]['ask']): Promise<Calls[C]['answer']> {
  const signs = WAITS.includes(call) ? setInterval(() => post({ type: 'alive' }), SIGN_MS) : undefined;
  try {
    return await calls[call](ask);
  } finally {
    clearInterval(signs);
  }
}

self.addEventListener('message', async ({ data: { id, call, ask } }: MessageEvent<Request>) => {
  try {
    const answer = await dispatch(call, ask);
    post({ type: 'answer', id, answer }, ownedBy(answer));
  } catch (thrown) {
    const panic = wasm === null ? undefined : panicText();
    const problem = panic === undefined ? problemOf(thrown) : panicked(panic);
    // After a trap the memory is in no state to go on with.
    if (thrown instanceof WebAssembly.RuntimeError) crash(panic === undefined ? trapped(thrown) : problem);
    else post({ type: 'failure', id, problem });
  }
});
