// The steps of the ladder by name: what each is called where it is shown, and what it means. Invariant: from the best to the
// least; the words are true of every browser that comes to stand there.
import type { Isolation } from '../element/types.ts';

export type Rung = Isolation;

/** What each step is called where it is shown, and what it means. */
export const RUNGS: Record<Rung, { badge: string; meaning: string }> = {
  header: {
    badge: 'Real threads',
    meaning: 'Threads share memory here: the server sends the headers for it.',
  },
  'scoped-sw': {
    badge: 'Real threads',
    meaning:
      'Threads share memory here: a service worker of the playground’s own folder adds the headers for it.',
  },
  tab: {
    badge: 'Real threads in a tab of their own',
    meaning:
      'This browser lets no frame in this page share memory between threads; a tab of its own may. Here each is a process ' +
      'with a memory of its own, and the lock travels as a message.',
  },
  processes: {
    badge: 'Separate processes',
    meaning:
      'Threads cannot share memory here, so each is a process with a memory of its own, and the lock travels as a message. ' +
      'It is what Python’s multiprocessing does, whose programs need no common lock at all.',
  },
  static: { badge: 'Picture only', meaning: 'The playground cannot run here.' },
};
