// Runs that are over, as they are kept, and as a file brings them. Invariant: what came from a file is called so.
import type { Vocabulary } from './core.ts';
import type { Planned } from './experiment.ts';
import type { Columns } from './protocol.ts';
import { titleOf } from './variant.ts';

/** An experiment that is over, as it can be kept. */
export interface Made {
  planned: readonly Planned[];
  titles: readonly string[];
  fromFile: boolean;
  /** Run by run, round by round. */
  rounds: readonly (readonly Columns[])[];
}

/** Runs that a reader saved: they stand where our own do, and are called what they are. */
export function madeElsewhere(runs: readonly Columns[], vocabulary: Vocabulary): Made {
  const planned = runs.map(({ head: { scenario, engine } }): Planned => {
    return { scenario, engine, variant: { runtime: scenario.runtime } };
  });
  const titles = runs.map(({ head: { scenario, environment } }) => {
    // The script for the reader's own Python ran on whatever that was, not on what the Scenario asks for.
    const python = environment.python?.split(' ')[0];
    const who =
      python === undefined ? titleOf({ runtime: scenario.runtime }, vocabulary) : `Python ${python}`;
    return `${who}, from a file`;
  });
  return { planned, titles, fromFile: true, rounds: runs.map((run) => [run]) };
}
