// What the threads of a run do, as far as a lesson's words depend on it. Invariant: pure functions of the run's Scenario;
// it knows no lesson.
import { type Calls, callOf, sizeOf } from '../../run/call.ts';
import type { KernelOp, Op } from '../../wasm/core.ts';
import type { Evidence } from './evidence.ts';

/** The operations of all groups of threads. */
export function opsOf({ scenario }: Evidence): readonly Op[] {
  return scenario.threads.flatMap(({ ops }) => ops);
}

/** Nothing but Python. */
export function onlyPython(run: Evidence): boolean {
  return opsOf(run).every(({ op }) => op === 'python');
}

/** The kernel, where every thread does nothing but that. */
export function onlyKernel(run: Evidence): KernelOp | null {
  const [first, ...others] = opsOf(run);
  const alone = others.every((op) => JSON.stringify(op) === JSON.stringify(first));
  return alone && first?.op === 'kernel' ? first : null;
}

/** How many numbers come out of the call, where NumPy decides by that; else null. */
export function outputOf(op: KernelOp, calls: Calls): number | null {
  const rule = callOf(op, calls)?.releases;
  return typeof rule === 'string' ? sizeOf(op, rule) : null;
}

/** Whether the runs differ in who answers and in nothing else, so that their times can be compared. */
export function comparable(runs: readonly Evidence[]): boolean {
  const asked = runs.map(({ scenario, engine }) => {
    const threads = scenario.threads.map(({ interpreter: _, ...thread }) => thread);
    return JSON.stringify({ ...scenario, threads, runtime: engine });
  });
  return new Set(asked).size === 1;
}
