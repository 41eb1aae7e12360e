// What the page needs to know of an interpreter's lock to read its events: who shares it, what it is called, and what
// makes its holder let go. Invariant: the same rows as the core's table of policies; an interpreter without a row has no
// lock.
import type { Scenario } from '../core.ts';

/** What makes a thread that runs bytecode hand the lock over. */
export type Switch = 'request' | 'ticks' | 'never';

interface Rules {
  name: string;
  switch: Switch;
  /** Where bytecode looks whether it was asked to drop. */
  looks?: string;
  /** Whether each interpreter of the process has a lock of its own. */
  own?: boolean;
}

const LOOPS_AND_CALLS = 'at loop ends, at function entry and after calls';

const RULES: Record<string, Rules> = {
  'one-lock': { name: 'the lock', switch: 'never' },
  'cpython-2.7': { name: 'the GIL', switch: 'ticks' },
  'cpython-3.9': { name: 'the GIL', switch: 'request', looks: 'before almost every instruction' },
  'cpython-3.12': { name: 'the GIL', switch: 'request', looks: LOOPS_AND_CALLS },
  subinterpreters: { name: 'the GIL', switch: 'request', looks: LOOPS_AND_CALLS, own: true },
};

/** The locks of a run, and whose they are. */
export interface Locks {
  switch: Switch;
  looks: string;
  /** "the GIL of interpreter 1", one a lock. */
  names: readonly string[];
  /** The lock of a group of threads. */
  ofThread(thread: number): number;
}

/** null where there is no lock. */
export function locksOf({ runtime, threads }: Pick<Scenario, 'runtime' | 'threads'>): Locks | null {
  const rules = RULES[runtime];
  if (rules === undefined) return null;
  const owners = threads.map(({ interpreter }) => (rules.own ? interpreter : 0));
  const distinct = [...new Set(owners)].toSorted((a, b) => a - b);
  return {
    switch: rules.switch,
    looks: rules.looks ?? '',
    names: distinct.map((owner) =>
      distinct.length === 1 ? rules.name : `${rules.name} of interpreter ${owner}`,
    ),
    ofThread: (thread) => distinct.indexOf(owners[thread] ?? 0),
  };
}
