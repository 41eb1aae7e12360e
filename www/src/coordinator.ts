// The dedicated worker that owns the wasm: one memory, one pool, one run at a time. Invariant: it never blocks, so
// errors of pool workers, cancel and close are always heard; that is why it polls the phase word instead of waiting.
import init, {
  check,
  type InitOutput,
  initThreadPool,
  panicText,
  Run,
  vocabulary,
} from '../pkg/gil_playground.js';
import type { Layout, ReportHead, Scenario, Vocabulary } from './core.ts';
import { startPool } from './pool.ts';
import { type Problem, ProblemError, problemOf, textOf } from './problem.ts';
import type { CallName, Calls, Checked, Columns, Reply, Request } from './protocol.ts';

const POLL_MS = 15;

let wasm: InitOutput | null = null;
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

function crash(text: string): void {
  if (crashed) return;
  crashed = true;
  post({ type: 'crash', problem: panicked(text) });
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

function checked(scenario: string): Checked {
  try {
    const complete: Scenario = JSON.parse(check(scenario));
    return { ok: true, scenario: complete };
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
      wasm = await init({ module_or_path: module }).catch((thrown: unknown) => {
        throw thrown instanceof RangeError ? new ProblemError(noMemory(thrown)) : thrown;
      });
      words = JSON.parse(vocabulary()) as Vocabulary;
      return { memory: share ? wasm.memory : null, vocabulary: words };
    },
    check: ({ scenarios }) => scenarios.map(checked),
    async pool({ threads }) {
      pool = await startPool(threads, initThreadPool);
      for (const worker of pool) {
        worker.addEventListener('error', (event) =>
          crash(panicText() ?? event.message ?? 'it gave no reason'),
        );
      }
      return null;
    },
    prepare({ scenario }) {
      discard();
      run = new Run(scenario);
      return JSON.parse(run.layout) as Layout;
    },
    run() {
      prepared().start();
      return ended(prepared());
    },
    finish({ environment }) {
      const outcome = prepared().finish(JSON.stringify(environment));
      const columns: Columns = {
        head: JSON.parse(outcome.head) as ReportHead,
        spanFirst: outcome.spanFirst,
        spanState: outcome.spanState,
        spanOp: outcome.spanOp,
        spanRep: outcome.spanRep,
        spanStart: outcome.spanStart,
        spanEnd: outcome.spanEnd,
        spanHolder: outcome.spanHolder,
      };
      outcome.free();
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
function buffersOf(answer: Calls[CallName]['answer']): Transferable[] {
  if (answer === null || typeof answer !== 'object' || !('spanFirst' in answer)) return [];
  return Object.values(answer).flatMap((value) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}

function post(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}

async function dispatch<C extends CallName>(call: C, ask: Calls[C]['ask']): Promise<Calls[C]['answer']> {
  return calls[call](ask);
}

self.addEventListener('message', async ({ data: { id, call, ask } }: MessageEvent<Request>) => {
  try {
    const answer = await dispatch(call, ask);
    post({ type: 'answer', id, answer }, buffersOf(answer));
  } catch (thrown) {
    const panic = wasm === null ? undefined : panicText();
    post({ type: 'failure', id, problem: panic === undefined ? problemOf(thrown) : panicked(panic) });
  }
});
