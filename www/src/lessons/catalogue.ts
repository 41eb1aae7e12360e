// All lessons, in the order in which they are worth taking. Invariant: the order and the names are those of names.ts.
import { KERNEL_LESSONS } from './kernels.ts';
import type { Lesson } from './lesson.ts';
import { LOCK_LESSONS } from './locks.ts';
import type { LessonName } from './names.ts';

const { oneLock, interval, convoy, python27, noGil } = LOCK_LESSONS;
const { releasing, numpyRule, blasThreads, hiddenLock, myJob } = KERNEL_LESSONS;

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
