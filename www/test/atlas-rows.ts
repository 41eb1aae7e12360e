// A small atlas of which everything is known.
import type { Answer, Atlas, Listed, Verdict } from '../src/atlas/data.ts';

type Cells = [
  call: string,
  dtype: string,
  shapes: string,
  verdict: Verdict,
  overall: Verdict,
  free: number | null,
];

const TABLE: Cells[] = [
  ['numpy.linalg.inv(a)', 'float64', '1500x1500', 'releases', 'depends', 1],
  ['numpy.linalg.det(a)', 'float64', '500x10x10', 'holds', 'depends', 0],
  ['numpy.linalg.svdvals(a)', 'float64', '300x300', 'holds', 'depends', 0],
  ['numpy.linalg.svd(a)', 'float64', '300x300', 'releases', 'depends', 0.99],
  ['scipy.linalg.svd(a)', 'float64', '300x300', 'mixed', 'mixed', 0.4],
  ['numpy.add(a, b)', 'float64', '1000 1000', 'releases', 'depends', null],
  ['numpy.add(a, b)', 'object', '1000 1000', 'holds', 'holds', 0],
];

export const ROWS: Listed[] = TABLE.map(([call, dtype, shapes, verdict, overall, free]) => ({
  call,
  function: call.replace(/\(.*/, ''),
  dtype,
  shapes,
  example: shapes,
  verdict,
  overall,
  free,
}));

export const ANSWER: Answer = {
  verdict: 'holds',
  function: 'numpy.linalg.inv',
  call: 'numpy.linalg.inv(a)',
  read_as: null,
  shapes: ['22x22'],
  dtype: 'float64',
  read: 'numpy 2.4.6',
  measured_version: true,
  steps: [
    {
      lets_go: false,
      rule: 'Above 500.',
      here: '484, not more than 500',
      since: null,
      file: 'numpy/umath.c',
      line: 12,
      inside: 'loops',
      kind: 'NPY_BEGIN_THREADS',
      read: 'numpy 2.4.6',
    },
  ],
  note: '',
  turns: [],
  advice: [],
  rows: [
    {
      function: 'numpy.linalg.inv',
      call: 'numpy.linalg.inv(a)',
      shapes: ['22x22'],
      dtype: 'float64',
      setup: '',
      ms: 1,
      free: 0,
      spread: [0, 0.1],
      verdict: 'holds',
      speedup: 1,
    },
  ],
  row: null,
  disagrees: null,
  cost: null,
  kernel: 'inv',
  also: [],
  play: null,
};

export const ATLAS: Atlas = {
  rows: () => ROWS,
  ask: (call, shapes, dtype) => {
    const row = ROWS.find((known) => known.call === call || known.function === call);
    if (row === undefined) throw new Error(`"${call}" is not in the atlas: did you mean numpy.linalg.inv?`);
    return { ...ANSWER, call: row.call, function: row.function, shapes: shapes.split(' '), dtype };
  },
  read: (text) => {
    const [rest = '', ...shapes] = text.split(' ');
    const functions = ROWS.some((row) => row.function === rest) ? [rest] : [];
    const typed = { functions, call: null, notes: [], topics: [] };
    return shapes.length > 0 && functions.length > 0
      ? { ...typed, rest, shapes: shapes.join(' ') }
      : { ...typed, rest: text, shapes: '' };
  },
  thumbs: [],
  topics: [],
  measurement: {
    date: '2026-11-25T20:47:09Z',
    versions: { python: '3.11.7', numpy: '2.4.6', scipy: '1.17.1' },
    blas: ['openblas'],
    machine: { cores: 2, cpu: 'a machine', system: 'Linux' },
    bounds: { holds: 0.15, releases: 0.75 },
    rows: 7,
  },
};
