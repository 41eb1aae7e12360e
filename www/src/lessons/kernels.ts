// The lessons about numeric code: which calls let go, what limits them then, and what a whole job can gain. Invariant: as
// in lesson.ts.
import { duration, percent, times } from '../format.ts';
import { kernelTitle } from '../sentence.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, type Lesson, Some, some } from './lesson.ts';
import { outputOf, THRESHOLD } from './output.ts';

const GIL = [{ runtime: 'cpython-3.12' }];
/** From here on a gain is one. */
const GAIN = 1.3;

function kernelOf({ scenario }: Evidence) {
  for (const { ops } of scenario.threads) for (const op of ops) if (op.op === 'kernel') return op;
  return null;
}

const workers = (op: object, more: object = {}) => [
  { name: 'worker', count: 4, repeat: 4, ops: [{ op: 'kernel', ...op }], ...more },
];

const releasing: Lesson = {
  name: 'releasing',
  setUp: {
    scenario: { cores: 4, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    compare: [{ runtime: 'one-lock' }, ...GIL],
  },
  question:
    'Four threads factor matrices. Compiled code such as QR can let the lock go while it computes. How many times faster is that than holding it?',
  asks: 'Times as fast as behind the lock',
  axis: FACTOR,
  find(runs) {
    const [held, run] = runs;
    const kernel = run === undefined ? null : kernelOf(run);
    if (held === undefined || run === undefined || kernel === null) return null;
    const ratio = held.wallUs / run.wallUs;
    const name = kernelTitle(kernel.name);
    const atOnce = Math.min(run.cores, run.lanes);
    const keeps = run.heldKernelUs > run.releasedKernelUs;
    const why = keeps
      ? `${name} kept the lock while it computed, so only one thread computed at a time, as in the first run.`
      : ratio >= GAIN
        ? `${name} needs no Python while it computes and let the lock go, so up to ${some(atOnce, 'thread')} computed at a time instead of waiting ${duration(held.waitUs)} in all.`
        : `${name} let the lock go, but ${some(run.cores, 'core')} had no more to give.`;
    return {
      truth: ratio,
      why,
      more: [
        `Behind one lock it took ${duration(held.wallUs)}, under ${run.label} ${duration(run.wallUs)}.`,
        keeps
          ? 'Threads do not help where the work itself keeps the lock.'
          : run.lanes > run.cores
            ? `What limits it now is ${some(run.cores, 'core')} for ${some(run.lanes, 'thread')}.`
            : 'What limits it now is the number of cores, not the lock.',
      ],
      intuitions: [
        {
          near: 1,
          words: 'Threads cannot help in Python: true for Python code, not for compiled code that lets go.',
        },
        { near: run.cores, words: 'A core for each thread: right, as long as the work lets the lock go.' },
      ],
    };
  },
  tries: [
    {
      label: 'the kernel keeps the lock',
      scenario: { cores: 4, threads: workers({ name: 'qr', n: 256, gil: 'holds' }) },
    },
    {
      label: 'two cores',
      scenario: { cores: 2, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    },
    {
      label: 'one core',
      scenario: { cores: 1, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    },
  ],
  measurable: true,
};

const asNumpy = (op: object, repeat = 4) => ({
  cores: 2,
  threads: workers({ gil: 'numpy', ...op }, { count: 2, repeat }),
});

const numpyRule: Lesson = {
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
        : `A call of ${kernel.name} gives back ${size}, more than ${THRESHOLD}, so NumPy let the lock go and both threads computed at once.`;
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

const products = (count: number, blas_threads: number, blas = 'team') => ({
  cores: 4,
  blas,
  threads: workers({ name: 'matmul', n: 512, gil: 'releases', blas_threads }, { count, repeat: 12 / count }),
});

const blasThreads: Lesson = {
  name: 'blas-threads',
  setUp: { scenario: products(4, 4), compare: GIL },
  question:
    'Four Python threads on four cores multiply matrices, and the library starts four threads of its own for each. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  find(runs) {
    const run = runs.at(-1);
    const kernel = run === undefined ? null : kernelOf(run);
    if (run === undefined || kernel === null) return null;
    const wanted = run.lanes * kernel.blas_threads;
    const why =
      run.poolUs > 0
        ? `The library has one pool of threads for the whole process, and a lock before it: callers waited ${duration(run.poolUs)} there, so only one multiplied at a time.`
        : wanted > run.cores
          ? `${Some(wanted, 'thread')} wanted ${some(run.cores, 'core')}${run.noCoreUs > 0 ? `: together they stood ready without one for ${duration(run.noCoreUs)}` : ''}.`
          : `${Some(wanted, 'thread')} for ${some(run.cores, 'core')}: nobody had to wait for one.`;
    return {
      truth: run.speedup,
      why,
      more: [
        'The library is the BLAS, which does NumPy’s matrix products. MKL and OpenMP give each caller a team; OpenBLAS, in NumPy’s own wheels, has one pool.',
        `Cores, not threads, set the limit: ${times(run.speedup)} on ${some(run.cores, 'core')}.`,
        ...(run.engine === 'simulated' && wanted > run.cores && run.poolUs === 0
          ? ['The simulation leaves caches out; on real machines so many threads cost more.']
          : []),
        ...(wanted > run.cores
          ? ['Let one level do it: OMP_NUM_THREADS=1, or threadpool_limits from threadpoolctl.']
          : []),
      ],
      intuitions: [
        { near: 16, words: 'Four times four is sixteen threads, but there are four cores.' },
        { near: 1, words: 'The GIL stops it: no, a matrix product lets it go.' },
      ],
    };
  },
  tries: [
    { label: 'one pool for the process', scenario: products(4, 4, 'pool') },
    { label: 'one BLAS thread each', scenario: products(4, 1) },
    { label: 'one Python thread, four BLAS threads', scenario: products(1, 4) },
  ],
  measurable: true,
};

/** Plain nalgebra asks for new memory in every call. */
const decompositions = (count: number) => ({
  cores: 2,
  threads: workers({ name: 'svd', n: 48, gil: 'releases', backend: 'nalgebra' }, { count, repeat: 1000 }),
});
const FREE = 'cpython-3.14t';

const hiddenLock: Lesson = {
  name: 'hidden-lock',
  setUp: {
    scenario: decompositions(2),
    compare: [
      { runtime: FREE, n: '4' },
      { runtime: FREE, n: '48' },
    ],
    engine: 'measured',
  },
  question:
    'No GIL, two threads, thousands of tiny 4×4 decompositions by this page’s Rust code. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  find(runs) {
    const [small, large] = runs;
    if (small === undefined || large === undefined) return null;
    const [few, many] = [kernelOf(small), kernelOf(large)];
    if (few === null || many === null) return null;
    const both = `${times(small.speedup)} at n = ${few.n} and ${times(large.speedup)} at n = ${many.n}`;
    const lost = small.speedup < 0.8 * large.speedup;
    const why =
      small.engine === 'simulated'
        ? `Simulated: ${both}. The simulation has no memory allocator, so this shows only what there would be without one.`
        : lost
          ? `Measured: ${both}. No lock is on the timeline, yet small tasks gained less: something they share is not drawn.`
          : `Measured: ${both}. Small tasks did as well as large ones in this run; measure again on a quiet machine.`;
    return {
      truth: small.speedup,
      why,
      more: [
        'Rust’s memory allocator in WebAssembly is behind one lock for all threads. Each decomposition asks it a few times, large or small; tiny ones ask most often per second.',
        'The page cannot see that lock, so it is the likeliest cause, not a measured one; short tasks suffer most from every disturbance.',
        'Other programs have such locks, too: allocators, loggers, caches, counters.',
      ],
      intuitions: [
        { near: 2, words: 'Two threads, no GIL, twice as fast: if nothing else is shared.' },
        { near: 1, words: 'Something must be shared: in this code it is the memory allocator.' },
      ],
    };
  },
  tries: [
    { label: 'what a simulation says', engine: 'simulated' },
    { label: 'one thread', scenario: decompositions(1), engine: 'measured' },
  ],
  measurable: true,
};

const jobs = (pythonUs: number, kernelUs: number, cores = 8) => ({
  cores,
  threads: [
    {
      name: 'job',
      count: cores,
      repeat: 20,
      ops: [
        { op: 'python', us: pythonUs },
        { op: 'kernel', name: 'svd', n: 64, gil: 'releases', us: kernelUs },
      ],
    },
  ],
});

const myJob: Lesson = {
  name: 'my-job',
  setUp: { scenario: jobs(200, 800), compare: GIL },
  question:
    'A job spends 20 % of its time in Python and 80 % in kernels that let the lock go. How much faster do eight threads on eight cores make it?',
  asks: 'Times as fast as one thread',
  axis: { ...FACTOR, min: 0.5, max: 32, ticks: [0.5, 1, 2, 4, 8, 16, 32] },
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    const serial = run.locks ? (run.heldFraction * run.wallUs) / run.oneThreadUs : 0;
    const most = serial > 0 ? 1 / serial : Number.POSITIVE_INFINITY;
    const locked = most < run.cores;
    const why = locked
      ? `The lock was held for ${percent(serial)} of the work, and only one thread can hold it, so no number of cores makes this more than ${times(most)} as fast.`
      : `The lock was held for ${serial === 0 ? 'none' : percent(serial)} of the work, so the ${some(run.cores, 'core')} set the limit, not the lock.`;
    return {
      truth: run.speedup,
      why,
      more: [
        'That is Amdahl’s law: the part that cannot be shared decides. For your own job, time the Python between the kernels.',
        `Here the lock was busy ${percent(run.heldFraction)} of the time and the threads waited ${duration(run.waitUs)} for it in all.`,
        locked
          ? 'More threads will not help; bigger arrays for each call and less Python between the calls will.'
          : 'More cores will still help.',
      ],
      intuitions: [
        { near: 8, words: 'Eight cores, eight times: the 20 % of Python still goes through one lock.' },
        { near: 6.4, words: '80 % of eight: but what limits is the part that waits in line.' },
        { near: 1, words: 'The GIL spoils it all: no, only the Python part.' },
      ],
    };
  },
  tries: [
    { label: '64 cores', scenario: jobs(200, 800, 64) },
    { label: '5 % Python', scenario: jobs(50, 950) },
    { label: 'half Python', scenario: jobs(500, 500) },
  ],
  measurable: false,
};

export const KERNEL_LESSONS = { releasing, numpyRule, blasThreads, hiddenLock, myJob };
