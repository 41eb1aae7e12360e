// What the page loads once a lesson is wanted. Invariant: a link that names a lesson and asks nothing of its own gets the
// lesson's question; whatever else the link says, it keeps.
import type { Settings } from '../question/settings.ts';
import './card.ts';
import type { LessonName } from '../question/lessons.ts';
import { settingsOf } from './catalogue/lesson.ts';
import { lessonOf } from './catalogue.ts';

const QUESTION = ['scenario', 'preset', 'kernel', 'n', 'threads', 'repeat', 'compare'];

export function openLesson(name: LessonName, settings: Settings, hash: string): Settings {
  const link = new URLSearchParams(hash.replace(/^#/, ''));
  if (QUESTION.some((key) => link.has(key))) return settings;
  const { scenario, compare, engine } = settingsOf(lessonOf(name));
  return { ...settings, scenario, compare, engine: link.has('engine') ? settings.engine : engine };
}
