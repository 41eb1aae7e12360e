// What a lesson is. Invariant: data and pure functions; every sentence is made from the evidence of runs that were made,
// so a changed set-up changes what is said, and where the runs do not fit the question nothing is said.
import type { Engine } from '../core.ts';
import { countWord } from '../format.ts';
import type { Settings } from '../settings.ts';
import type { Variant } from '../variant.ts';
import type { Axis, Intuition } from './bet.ts';
import type { Evidence } from './evidence.ts';
import type { LessonName } from './names.ts';

/** What is run: a Scenario without its defaults, and who answers. */
export interface SetUp {
  scenario: { cores: number; threads: readonly object[]; [key: string]: unknown };
  compare: readonly Variant[];
  engine?: Engine;
}

/** One dial turned. */
export interface Try extends Partial<SetUp> {
  label: string;
}

/** What the runs say. */
export interface Finding {
  truth: number;
  /** Why, in one sentence. */
  why: string;
  more: readonly string[];
  intuitions: readonly Intuition[];
}

export interface Lesson {
  name: LessonName;
  setUp: SetUp;
  question: string;
  /** What the slider is called. */
  asks: string;
  axis: Axis;
  /** Null when these runs do not answer the question. */
  find(runs: readonly Evidence[]): Finding | null;
  tries: readonly Try[];
  /** Whether a machine with cores enough would show it by measuring. */
  measurable: boolean;
}

/** The settings that ask a lesson's question, or a try's. */
export function settingsOf(
  lesson: Lesson,
  change: Partial<SetUp> = {},
): Pick<Settings, 'preset' | 'scenario' | 'compare' | 'cores' | 'engine' | 'times' | 'lesson' | 'view'> {
  const { scenario, compare, engine = 'simulated' } = { ...lesson.setUp, ...change };
  return {
    preset: null,
    scenario: JSON.stringify(scenario),
    compare,
    cores: null,
    engine,
    times: '1',
    lesson: lesson.name,
    view: null,
  };
}

export const FACTOR: Axis = {
  unit: 'times',
  min: 0.25,
  max: 16,
  log: true,
  ticks: [0.25, 0.5, 1, 2, 4, 8, 16],
};
export const SPAN: Axis = {
  unit: 'time',
  min: 10,
  max: 100_000,
  log: true,
  ticks: [10, 100, 1000, 10_000, 100_000],
};

/** "four threads", "one core" */
export function some(count: number, what: string): string {
  return `${countWord(count)} ${what}${count === 1 ? '' : 's'}`;
}

export const hogs = (count: number, us: number) => [{ name: 'hog', count, ops: [{ op: 'python', us }] }];

export const GIL: readonly Variant[] = [{ runtime: 'cpython-3.12' }];

/** From here on a gain is one. */
export const GAIN = 1.3;

/** The first kernel of the run. */
export function kernelOf({ scenario }: Evidence) {
  for (const { ops } of scenario.threads) for (const op of ops) if (op.op === 'kernel') return op;
  return null;
}

export const workers = (op: object, more: object = {}) => [
  { name: 'worker', count: 4, repeat: 4, ops: [{ op: 'kernel', ...op }], ...more },
];
