// The steps of the ladder by name: what each is called where it is shown, and what it means. Invariant: from the best to the
// least; the words are true of every browser that comes to stand there, and a badge is true of the runs beside it.
import type { Isolation } from '../element/types.ts';

export type Rung = Isolation;

/** What each step is called where it is shown, and what it means. */
export const RUNGS: Record<Rung, Badge> = {
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
    badge: 'Real threads in their own tab',
    meaning:
      'In this page the browser doesn’t let a frame share memory between threads; in its own tab it may. Here each ' +
      'thread is a process with its own memory, and the lock travels as a message.',
  },
  processes: {
    badge: 'Separate processes',
    meaning:
      'Threads can’t share memory here, so each one is a process with its own memory, and the lock travels as a ' +
      'message. Python’s multiprocessing works like this, except that its programs need no shared lock.',
  },
  static: { badge: 'Picture only', meaning: 'The playground can’t run here.' },
};

interface Badge {
  badge: string;
  meaning: string;
}

const SIMULATED: Badge = {
  badge: 'Simulated',
  meaning: 'A simulator computed these times on virtual cores; nothing here was measured.',
};

/**
 * What stands beside runs. `engines`: of each of them; `isolation`: by which means those that were measured were, null
 * before there are any; `rung`: by which means they would be.
 */
export function badgeOf(engines: readonly string[], isolation: string | null, rung: Rung): Badge {
  const here = RUNGS[isolation !== null && isRung(isolation) ? isolation : rung];
  const simulated = engines.filter((engine) => engine === 'simulated').length;
  if (simulated === 0 || rung === 'static') return here;
  if (simulated === engines.length) return SIMULATED;
  return {
    badge: `${here.badge} and simulated`,
    meaning: `${here.meaning} Some of these runs are simulated; each says so.`,
  };
}

function isRung(word: string): word is Rung {
  return Object.hasOwn(RUNGS, word);
}
