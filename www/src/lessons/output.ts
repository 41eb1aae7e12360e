// How many elements the output of a NumPy call has: the number NumPy compares with its threshold. Invariant: the same
// rule as the core's atlas; a test holds the two against each other.
import type { Op } from '../core.ts';

export type KernelOp = Extract<Op, { op: 'kernel' }>;

/** NumPy's linear algebra releases the lock above so many. */
export const THRESHOLD = 500;

const OF_ONE: Record<string, (m: number, n: number) => number> = {
  det: () => 1,
  solve: (m) => m,
  svdvals: Math.min,
  inv: (m) => m * m,
  cholesky: (m) => m * m,
  matmul: (m, n) => m * n,
};

/** Null where the lessons do not know. */
export function outputOf({ name, n, shape, batch = 1 }: KernelOp): number | null {
  const [rows, columns] = shape ?? [n ?? 0, n ?? 0];
  const one = OF_ONE[name]?.(rows, columns);
  return one === undefined ? null : one * batch;
}
