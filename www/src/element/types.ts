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
    /** What a reader of this run has to know. */
    notes?: string[];
  };
  lanes: Lane[];
  events: { t_us: number; lane: number; kind: string; to: number | null }[];
  metrics: Metrics;
  /** Why this run must not be told as a result; empty where it may be. */
  doubts: { code: string; sentence: string; value: number; limit: number; again: boolean }[];
  residuals: { kernel: string; n?: number; shape?: [number, number]; max: number | null }[];
}

/** The numbers of a run. Times are in microseconds, parts are fractions from 0 to 1. */
export interface Metrics {
  /** The work's time on one thread alone ÷ the wall. */
  speedup: number;
  /** `speedup` ÷ the smaller of cores and lanes. */
  efficiency: number;
  /** The speedup that no schedule of this work exceeds. */
  amdahl_bound: number;
  /** The part of the work that must be done under one lock. */
  serial_fraction: number;
  /** The part of the wall during which the busiest lock was held. */
  gil_held: number;
  /** How long lanes waited for a lock, summed; `pool_wait_us` is part of it. */
  gil_wait_us: number;
  /** How long lanes waited for the BLAS pool, summed. */
  pool_wait_us: number;
  /** How often a lock went from one lane to another. */
  handoffs: number;
  /** The same by cause: given up, asked for, or Python 2.7's ticker. */
  handoffs_by: { voluntary: number; forced: number; tick: number };
  /** How often a holder was made to release the lock. */
  forced_switches: number;
  /** How each lane spent its life, in the order of the lanes, as parts of that life. */
  lanes: {
    held: number;
    waiting: number;
    free: number;
    running: number;
    no_core: number;
    blocked: number;
    pool: number;
  }[];
}

export interface Lane {
  name: string;
  thread: number;
  index: number;
  parent: number | null;
  /** The worker that ran it; null where that is not told. */
  worker: number | null;
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
