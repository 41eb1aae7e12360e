// Scenarios for tests of what edits them: valid ones, and drafts with everything somebody can type.
import fc from 'fast-check';
import type { Context } from '../src/builder/fields.ts';
import type { Draft } from '../src/question/draft.ts';
import type { Fields } from '../src/run/call.ts';
import { DEFAULTS } from './vocabulary.ts';

export const CONTEXT: Context = {
  vocabulary: {
    kernels: [
      {
        name: 'qr',
        call: 'numpy.linalg.qr',
        calls: [
          { name: 'numpy.linalg.qr', releases: 'p' },
          { name: 'scipy.linalg.qr', releases: true },
        ],
        sentence: '',
        square: false,
        common: true,
        flops: 1,
      },
      {
        name: 'cholesky',
        call: 'numpy.linalg.cholesky',
        calls: [
          { name: 'numpy.linalg.cholesky', releases: 'mm' },
          { name: 'scipy.linalg.cholesky', releases: false },
        ],
        sentence: '',
        square: true,
        common: true,
        flops: 1,
      },
    ],
    threshold: 500,
    defaults: DEFAULTS,
  },
  runtimes: ['cpython-3.12', 'cpython-2.7', 'subinterpreters'],
};

const whole = fc.integer({ min: 0, max: 4000 });
const us = fc.oneof(
  whole,
  fc.double({ min: 0, max: 60e6, noNaN: true }).filter((value) => !Object.is(value, -0)),
);
/** As a file could have it. */
const json = fc.json().map((text): unknown => JSON.parse(text));
/** What a number can be while it is typed. */
const typed = fc.oneof({ weight: 4, arbitrary: us }, fc.constantFrom('', 'abc', '2.5.', '-'));
const size = fc.oneof(fc.record({ n: typed }), fc.record({ shape: fc.tuple(typed, typed) }));

const kernel = fc
  .tuple(
    fc.record({ op: fc.constant('kernel'), name: fc.constantFrom('qr', 'cholesky', 'unheard of') }),
    size,
    fc.record(
      {
        batch: typed,
        function: fc.constantFrom('scipy.linalg.qr', 'numpy.linalg.qr', 'scipy.linalg.cholesky'),
        gil: fc.constantFrom('releases', 'holds', 'numpy', 'sometimes'),
        blas_threads: typed,
        backend: fc.constantFrom('auto', 'nalgebra'),
        us: typed,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([name, itsSize, rest]): Fields => ({ ...name, ...itsSize, ...rest }));

export const op: fc.Arbitrary<Fields> = fc.oneof(
  fc.record({ op: fc.constantFrom('python', 'wait'), us: typed }, { noNullPrototype: true }),
  kernel,
);

export const thread = fc.record(
  {
    name: fc.string({ unit: 'grapheme', maxLength: 8 }),
    count: typed,
    repeat: typed,
    interpreter: typed,
    colour: json,
    ops: fc.array(op, { maxLength: 4 }),
  },
  { requiredKeys: ['name', 'ops'], noNullPrototype: true },
);

export const draft: fc.Arbitrary<Draft> = fc.record(
  {
    runtime: fc.constantFrom('cpython-3.12', 'one-lock'),
    cores: typed,
    seed: typed,
    switch_interval_us: typed,
    wake_us: typed,
    quantum_us: typed,
    check_interval: typed,
    blas: fc.constantFrom('team', 'pool'),
    note: json,
    threads: fc.array(thread, { maxLength: 4 }),
  },
  { requiredKeys: ['threads'], noNullPrototype: true },
);
