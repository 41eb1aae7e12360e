// What the coordinator and the processes say to each other. Invariant: every question of a process is answered, and a
// lane's records travel in the order in which they were written.

import type { Problem } from '../base/problem.ts';
import type { Finding, LockUse, Scenario } from '../wasm/core.ts';
import type { Note } from '../wasm/protocol.ts';

/** Kinds of records, as the core numbers them. */
export interface Kinds {
  python: number;
  held: number;
  released: number;
  wait: number;
  io: number;
  take: number;
  drop: number;
  /** Of the record that ends a lane. */
  end: number;
  /** Stands for a lane where none is meant. */
  none: number;
}

export interface Task {
  module: WebAssembly.Module;
  /** JSON. */
  scenario: string;
  me: number;
  group: Scenario['threads'][number];
  use: LockUse;
  kinds: Kinds;
  /** How long bytecode goes on before it looks whether another process wants the lock. */
  sliceUs: number;
}

/** To a process. */
export type Order =
  | { type: 'open'; task: Task }
  | { type: 'warm-up' }
  | { type: 'ping' }
  | { type: 'rate' }
  | { type: 'alone'; iterationsPerUs: number }
  /** `offsetMs` puts its clock on the coordinator's; `originMs` is the start on that. */
  | { type: 'go'; offsetMs: number; originMs: number; iterationsPerUs: number }
  | { type: 'verify' }
  | { type: 'granted'; grant: Grant };

/** The lock is the asker's. */
export interface Grant {
  /** Who had it when it was asked for, or took it first; null where the lock was free. */
  holder: number | null;
  /** To a look: whether the asker has released it meanwhile. */
  dropped: boolean;
}

/** What an order is answered with. */
export interface Answers {
  open: null;
  'warm-up': null;
  /** Its clock, in milliseconds. */
  ping: number;
  /** Iterations of bytecode in a microsecond. */
  rate: number;
  alone: Finding[];
  /** How many iterations of bytecode it executed. */
  go: number;
  verify: Finding[];
}

/** From a process. */
export type Said =
  | { type: 'done'; value: Answers[keyof Answers] }
  | { type: 'failed'; problem: Problem }
  | { type: 'take' | 'drop' | 'look' }
  | { type: 'note'; note: Note };

/** A record on its way: time, kind, operation, pass and whom it concerns. */
export const RECORD = 5;
