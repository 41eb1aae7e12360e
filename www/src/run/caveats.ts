// What a simulation does not know, said beside its numbers. Invariant: a function of what was asked; of a measured run
// there is nothing to say.
import type { KernelOp, ReportHead } from '../wasm/core.ts';

export function caveatsOf(heads: readonly Pick<ReportHead, 'engine' | 'scenario'>[]): string[] {
  const simulated = heads.filter(({ engine }) => engine === 'simulated').map(({ scenario }) => scenario);
  if (simulated.length === 0) return [];
  const any = (which: (op: KernelOp, count: number, cores: number) => boolean) =>
    simulated.some(({ threads, cores }) =>
      threads.some(({ ops, count }) => ops.some((op) => op.op === 'kernel' && which(op, count, cores))),
    );
  const crowded = any((op, count, cores) => op.blas_threads > 1 && op.blas_threads * count > cores);
  const guessed = any((op) => op.us === undefined);
  return [
    'A simulation leaves out what busy cores cost one another, such as memory bandwidth: real threads gain less.',
    crowded
      ? 'More BLAS threads than cores slow one another down, which is left out too: real runs can take several times as long.'
      : '',
    guessed ? 'Kernels take an estimated time here: set their cost to what they take on your machine.' : '',
  ].filter(Boolean);
}
