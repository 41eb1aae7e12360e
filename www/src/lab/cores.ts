// Which wasm file answers: the first core measures what is common, the full one everything, and the simulator computes.
// Invariant: the choice falls before anything is fetched, so a link to a run fetches one file; where it guesses wrong the
// run itself still takes the right one.
import type { Engine } from '../wasm/core.ts';

export type Core = 'first' | 'full' | 'simulator';

/** What the core says of itself before it is there: words of a Scenario and presets that may take the full one. */
export interface Full {
  words: readonly string[];
  presets: readonly string[];
}

/** What decides it, of all that can be set. */
export interface Wanted {
  engine: Engine;
  compare: readonly { engine?: Engine }[] | null;
  scenario: string | null;
  preset: string | null;
  kernel: string;
}

/** The one that answers what is set. */
export function coreOf({ engine, compare, scenario, preset, kernel }: Wanted, full: Full): Core {
  if (engine === 'simulated' && compare?.every((run) => run.engine !== 'measured') !== false)
    return 'simulator';
  if (scenario === null && preset !== null) return full.presets.includes(preset) ? 'full' : 'first';
  const text = scenario ?? JSON.stringify(kernel);
  return full.words.some((word) => text.includes(`"${word}"`)) ? 'full' : 'first';
}
