// NumPy’s rule: the size of the output decides. Invariant: as in lesson.ts.
import { duration } from '../../format.ts';
import { FACTOR, GIL, kernelOf, type Lesson, workers } from '../lesson.ts';
import { outputOf, THRESHOLD } from '../output.ts';

const asNumpy = (op: object, repeat = 4) => ({
  cores: 2,
  threads: workers({ gil: 'numpy', ...op }, { count: 2, repeat }),
});

export const numpyRule: Lesson = {
  name: 'numpy-rule',
  setUp: { scenario: asNumpy({ name: 'det', n: 384 }), compare: GIL },
  question:
    'Two threads call numpy.linalg.det on 384×384 matrices, on two cores. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  find(runs) {
    const run = runs.at(-1);
    const kernel = run === undefined ? null : kernelOf(run);
    const elements = kernel === null ? null : outputOf(kernel);
    if (run === undefined || kernel === null || elements === null) return null;
    const keeps = run.heldKernelUs > run.releasedKernelUs;
    const size = elements === 1 ? 'one number' : `${elements.toLocaleString('en')} numbers`;
    // Without a lock, or with another rule, the threshold explains nothing.
    const ruled = run.locks && kernel.gil === 'numpy' && keeps === elements <= THRESHOLD;
    const why = !ruled
      ? `The lock was ${keeps ? 'kept' : 'free'} while ${kernel.name} computed, whatever the size of its output.`
      : keeps
        ? `A call of ${kernel.name} gives back ${size}, not more than ${THRESHOLD}, so NumPy kept the lock and the threads took turns.`
        : `A call of ${kernel.name} gives back ${size}, more than ${THRESHOLD}, so NumPy let the lock go and nothing kept the threads from computing at once.`;
    return {
      truth: run.speedup,
      why,
      more: [
        `NumPy’s linear algebra looks at the size of the output, not at the work: here each call takes ${duration(run.oneThreadUs / run.ops)}.`,
        kernel.name === 'det'
          ? 'The determinant of one matrix, however large, is one number: the lock stays. A stack of more than 500 matrices is another matter.'
          : 'The determinant, with much the same work, never lets go for a single matrix.',
      ],
      intuitions: [
        { near: 2, words: 'NumPy releases the GIL: often, but by a rule few have heard of.' },
        { near: 1, words: 'One thread at a time: right where NumPy keeps the lock.' },
      ],
    };
  },
  tries: [
    { label: 'inv, same size', scenario: asNumpy({ name: 'inv', n: 384 }) },
    { label: 'inv 22×22: 484 numbers', scenario: asNumpy({ name: 'inv', n: 22 }, 200) },
    { label: 'inv 23×23: 529 numbers', scenario: asNumpy({ name: 'inv', n: 23 }, 200) },
    { label: 'solve, n = 500', scenario: asNumpy({ name: 'solve', n: 500 }) },
    { label: 'solve, n = 501', scenario: asNumpy({ name: 'solve', n: 501 }) },
    { label: 'det of 520 small matrices', scenario: asNumpy({ name: 'det', n: 64, batch: 520 }, 2) },
  ],
  measurable: true,
};
