// What the line charts show, before anybody draws it. Invariant: pure functions of the runs and their answers; what has
// no answer yet is null, never nought.
import { duration, percent, times } from '../base/format.ts';
import { INTERVALS_US, type Line, MOST_THREADS, type Sought } from './plan.ts';
import { amdahl, ideal, type Point } from './point.ts';

export interface Curve {
  name: string;
  /** The hue it is drawn in, counted from 0; null for the colour of the text. */
  hue: number | null;
  mark: 'dot' | 'diamond' | 'none';
  /** Lengths of strokes and gaps in pixels; null for no line at all. */
  dash: readonly number[] | null;
  ys: readonly (number | null)[];
  /** Where the answer is that there is no value. */
  none?: readonly boolean[];
}

export interface Axis {
  label: string;
  show(value: number): string;
  /** The same at its marks, which are round numbers. */
  mark(value: number): string;
  /** The base of a logarithmic axis; null for a linear one. */
  log: 2 | 10 | null;
  range: readonly [least: number, most: number];
  /** Where its marks are; null leaves that to the chart. */
  ticks: readonly number[] | null;
}

export interface Plot {
  name: string;
  title: string;
  xs: readonly number[];
  x: Axis;
  y: Axis;
  curves: readonly Curve[];
  /** What it means that there is none. */
  none: string;
}

export type Answers = ReadonlyMap<string, Point>;

/** One a line: with the hues, so that no line is told by its colour alone. */
const DASHES: readonly (readonly number[])[] = [[], [9, 4], [3, 3], [10, 3, 3, 3]];
const AMDAHL_DASH = [2, 5];
const IDEAL_DASH = [1, 3];

/** One curve a line, through the answers there are; `value` may find none in a point. */
function curvesOf(
  lines: readonly Line[],
  xs: readonly number[],
  runs: readonly Sought[],
  answers: Answers,
  value: (point: Point) => number | null,
): Curve[] {
  return lines.map(({ title }, line) => {
    const found = new Map<number, Point | undefined>();
    for (const run of runs) if (run.line === line) found.set(run.x, answers.get(run.key));
    const points = xs.map((x) => found.get(x));
    const ys = points.map((point) => (point === undefined ? null : value(point)));
    const none = points.map((point, i) => point !== undefined && ys[i] === null);
    const dash = DASHES[line % DASHES.length] ?? [];
    return { name: `${title}, simulated`, hue: line, mark: 'dot', dash, ys, none };
  });
}

const known = (curves: readonly Curve[]): number[] =>
  curves.flatMap(({ ys }) => ys.filter((y): y is number => y !== null));

function powers(base: number, [least, most]: readonly [number, number]): number[] {
  const all: number[] = [];
  for (let value = least; value <= most * 1.001; value *= base) all.push(value);
  return all;
}

/** "5 ms" for "5.00 ms" */
const rounded = (show: Axis['show']) => (value: number) => show(value).replace(/\.0+(?=\D)/, '');

function logarithmic(base: 2 | 10, label: string, show: Axis['show'], values: readonly number[]): Axis {
  const exponent = (value: number) => Math.log(value) / Math.log(base);
  // What is a hair below a mark does not need the next one.
  const least = base ** Math.floor(exponent(Math.min(...values)) + 0.03);
  const most = base ** Math.ceil(exponent(Math.max(...values)) - 1e-9);
  const range = [least, Math.max(most, least * base)] as const;
  return { label, show, mark: rounded(show), log: base, range, ticks: powers(base, range) };
}

export interface ThreadRuns {
  lines: readonly Line[];
  counts: readonly number[];
  simulated: readonly Sought[];
  measured: readonly Sought[];
}

/** Speedup against threads. */
export function threadPlot({ lines, counts, simulated, measured }: ThreadRuns, answers: Answers): Plot {
  const value = ({ speedup, doubts }: Point) => (doubts.length > 0 ? null : speedup);
  const computed = curvesOf(lines, counts, simulated, answers, value);
  const happened = curvesOf(lines, counts, measured, answers, value)
    .filter(({ ys, none }) => ys.some((y, i) => y !== null || none?.[i]))
    .map((curve, i): Curve => {
      const name = `${lines[curve.hue ?? i]?.title}, measured`;
      return { ...curve, name, mark: 'diamond', dash: null };
    });
  const amdahls = amdahlOf(lines, simulated, answers);
  const best = bestOf(simulated);
  const plain = { hue: null, mark: 'none' } as const;
  const curves = [
    ...computed,
    ...happened,
    {
      ...plain,
      name: amdahls === null ? 'Amdahl’s formula' : `Amdahl’s formula for ${amdahls.title}`,
      dash: AMDAHL_DASH,
      ys: counts.map((count) => {
        const run = amdahls?.runs.get(count);
        return run === undefined ? null : amdahl(run.serial, run.ideal);
      }),
    },
    { ...plain, name: 'ideal', dash: IDEAL_DASH, ys: counts.map((count) => best.get(count) ?? null) },
  ];
  return {
    name: 'threads',
    title: 'Speedup against threads',
    xs: counts,
    x: logarithmic(2, 'threads', String, [1, MOST_THREADS]),
    y: logarithmic(
      2,
      'speedup',
      times,
      [1, MOST_THREADS, ...known(curves)].filter((y) => y > 0),
    ),
    curves,
    none: 'too noisy',
  };
}

/** What would be ideal at each number of threads, whoever answers. */
function bestOf(runs: readonly Sought[]): Map<number, number> {
  const best = new Map<number, number>();
  for (const { x, scenario } of runs) best.set(x, Math.max(ideal(scenario), best.get(x) ?? 0));
  return best;
}

/** Amdahl's formula is about one run: that of the interpreter that leaves the least serial, where most threads are. */
interface Amdahl {
  title: string;
  /** By the number of threads. */
  runs: Map<number, { serial: number; bound: number; ideal: number }>;
}

function amdahlOf(lines: readonly Line[], runs: readonly Sought[], answers: Answers): Amdahl | null {
  const all = lines.map(({ title }, line): Amdahl => {
    const own = new Map<number, { serial: number; bound: number; ideal: number }>();
    for (const run of runs) {
      const point = run.line === line ? answers.get(run.key) : undefined;
      if (point !== undefined)
        own.set(run.x, { serial: point.serial, bound: point.bound, ideal: ideal(run.scenario) });
    }
    return { title, runs: own };
  });
  const most = (one: Amdahl) => [...one.runs].at(-1)?.[1].serial ?? Number.POSITIVE_INFINITY;
  const [least] = all.filter((one) => one.runs.size > 0).toSorted((a, b) => most(a) - most(b));
  return least ?? null;
}

/** What Amdahl's line is made of here, once it is known. */
export function aboutAmdahl(lines: readonly Line[], runs: readonly Sought[], answers: Answers): string {
  const found = amdahlOf(lines, runs, answers);
  const [count, run] = [...(found?.runs ?? [])].at(-1) ?? [];
  if (found === null || count === undefined || run === undefined) return '';
  return (
    `Amdahl’s formula, 1 ÷ (s + (1 − s) ÷ p), is drawn for ${found.title}${lines.length > 1 ? ', which leaves the least serial' : ''}: with p ` +
    `threads, counted as in ideal, and s the share of the work that must be done under one lock, ${percent(run.serial)} at ${count} threads. Behind a ` +
    'GIL it is no limit, because one thread can compute outside while another holds the lock. What no schedule of ' +
    `this work exceeds there is ${times(run.bound)}.`
  );
}

const intervalAxis = {
  label: 'switch interval',
  show: rounded(duration),
  mark: rounded(duration),
  log: 10,
  range: [INTERVALS_US[0] ?? 1, INTERVALS_US.at(-1) ?? 1],
  ticks: [50, 500, 5000, 50_000],
} as const;

/** Throughput against the switch interval. */
export function throughputPlot(lines: readonly Line[], runs: readonly Sought[], answers: Answers): Plot {
  const curves = curvesOf(lines, INTERVALS_US, runs, answers, ({ speedup }) => speedup);
  return {
    name: 'throughput',
    title: 'Throughput against the switch interval',
    xs: INTERVALS_US,
    x: intervalAxis,
    y: {
      label: 'one thread alone = 1×',
      show: times,
      mark: rounded(times),
      log: null,
      range: [0, Math.max(1, ...known(curves)) * 1.15],
      ticks: null,
    },
    curves,
    none: '',
  };
}

/** How long the most polite threads wait, against the switch interval. */
export function waitPlot(lines: readonly Line[], runs: readonly Sought[], answers: Answers): Plot {
  const curves = curvesOf(lines, INTERVALS_US, runs, answers, ({ waitUs }) => waitUs || null);
  const waits = known(curves);
  return {
    name: 'wait',
    title: 'Median wait of the most polite threads against the switch interval',
    xs: INTERVALS_US,
    x: intervalAxis,
    y: logarithmic(10, 'wait for the lock', duration, waits.length > 0 ? waits : [100, 100_000]),
    curves,
    none: 'no thread waited',
  };
}
