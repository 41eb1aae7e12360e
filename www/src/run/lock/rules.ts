// What the page needs to know of a lock to read its events: above all what makes its holder drop it. Invariant: the same
// rows as the core's table of policies.
import { type Lock, lockOf } from '../owners.ts';
import { lockNameOf } from '../runtimes.ts';
import type { LaneSpans } from '../spans.ts';

/** What makes a thread that runs bytecode hand the lock over. */
export type Switch = 'request' | 'ticks' | 'never';

interface Rules {
  switch: Switch;
  /** Where bytecode looks whether it was asked to drop. */
  looks?: string;
}

const LOOPS_AND_CALLS = 'at loop ends, at function entry and after calls';

const RULES: Record<string, Rules> = {
  'one-lock': { switch: 'never' },
  'cpython-2.7': { switch: 'ticks' },
  'cpython-3.9': { switch: 'request', looks: 'before almost every instruction' },
  'cpython-3.12': { switch: 'request', looks: LOOPS_AND_CALLS },
  subinterpreters: { switch: 'request', looks: LOOPS_AND_CALLS },
};

/** The locks of a run, and whose they are. */
export interface Locks {
  switch: Switch;
  looks: string;
  /** "the GIL of interpreter 1", one a lock. */
  names: readonly string[];
  of(lane: LaneSpans): number;
}

/** null where there is no lock. */
export function locksOf(runtime: string, gils: readonly Lock[]): Locks | null {
  const rules = RULES[runtime];
  if (rules === undefined || gils.length === 0) return null;
  const name = `the ${lockNameOf(runtime)}`;
  return {
    switch: rules.switch,
    looks: rules.looks ?? '',
    names: gils.map(({ interpreter }) =>
      interpreter === null ? name : `${name} of interpreter ${interpreter}`,
    ),
    of: (lane) => lockOf(gils, lane),
  };
}
