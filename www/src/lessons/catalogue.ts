// All lessons, in the order in which they are worth taking. Invariant: each stands in the file of its name, so that a new
// one is that file and a row in question/lessons.ts.

import { LESSONS, type LessonName } from '../question/lessons.ts';
import type { Lesson } from './catalogue/lesson.ts';

export const CATALOGUE: readonly Lesson[] = await Promise.all(
  LESSONS.map(async ({ name }) => (await import(`./catalogue/${name}.ts`)).lesson),
);

export function lessonOf(name: LessonName): Lesson {
  return CATALOGUE.find((lesson) => lesson.name === name) as Lesson;
}
