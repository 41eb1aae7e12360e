// All lessons, in the order in which they are worth taking. Invariant: order and names are those of question/lessons.ts.

import type { LessonName } from '../question/lessons.ts';
import { blasThreads } from './catalogue/blas-threads.ts';
import { convoy } from './catalogue/convoy.ts';
import { hiddenLock } from './catalogue/hidden-lock.ts';
import { interval } from './catalogue/interval.ts';
import type { Lesson } from './catalogue/lesson.ts';
import { myJob } from './catalogue/my-job.ts';
import { noGil } from './catalogue/no-gil.ts';
import { numpyRule } from './catalogue/numpy-rule.ts';
import { oneLock } from './catalogue/one-lock.ts';
import { python27 } from './catalogue/python-2.7.ts';
import { releasing } from './catalogue/releasing.ts';

export const CATALOGUE: readonly Lesson[] = [
  oneLock,
  releasing,
  interval,
  convoy,
  numpyRule,
  blasThreads,
  python27,
  noGil,
  hiddenLock,
  myJob,
];

export function lessonOf(name: LessonName): Lesson {
  return CATALOGUE.find((lesson) => lesson.name === name) as Lesson;
}
