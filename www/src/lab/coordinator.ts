// The dedicated worker that owns a core, whichever the page hands it: one memory, one pool, one run at a time. Invariant:
// while threads run it never blocks, so errors of pool workers, cancel and close are always heard; that is why it polls
// the phase word instead of waiting.
import init, {
  check,
  complete,
  type InitOutput,
  initThreadPool,
  judge,
  lockUses,
  needs,
  panicText,
  presets,
  Run,
  vocabulary,
} from '../../pkg/first/gil_first.js';
import { crashed, type Problem, ProblemError } from '../base/problem.ts';
import { live } from '../wasm/alive.ts';
import * as arrival from '../wasm/arrival.ts';
import { columnsOf } from '../wasm/columns.ts';
import type { Doubt, Layout, LockUse, Needs, Phase, Vocabulary } from '../wasm/core.ts';
import { fixedMemory, SMALLEST } from '../wasm/memory.ts';
import { answer, checked, crash, type Handlers, post } from './answering.ts';
import { startPool } from './pool.ts';

const POLL_MS = 15;

live();

let wasm: InitOutput | null = null;
/** For the instances of processes. */
let compiled: WebAssembly.Module | null = null;
let words: Vocabulary | null = null;
let pool: Worker[] = [];
/** What is prepared, and where it can be read. */
let ready: { run: Run; layout: Layout } | null = null;

function opened(): { wasm: InitOutput; words: Vocabulary } {
  if (wasm === null || words === null) throw new Error('the core is not open yet');
  return { wasm, words };
}

function bytes(): number {
  return opened().wasm.memory.buffer.byteLength;
}

const panicked = (text: string): Problem => crashed('A thread of the run', text);

async function ended(layout: Layout): Promise<Phase> {
  const { wasm, words } = opened();
  const phase = new Int32Array(wasm.memory.buffer, layout.phase, 1);
  for (;;) {
    // A panic leaves its text in the memory even where the worker it ended cannot say so.
    const panic = panicText();
    if (panic !== undefined) throw new ProblemError(panicked(panic));
    const word = words.phases[Atomics.load(phase, 0)];
    if (word === 'done' || word === 'cancelled' || word === 'failed') return word;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function prepared(): { run: Run; layout: Layout } {
  if (ready === null) throw new Error('no run is prepared');
  return ready;
}

function closed(): null {
  for (const worker of pool) worker.terminate();
  pool = [];
  return null;
}

function discard(): void {
  ready?.run.free();
  ready = null;
}

const calls: Handlers = {
  async open({ module, share }) {
    compiled = module;
    wasm = await init({ module_or_path: module, memory: fixedMemory(share ? undefined : SMALLEST) });
    words = { ...JSON.parse(vocabulary()), presets: JSON.parse(presets()) } as Vocabulary;
    return { memory: share ? wasm.memory : null, vocabulary: words };
  },
  check: (questions) => questions.map((question) => checked({ check, complete }, question, bytes())),
  judge: (runs) => JSON.parse(judge(JSON.stringify(runs))) as Doubt[],
  async pool(ask) {
    pool = await startPool(ask, initThreadPool);
    for (const worker of pool) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        crash(panicked(panicText() ?? event.message));
      });
    }
    return null;
  },
  needs: ({ scenario }) => JSON.parse(needs(scenario)) as Needs,
  prepare({ scenario, cores }) {
    discard();
    const run = new Run(scenario, bytes(), cores);
    ready = { run, layout: JSON.parse(run.layout) as Layout };
    return ready.layout;
  },
  run() {
    const { run, layout } = prepared();
    run.start();
    return ended(layout);
  },
  async apart({ scenario }) {
    const { runApart } = await import('../processes/server.ts');
    await runApart({
      module: compiled as WebAssembly.Module,
      scenario,
      ...prepared(),
      ...opened(),
      uses: JSON.parse(lockUses(scenario)) as LockUse[],
      failure: (problem) => new ProblemError(problem),
      own: (worker) => pool.push(worker),
      note: (note) => post({ type: 'note', note }),
      arrival,
      crashed,
    });
    return closed();
  },
  finish({ environment }) {
    const columns = columnsOf(prepared().run.finish(JSON.stringify(environment)));
    discard();
    return columns;
  },
  discard() {
    discard();
    return null;
  },
  close: closed,
};

answer(calls, () => (wasm === null ? undefined : panicText()), panicked);
