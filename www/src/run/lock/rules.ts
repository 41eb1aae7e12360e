// What the page needs to know of a lock to read its events: above all what makes its holder drop it. Invariant: which
// interpreter does what is the core's word.
import type { Vocabulary } from '../../wasm/core.ts';
import { type Lock, lockOf } from '../owners.ts';
import { lockNameOf } from '../runtimes.ts';
import type { LaneSpans } from '../spans.ts';

type Runtime = Vocabulary['runtimes'][number];

/** What makes a thread that runs bytecode hand the lock over. */
export type Switch = Runtime['switch'];

/** Where bytecode looks whether it was asked to drop. */
const LOOKS: Record<Runtime['checkpoints'], string> = {
  instructions: 'before almost every instruction',
  'loops-and-calls': 'at loop ends, at function entry and after calls',
};

/** The locks of a run, and whose they are. */
export interface Locks {
  switch: Switch;
  /** Where bytecode looks whether it was asked to drop; empty where no waiter asks. */
  looks: string;
  /** "the GIL of interpreter 1", one a lock. */
  names: readonly string[];
  of(lane: LaneSpans): number;
}

/** null where there is no lock. */
export function locksOf(
  runtime: string,
  gils: readonly Lock[],
  { runtimes }: Pick<Vocabulary, 'runtimes'>,
): Locks | null {
  const rules = runtimes.find((known) => known.name === runtime);
  if (rules === undefined || gils.length === 0) return null;
  const name = `the ${lockNameOf(runtime)}`;
  return {
    switch: rules.switch,
    looks: rules.switch === 'request' ? LOOKS[rules.checkpoints] : '',
    names: gils.map(({ interpreter }) =>
      interpreter === null ? name : `${name} of interpreter ${interpreter}`,
    ),
    of: (lane) => lockOf(gils, lane),
  };
}
