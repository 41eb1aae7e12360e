// What a page that embeds the playground can know of it: the Report and what the events carry. Invariant: types only; they
// are published, so fields are added and never renamed.

/** How runs can be had where the frame stands, from the best to the least. */
export type Isolation = 'header' | 'scoped-sw' | 'tab' | 'processes' | 'static';

/** `poster`: not started, nothing is loaded. */
export type PlaygroundState = 'poster' | 'opening' | 'ready' | 'running' | 'done' | 'failed';

/** One answer: the whole timeline of one run, and its numbers. */
export interface Report {
  engine: 'measured' | 'simulated';
  scenario: object;
  wall_us: number;
  one_thread_us: number;
  clock_error_us: number;
  environment: {
    cores: number;
    isolation: string;
    timer_step_us: number;
    hidden: boolean;
    backends: string[];
    version: string;
  };
  lanes: Lane[];
  events: { t_us: number; lane: number; kind: string; to: number | null }[];
  metrics: Record<string, number>;
  /** Why this run must not be told as a result; empty where it may be. */
  doubts: { code: string; sentence: string; value: number; limit: number; again: boolean }[];
  residuals: { kernel: string; n?: number; shape?: [number, number]; max: number | null }[];
}

export interface Lane {
  name: string;
  thread: number;
  index: number;
  parent: number | null;
  spans: {
    state: string;
    op: number;
    rep: number;
    start_us: number;
    end_us: number;
    cause?: { kind: string; holder: number };
  }[];
}

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
