// One run of an experiment, on its way and over. Invariant: types only.
import type { RunFacts } from './facts.ts';
import type { Report } from './report.ts';

/** One run that was made. */
export interface Finished {
  title: string;
  report: Report;
  facts: RunFacts;
}

export interface Progress {
  run: number;
  runs: number;
  label: string;
  words: string;
  done: number;
  total: number;
  /** Seconds since anything was heard of it, once they are many; else 0. */
  silentS: number;
}
