// A link as the lessons see it. Invariant: an unknown lesson is a complaint, and only a known one is loaded.

import { isLesson } from '../question/lessons.ts';
import { type ReadLink, readLink, worded } from '../question/link.ts';

interface Lessons {
  (): Promise<typeof import('./open.ts')>;
  there?: boolean;
}

export const loadLessons: Lessons = async () => {
  const lessons = await import('./open.ts');
  loadLessons.there = true;
  return lessons;
};

/** The link's settings; a lesson without a question of its own in the link brings its own. */
export async function readLessonLink(hash: string): Promise<ReadLink> {
  const { settings, complaints } = await readLink(hash);
  const { lesson } = settings;
  if (!isLesson(lesson)) {
    const wrong = lesson === null ? [] : [{ key: 'lesson', value: lesson, why: '' }];
    return { settings, complaints: [...complaints, ...(await worded(wrong))] };
  }
  try {
    const { openLesson } = await loadLessons();
    return { settings: openLesson(lesson, settings, hash), complaints };
  } catch {
    // The lesson's own place says so and offers another try; once that succeeds, the link is read again.
    return { settings, complaints };
  }
}
