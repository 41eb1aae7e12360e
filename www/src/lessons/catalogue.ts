// All lessons, in the order in which they are worth taking. Invariant: each stands in the file of its name, so that a new
// one is that file and a row in question/lessons.ts.

import { LESSONS, type LessonName } from '../question/lessons.ts';
import type { Lesson } from './catalogue/lesson.ts';

const FILES = import.meta.glob<{ lesson: Lesson }>('./catalogue/*.ts', { eager: true });

export const CATALOGUE: readonly Lesson[] = LESSONS.map(({ name }) => lessonOf(name));

export function lessonOf(name: LessonName): Lesson {
  const file = FILES[`./catalogue/${name}.ts`];
  if (!file) throw new Error(`the lesson ${name} has no file`);
  return file.lesson;
}
