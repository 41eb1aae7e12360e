// What the element and its frame say to each other. Invariant: `loading`, `hello` and `init` are the only messages between windows; all
// others go through the port that `init` hands over, each with its version, and either side ignores what it does not know.
import type { Failure, PlaygroundState, Ready, Report } from './types.ts';

export const VERSION = 1;

/** The frame says it until it is answered. */
export interface Hello {
  gilPlayground: typeof VERSION;
  type: 'hello';
  /** Tells this loading of the frame from others. */
  id: number;
}

/** The frame says it again and again while its scripts are on their way. */
export interface Loading {
  gilPlayground: typeof VERSION;
  type: 'loading';
}

/** Comes with the port. */
export interface Init {
  gilPlayground: typeof VERSION;
  type: 'init';
}

/** How the frame shall look: `variables` are CSS colours, fonts and lengths of the page around it. */
export interface Look {
  scheme: 'light' | 'dark';
  variables: Partial<Record<string, string>>;
}

export type ToFrame =
  | { type: 'look'; look: Look }
  /** Another question, as a link has it. */
  | { type: 'ask'; hash: string }
  /** `run` is answered by the Reports of all runs, `trace` by the text of a trace. */
  | { type: 'run' | 'trace'; id: number }
  | { type: 'cancel' | 'reset' };

export type FromFrame =
  | { type: 'ready'; ready: Ready; badge: string }
  | { type: 'state'; state: Exclude<PlaygroundState, 'poster'> }
  | { type: 'progress'; done: number; total: number }
  | { type: 'result'; reports: Report[] }
  | { type: 'error'; failure: Omit<Failure, 'docsUrl'> }
  | { type: 'warning'; message: string }
  /** How high it would like to be, in CSS pixels. */
  | { type: 'size'; height: number }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'refusal'; id: number; failure: Omit<Failure, 'docsUrl'> };

/** As they travel. */
export type Versioned<M> = M & { v: typeof VERSION };
