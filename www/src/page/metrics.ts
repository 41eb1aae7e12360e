// Which numbers of a finished run the table shows, in its order. Invariant: each is taken from the Report or its facts, none
// is computed here.
import { duration, percent, times } from '../base/format.ts';
import type { RunFacts } from '../run/facts.ts';
import type { ReportHead } from '../wasm/core.ts';

/** One row of the table. */
export interface Metric {
  name: string;
  label: string;
  means: string;
  value(head: ReportHead, facts: RunFacts): number;
  show(value: number): string;
  /** Left out where it is 0 everywhere. */
  rare?: boolean;
  /** What it says of the machine is a comparison, which the sanity gate can forbid. */
  compares?: boolean;
}

export const METRICS: readonly Metric[] = [
  {
    name: 'wall',
    label: 'Wall time',
    means: 'from the common start to the last task’s end',
    value: (head) => head.wall_us,
    show: duration,
  },
  {
    name: 'one-thread',
    label: 'One thread alone',
    means: 'the same work with nobody else',
    value: (head) => head.one_thread_us,
    show: duration,
  },
  {
    name: 'speedup',
    label: 'Speedup',
    means: 'against one thread alone',
    value: (head) => head.metrics.speedup,
    show: times,
    compares: true,
  },
  {
    name: 'efficiency',
    label: 'Efficiency',
    means: 'speedup per usable core',
    value: (head) => head.metrics.efficiency,
    show: percent,
    compares: true,
  },
  {
    name: 'held',
    label: 'Lock held',
    means: 'share of the wall time',
    value: (head) => head.metrics.gil_held,
    show: percent,
  },
  {
    name: 'wait',
    label: 'Waiting for the lock',
    means: 'all threads together',
    value: (_, facts) => facts.waitUs,
    show: duration,
  },
  {
    name: 'pool-wait',
    label: 'Waiting for the BLAS pool',
    means: 'which is a lock, but no GIL',
    value: (_, facts) => facts.poolUs,
    show: duration,
    rare: true,
  },
  {
    name: 'handoffs',
    label: 'Hand-offs',
    means: 'times the lock went to another thread',
    value: (head) => head.metrics.handoffs,
    show: (value) => value.toLocaleString('en'),
  },
  {
    name: 'forced-switches',
    label: 'Forced switches',
    means: 'times a holder had to drop the lock',
    value: (head) => head.metrics.forced_switches,
    show: (value) => value.toLocaleString('en'),
    rare: true,
  },
];
