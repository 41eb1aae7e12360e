// The numbers behind the words: what two finished runs say together. Invariant: pure functions of the reports; no
// number is made up, each is a metric of the core or a sum over spans.

import type { Engine, Op, Runtime, State, Vocabulary } from '../wasm/core.ts';
import { letsGo } from './call.ts';
import type { Report } from './report.ts';
import { hasLock } from './runtimes.ts';
import { timeIn } from './spans.ts';

export interface RunFacts {
  engine: Engine;
  runtime: Runtime;
  /** Who ran it, for people: the interpreter, and what else tells this run from the others. */
  label: string;
  /** Whether it has a lock. */
  locks: boolean;
  /** Whether all threads do nothing but one kernel that releases the lock, and the interpreter alone tells it from others. */
  oneKernel: boolean;
  /** What works in it: where threads cannot share memory, processes do. */
  worker: 'thread' | 'process';
  /** How many of them, as Python counts: a helper inside a kernel is none. */
  lanes: number;
  ops: number;
  cores: number;
  wallUs: number;
  oneThreadUs: number;
  heldFraction: number;
  waitUs: number;
  /** Waiting for the BLAS pool, which is no GIL. */
  poolUs: number;
  /** Time in kernels, all threads together. */
  kernelUs: number;
  kernel: string;
  timerStepUs: number;
}

export function factsOf(report: Report, vocabulary: Vocabulary, label: string): RunFacts {
  const { head, lanes } = report;
  const { threads, runtime } = head.scenario;
  const ops = threads.reduce((sum, t) => sum + t.count * t.repeat * t.ops.length, 0);
  const kinds = threads.flatMap((thread) => thread.ops).map((op) => kernelOf(op, vocabulary));
  const [kernel] = kinds;
  const row = vocabulary.runtimes.find(({ name }) => name === runtime);
  const inState = (name: State) => {
    const state = vocabulary.states.indexOf(name);
    return timeIn(lanes, (lane, i) => lane.state[i] === state);
  };
  const pool = vocabulary.causes.indexOf('pool-lock');
  const poolUs = timeIn(lanes, (lane, i) => lane.cause?.[i] === pool);
  return {
    engine: head.engine,
    runtime,
    label,
    locks: hasLock(vocabulary, runtime),
    oneKernel: label === row?.label && kernel != null && kinds.every((kind) => kind === kernel),
    worker: head.environment.isolation === 'processes' ? 'process' : 'thread',
    lanes: head.lanes.filter((lane) => lane.parent === null).length,
    ops,
    cores: head.environment.cores,
    wallUs: head.wall_us,
    oneThreadUs: head.one_thread_us,
    heldFraction: head.metrics.gil_held,
    waitUs: inState('gil-wait') - poolUs,
    poolUs,
    kernelUs: inState('kernel-held') + inState('kernel-released'),
    kernel: kernel ?? 'kernel',
    timerStepUs: head.environment.timer_step_us,
  };
}

/** The name of a kernel that releases the lock and computes alone; null for anything else. */
function kernelOf(op: Op, vocabulary: Vocabulary): string | null {
  return op.op === 'kernel' && op.blas_threads === 1 && letsGo(op, vocabulary) ? op.name : null;
}
