// Which lessons were done, kept in the browser where it lets us. Invariant: nothing depends on it.
import { isLesson, type LessonName } from '../question/lessons.ts';

const KEY = 'gil-playground-lessons';

export function doneLessons(): ReadonlySet<LessonName> {
  try {
    return new Set((localStorage.getItem(KEY) ?? '').split(' ').filter(isLesson));
  } catch {
    return new Set();
  }
}

export function markDone(name: LessonName): void {
  try {
    localStorage.setItem(KEY, [...new Set([...doneLessons(), name])].join(' '));
  } catch {
    // A browser that keeps nothing still teaches.
  }
}
