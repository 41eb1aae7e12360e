// NumPy’s rule: the size of the output decides. Invariant: as in lesson.ts.
import { duration } from '../../base/format.ts';
import { FACTOR, GIL, type Lesson, workers } from './lesson.ts';
import { onlyKernel, outputOf } from './ops.ts';

const asNumpy = (op: object, repeat = 4) => ({
  cores: 2,
  threads: workers({ gil: 'numpy', ...op }, { count: 2, repeat }),
});

export const lesson: Lesson = {
  name: 'numpy-rule',
  setUp: { scenario: asNumpy({ name: 'det', n: 384 }), compare: GIL },
  question:
    'Two threads call numpy.linalg.det on 384×384 matrices, on two cores. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  about: (runs) => runs.every((run) => run.lanes > 1 && onlyKernel(run)?.gil === 'numpy'),
  find(runs) {
    const run = runs.at(-1);
    const kernel = run === undefined ? null : onlyKernel(run);
    if (run === undefined || kernel === null) return null;
    const elements = outputOf(kernel, run.calls);
    if (elements === null) return null;
    const { threshold } = run.calls;
    const holds = run.heldKernelUs > run.releasedKernelUs;
    if (holds !== elements <= threshold) return null;
    const size = elements === 1 ? 'one number' : `${elements.toLocaleString('en')} numbers`;
    return {
      truth: run.speedup,
      why: holds
        ? `A call of ${kernel.name} gives back ${size}, not more than ${threshold}, so NumPy held the lock and the threads took turns.`
        : `A call of ${kernel.name} gives back ${size}, more than ${threshold}, so NumPy released the lock and no thread had to wait for another’s call.`,
      more: [
        `NumPy’s linear algebra looks at the size of the output, not at the work: here each call takes ${duration(run.oneThreadUs / run.ops)}.`,
        'The determinant of one matrix, however large, is one number, so the call holds the lock; only a stack of more than 500 matrices releases it.',
      ],
    };
  },
  intuitions: [
    { near: 2, words: 'NumPy releases the GIL: often, but by a rule few have heard of.' },
    { near: 1, words: 'One thread at a time: right where NumPy holds the lock.' },
  ],
  tries: [
    { label: 'inv, same size', scenario: asNumpy({ name: 'inv', n: 384 }) },
    { label: 'inv 22×22: 484 numbers', scenario: asNumpy({ name: 'inv', n: 22 }, 200) },
    { label: 'inv 23×23: 529 numbers', scenario: asNumpy({ name: 'inv', n: 23 }, 200) },
    { label: 'solve, n = 500', scenario: asNumpy({ name: 'solve', n: 500 }) },
    { label: 'solve, n = 501', scenario: asNumpy({ name: 'solve', n: 501 }) },
    { label: 'det of 520 small matrices', scenario: asNumpy({ name: 'det', n: 64, batch: 520 }, 2) },
  ],
  rule: {
    does: 'Do',
    words: 'give NumPy big outputs, or batch: linear algebra releases the lock above 500 elements of output.',
    holds: (own, tried) => own.truth < 1.05 && tried('det of 520 small matrices').truth > 1.8,
  },
  measurable: true,
};
