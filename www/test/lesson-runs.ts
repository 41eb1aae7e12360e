// Lessons as their readers set them up, simulated, and what is then said.
import assert from 'node:assert/strict';
import { type Evidence, evidenceOf } from '../src/lessons/catalogue/evidence.ts';
import { type Finding, type Lesson, type SetUp, settingsOf } from '../src/lessons/catalogue/lesson.ts';
import { lessonOf } from '../src/lessons/catalogue.ts';
import { type Reading, readRuns } from '../src/lessons/reading.ts';
import type { LessonName } from '../src/question/lessons.ts';
import { asksOf, DEFAULTS, type Settings } from '../src/question/settings.ts';
import { titleOf } from '../src/question/variant.ts';
import { simulate, VOCABULARY } from './core.ts';

export const settingsFor = (lesson: Lesson, change: Partial<SetUp> = {}): Settings => ({
  ...DEFAULTS,
  ...settingsOf(lesson, change),
});

/** Simulating is the same every time. */
const simulated = new Map<string, Evidence>();

/** The runs of a lesson or a try, simulated, as the card sees them. */
export function evidence(lesson: Lesson, change: Partial<SetUp> = {}): Evidence[] {
  const { asks, complaints } = asksOf(settingsFor(lesson, change), VOCABULARY);
  assert.deepEqual(complaints, []);
  return asks.map(({ scenario, variant }) => {
    const title = titleOf(variant, VOCABULARY);
    const known = simulated.get(title + scenario) ?? evidenceOf(simulate(scenario), VOCABULARY, title);
    simulated.set(title + scenario, known);
    return known;
  });
}

/** What the card is told of a lesson or a try. */
export function reading(lesson: Lesson, change: Partial<SetUp> = {}): Reading {
  return readRuns(lesson, settingsFor(lesson, change), evidence(lesson, change), []);
}

/** Whose simulated runs give no number, because the simulator leaves out what decides it. */
export const NO_NUMBER: readonly LessonName[] = ['blas-threads'];

export type Answer = Finding & { truth: number };

export function found(lesson: Lesson, change: Partial<SetUp> = {}): Answer {
  const { finding } = reading(lesson, change);
  assert.ok(finding !== null, `${lesson.name} has nothing to say`);
  assert.equal(finding.truth === null, NO_NUMBER.includes(lesson.name), `${lesson.name}: ${finding.truth}`);
  return { ...finding, truth: finding.truth ?? Number.NaN };
}

export const own = (name: LessonName) => found(lessonOf(name));
