// What the coordinator and the processes say to each other. Invariant: every question of a process is answered, and a
// lane's records travel in the order in which they were written.

import type { Problem } from '../base/problem.ts';
import type { Scenario } from '../wasm/core.ts';
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
}

/** What the core's one door for processes does, by number. */
export const Deed = {
  lockUses: 0,
  open: 1,
  warmUp: 2,
  iterationsPerUs: 3,
  alone: 4,
  call: 5,
  execute: 6,
  residuals: 7,
} as const;

/** What the threads of one group do with the lock. */
export interface LockUse {
  /** Which one; null where there is none. */
  lock: number | null;
  /** How much larger the number is for each next thread of the group. */
  next: number;
  /** It covers a whole pass. */
  pass: boolean;
  /** Bytecode hands it over. */
  switches: boolean;
  /** How many times longer bytecode takes. */
  overhead: number;
  /** `keeps`: the operation is done inside it. `looks`: after it is seen whether another wants it. */
  ops: { keeps: boolean; looks: boolean }[];
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

/** From a process. */
export type Said =
  | { type: 'done'; value: number[] }
  | { type: 'failed'; problem: Problem }
  | { type: 'take' | 'drop' | 'look' }
  | { type: 'note'; note: Note };

export const RECORD = 5;
/** The end of a lane. */
export const END = 15;
export const NONE = 0xffff_ffff;
