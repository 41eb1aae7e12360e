// A small vocabulary for tests of what needs one.
import type { Vocabulary } from '../src/wasm/core.ts';

export const VOCABULARY: Vocabulary = {
  version: '0',
  kernels: [],
  threshold: 500,
  runtimes: [
    { name: 'one-lock', label: 'One lock', locks: true },
    { name: 'cpython-3.12', label: 'CPython 3.12', locks: true },
  ],
  states: [],
  events: [],
  causes: [],
  presets: [
    {
      name: 'two-hogs',
      sentence: 'They take turns.',
      compare: ['cpython-2.7', 'cpython-3.12'],
      scenario: { runtime: 'cpython-2.7', cores: 2, threads: [] },
    },
  ],
  phases: [],
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
