// Runs that are kept, and what an entry of the browser's history says of its own. Invariant: an entry says where its runs
// are, never what they are.
import type { Lab } from '../lab/lab.ts';
import type { Made } from '../question/plan.ts';
import type { Settings } from '../question/settings.ts';
import type { Vocabulary } from '../wasm/core.ts';
import type { Experiment } from './experiment.ts';

/** Whose runs are kept. */
export interface Keeper {
  readonly lab: Lab;
  readonly vocabulary: Vocabulary | null;
  readonly experiment: Experiment | null;
  /** What its runs were asked by. */
  readonly ran: Settings;
  readonly running: boolean;
  readonly done: boolean;
  /** What is to be said of runs from earlier. */
  kept: string;
  take(experiment: Experiment, ran: Settings): void;
  requestUpdate(): void;
}

/** An experiment that is over. */
export interface Kept extends Made {
  ran: Settings;
  /** When it ended, in milliseconds since 1970. */
  atMs: number;
}

/** What an entry of the history says of its runs. */
export interface Mark {
  runs: string;
  /** How large they are, where that is too large for a reload. */
  tooLargeBytes?: number;
}

/** Whether there is room for runs of before. */
export function free({ vocabulary, experiment, running }: Keeper): boolean {
  return vocabulary !== null && experiment === null && !running;
}

export function mark({ runs, tooLargeBytes }: Mark): void {
  history.replaceState({ runs, tooLargeBytes }, '');
}

export function marked(): Mark | null {
  const { state } = history;
  return typeof state?.runs === 'string' ? state : null;
}
