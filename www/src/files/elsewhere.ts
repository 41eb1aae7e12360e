// Runs as a file brings them. Invariant: they are called what they are, from a file.

import type { Made, Planned } from '../question/plan.ts';
import { titleOf } from '../question/variant.ts';
import type { Vocabulary } from '../wasm/core.ts';
import type { Columns } from '../wasm/protocol.ts';

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
