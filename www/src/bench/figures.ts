// What the bench page asks and what it makes of the answers. Invariant: pure functions; a figure comes from measured runs
// of this page alone, and one that could not be measured is absent, never nought.

import { duration, percent, times } from '../base/format.ts';
import type { ReportHead } from '../wasm/core.ts';

/** So many tasks in all, however many cores share them. */
const TASKS = 16;
const INSIDE_THREADS = 2;
const INSIDE_TASKS = 3;

/** One row of the table. */
export interface Figures {
  kernel: string;
  /** One call on one thread. */
  autoUs?: number;
  nalgebraUs?: number;
  gflops?: number;
  ofPeak?: number;
  /** How much faster all tasks are with the lock released than behind one. */
  released?: number;
  /** How much faster one call is with two threads inside. */
  inside?: number;
}

/** JSON of the Scenarios of one kernel; the first three want one thread per core, the last two inside one call. */
export function questions(kernel: string, n: number, cores: number) {
  const repeat = Math.ceil(TASKS / cores);
  const asked = (runtime: string, thread: object, op: object) =>
    JSON.stringify({
      runtime,
      threads: [{ name: 'worker', ...thread, ops: [{ op: 'kernel', name: kernel, n, ...op }] }],
    });
  return {
    serialized: asked('one-lock', { count: cores, repeat }, {}),
    released: asked('cpython-3.12', { count: cores, repeat }, {}),
    nalgebra: asked('cpython-3.12', { count: cores }, { backend: 'nalgebra' }),
    inside: asked('cpython-3.12', { repeat: INSIDE_TASKS }, { blas_threads: INSIDE_THREADS }),
  };
}

/** What one of a run's tasks takes alone on one thread. */
export function callUs({ scenario, one_thread_us }: ReportHead): number {
  const tasks = scenario.threads.reduce(
    (sum, { count, repeat, ops }) => sum + count * repeat * ops.length,
    0,
  );
  return one_thread_us / tasks;
}

/** `flops`: operations in units of n³; `peak` in GFLOP/s. */
export function figuresOf(
  kernel: string,
  [serialized, released, nalgebra]: readonly ReportHead[],
  { n, flops, peak }: { n: number; flops: number; peak: number | null },
): Figures {
  if (serialized === undefined || released === undefined || nalgebra === undefined) return { kernel };
  const autoUs = callUs(released);
  const gflops = (flops * n ** 3) / (autoUs * 1e3);
  return {
    kernel,
    autoUs,
    nalgebraUs: callUs(nalgebra),
    gflops,
    released: serialized.wall_us / released.wall_us,
    ...(peak === null ? {} : { ofPeak: gflops / peak }),
  };
}

export function insideOf(figures: Figures, { wall_us }: ReportHead): Figures {
  if (figures.autoUs === undefined) return figures;
  return { ...figures, inside: figures.autoUs / (wall_us / INSIDE_TASKS) };
}

interface Column {
  head: string;
  means: string;
  value(figures: Figures): number | undefined;
  show(value: number): string;
}

export const COLUMNS: readonly Column[] = [
  { head: 'One call', means: 'one thread, this page’s own code', value: (row) => row.autoUs, show: duration },
  {
    head: 'Plain nalgebra',
    means: 'the same call by the library alone',
    value: (row) => row.nalgebraUs,
    show: duration,
  },
  {
    head: 'GFLOP/s',
    means: 'billions of operations a second',
    value: (row) => row.gflops,
    show: (gflops) => gflops.toPrecision(3),
  },
  { head: 'Of the peak', means: 'of one core’s multiply-adds', value: (row) => row.ofPeak, show: percent },
  { head: 'Released', means: 'against one lock, on all cores', value: (row) => row.released, show: times },
  { head: 'Threads inside', means: 'two in one call, against one', value: (row) => row.inside, show: times },
];

export const shown = ({ value, show }: Column, row: Figures): string => {
  const exact = value(row);
  return exact === undefined ? '–' : show(exact);
};

export function markdown(rows: readonly Figures[], about: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    about,
    '',
    line(['Kernel', ...COLUMNS.map(({ head }) => head)]),
    line(['---', ...COLUMNS.map(() => '---:')]),
    ...rows.map((row) => line([row.kernel, ...COLUMNS.map((column) => shown(column, row))])),
    '',
  ].join('\n');
}
