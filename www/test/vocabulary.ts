// A small vocabulary for tests of what needs one.
import type { Scenario, Vocabulary } from '../src/wasm/core.ts';

/** What the core makes of a Scenario that says nothing. */
export const DEFAULTS: Scenario = {
  runtime: 'one-lock',
  switch_interval_us: 5000,
  cores: 4,
  seed: 1,
  blas: 'team',
  check_interval: 100,
  wake_us: 40,
  quantum_us: 3500,
  threads: [
    {
      name: '',
      count: 1,
      repeat: 1,
      interpreter: 0,
      ops: [{ op: 'kernel', name: 'qr', n: 1, gil: 'releases', blas_threads: 1, backend: 'auto' }],
    },
  ],
};

export const VOCABULARY: Vocabulary = {
  version: '0',
  kernels: [],
  threshold: 500,
  runtimes: [
    { name: 'one-lock', label: 'One lock', locks: true, switch: 'never', checkpoints: 'loops-and-calls' },
    {
      name: 'cpython-3.12',
      label: 'CPython 3.12',
      locks: true,
      switch: 'request',
      checkpoints: 'loops-and-calls',
    },
  ],
  defaults: DEFAULTS,
  states: [],
  events: [],
  causes: [],
  handoffs: [],
  presets: [
    {
      name: 'two-hogs',
      sentence: 'They take turns.',
      compare: ['cpython-2.7', 'cpython-3.12'],
      scenario: { runtime: 'cpython-2.7', cores: 2, threads: [] },
    },
  ],
  phases: [],
  formats: [],
  bounds: {
    n: [2, 1024],
    side: [2, 1_000_000_000],
    lanes: [1, 1024],
    ops: [1, 10_000_000],
    cores: [1, 1024],
    interval_us: [1, 10_000_000],
  },
  residual_limit: 30,
};
