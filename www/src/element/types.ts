// What a page that embeds the playground can know of it: the Report and what the events carry. Invariant: types only; they
// are published, so fields are added and never renamed.

export type { Lane, Metrics, Report } from './report.ts';

/** How runs can be had where the frame stands, from the best to the least. */
export type Isolation = 'header' | 'scoped-sw' | 'tab' | 'processes' | 'static';

/** `poster`: not started, nothing is loaded. */
export type PlaygroundState = 'poster' | 'opening' | 'ready' | 'running' | 'done' | 'failed';

/** `gil-ready` */
export interface Ready {
  isolation: Isolation;
  /** Cores that threads here can run on at the same time. */
  threads: number;
  /** The smallest step of the clock, in microseconds. */
  timerStepUs: number;
  version: string;
}

/** `gil-error`, and what a rejected `run()` carries. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
  docsUrl: string;
}
