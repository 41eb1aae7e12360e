// What a lesson is. Invariant: data and pure functions; every sentence is made from the evidence of runs that were made,
// so a changed setup changes what is said; a lesson speaks only of runs that it says it is about.

import { countWord } from '../../base/format.ts';
import type { LessonName } from '../../question/lessons.ts';
import type { Settings } from '../../question/settings.ts';
import type { Variant } from '../../question/variant.ts';
import type { Engine } from '../../wasm/core.ts';
import type { Axis, Intuition } from './bet.ts';
import type { Evidence } from './evidence.ts';

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
  /** Null where the runs cannot tell. */
  truth: number | null;
  /** Why, in one sentence. */
  why: string;
  more: readonly string[];
}

/** `truth` isn't a number where the simulation has none to give. */
type Answer = Finding & { truth: number };

/** The rule of thumb that a lesson shows. It says no more than the lesson's runs do: a test runs each and asks `holds`. */
export interface Rule {
  does: 'Do' | 'Don’t';
  /** Goes on from there. */
  words: string;
  /** The lesson's own run, and the one of each try by its label. */
  holds(own: Answer, tried: (label: string) => Answer): boolean;
}

export interface Lesson {
  name: LessonName;
  setUp: SetUp;
  question: string;
  /** What the slider is called. */
  asks: string;
  axis: Axis;
  /** Whether its words are about what these runs do; who answers is settled by the setup and the tries. */
  about(runs: readonly Evidence[]): boolean;
  /** Null when these runs do not answer the question. */
  find(runs: readonly Evidence[]): Finding | null;
  /** What may have been in the mind of a reader who bet; true of the lesson's own setup, and said there only. */
  intuitions: readonly Intuition[];
  tries: readonly Try[];
  rule: Rule;
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

export const workers = (op: object, more: object = {}) => [
  { name: 'worker', count: 4, repeat: 4, ops: [{ op: 'kernel', ...op }], ...more },
];
