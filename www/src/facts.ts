// The numbers behind the words: what two finished runs say together. Invariant: pure functions of the reports; no
// number is made up, each is a metric of the core or a sum over measured spans.
import type { Vocabulary } from './core.ts';
import type { Report } from './report.ts';
import { timeIn } from './spans.ts';

export interface RunFacts {
  runtime: string;
  lanes: number;
  ops: number;
  cores: number;
  wallUs: number;
  oneThreadUs: number;
  heldFraction: number;
  waitUs: number;
  /** Time in kernels, all threads together. */
  kernelUs: number;
  kernel: string;
  timerStepUs: number;
}

export function factsOf(report: Report, vocabulary: Vocabulary): RunFacts {
  const { head, lanes } = report;
  const { threads, runtime } = head.scenario;
  const ops = threads.reduce((sum, t) => sum + t.count * t.repeat * t.ops.length, 0);
  const names = new Set(head.residuals.map((residual) => residual.kernel));
  const inState = (state: string) => timeIn(lanes, vocabulary.states.indexOf(state));
  return {
    runtime,
    lanes: head.lanes.length,
    ops,
    cores: head.environment.cores,
    wallUs: head.wall_us,
    oneThreadUs: head.one_thread_us,
    heldFraction: head.metrics.gil_held,
    waitUs: head.metrics.gil_wait_us,
    kernelUs: inState('kernel-held') + inState('kernel-released'),
    kernel: names.size === 1 ? ([...names][0] as string) : 'kernel',
    timerStepUs: head.environment.timer_step_us,
  };
}
