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
