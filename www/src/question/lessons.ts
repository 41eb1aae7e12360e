// What the lessons are called, in their order: all that the page needs to know before one is opened. Invariant: a name
// is for links and never changes; a title is for people.
export const LESSONS = [
  { name: 'one-lock', title: 'One lock' },
  { name: 'releasing', title: 'Kernels that release the lock' },
  { name: 'interval', title: 'Taking turns' },
  { name: 'convoy', title: 'The polite thread loses' },
  { name: 'numpy-rule', title: 'NumPy’s real rule' },
  { name: 'blas-threads', title: 'Threads inside threads' },
  { name: 'python-2.7', title: 'Python 2.7' },
  { name: 'no-gil', title: 'No GIL, or one each' },
  { name: 'hidden-lock', title: 'A hidden lock' },
  { name: 'my-job', title: 'How much can my job gain?' },
] as const;

export type LessonName = (typeof LESSONS)[number]['name'];

export function isLesson(name: string | null): name is LessonName {
  return LESSONS.some((lesson) => lesson.name === name);
}
