// What the page and its workers say to each other, the coordinator and the one that simulates: types only, imported by
// both sides. Invariant: every request carries an id and is answered exactly once, by `answer` or `failure`; `crash` needs
// no question.

import type { Problem } from '../base/problem.ts';
import type { Checked, Doubt, Engine, Layout, Needs, Phase, ReportHead, Vocabulary } from './core.ts';

/** What only the page knows of the conditions of a run. `elapsed_us`: by the page's clock; absent where that saw more. */
export type Environment = Pick<ReportHead['environment'], 'cores' | 'isolation' | 'hidden' | 'elapsed_us'>;

/** What happened, as columns; their buffers are transferred, not copied. */
export interface TimelineColumns {
  spanFirst: Uint32Array;
  spanState: Uint8Array;
  spanOp: Uint32Array;
  spanRep: Uint32Array;
  spanStart: Float64Array;
  spanEnd: Float64Array;
  /** The lane a wait waits for; -1 where a span isn't a wait. */
  spanHolder: Int32Array;
  /** Why, as an index into the vocabulary's causes; -1 where a span isn't a wait. */
  spanCause: Int8Array;
  /** What happened at the locks, in order of time; a kind is an index into the vocabulary's events. */
  eventTime: Float64Array;
  eventKind: Uint8Array;
  eventLane: Uint32Array;
  /** The other lane it concerns; -1 for none. */
  eventTo: Int32Array;
  /** A lane's life in pieces in which it holds its lock all the while or not at all; each begins where the last one ends. */
  pieceFirst: Uint32Array;
  pieceEnd: Float64Array;
  /** A state; one more than the last is a wait for the BLAS pool, and 255 is nothing that is known. */
  pieceState: Uint8Array;
  pieceHeld: Uint8Array;
  /** Who held each lock when, lock by lock; in order of time, not empty, and never two at once. */
  heldFirst: Uint32Array;
  heldLane: Uint32Array;
  heldStart: Float64Array;
  heldEnd: Float64Array;
  /** The state in which its holder spent most of it. */
  heldState: Uint8Array;
  /** How each lock went from lane to lane, in order of time; the BLAS pool's own lock comes last. */
  handFirst: Uint32Array;
  handFrom: Uint32Array;
  handTo: Uint32Array;
  handDropped: Float64Array;
  handTaken: Float64Array;
  /** Why, as an index into the vocabulary's handoffs. */
  handCause: Uint8Array;
}

/** A finished run. */
export interface Columns extends TimelineColumns {
  head: ReportHead;
}

/** A Scenario (JSON) and who is to answer it. */
export interface Proposal {
  scenario: string;
  engine: Engine;
  /** If it is measured, then in processes. */
  apart?: boolean;
}

/** What the sanity gate reads of a run, to compare it with others. */
export type Judged = Pick<ReportHead, 'engine' | 'scenario' | 'wall_us' | 'one_thread_us'>;

export interface Calls {
  /** Instantiates the module. The memory comes back only where it may be shared. */
  open: {
    ask: { module: WebAssembly.Module; share: boolean };
    answer: { memory: WebAssembly.Memory | null; vocabulary: Vocabulary };
  };
  /** Whether they can be answered. Bad input is an answer, not a failure. */
  check: { ask: readonly Proposal[]; answer: Checked[] };
  /** Why these runs must not be told beside one another. */
  judge: { ask: readonly Judged[]; answer: Doubt[] };
  /** Computes on virtual cores; the worker hears nothing else until it is done. */
  simulate: { ask: { scenario: string }; answer: Columns };
  /** What a measured run needs. */
  needs: { ask: { scenario: string }; answer: Needs };
  /** Starts the pool; once per coordinator. */
  pool: { ask: { threads: number; stackBytes: number }; answer: null };
  /** Lays a run out in memory, for a machine of so many cores, without starting it. */
  prepare: { ask: { scenario: string; cores: number }; answer: Layout };
  /** Starts the prepared run and answers with the phase it ended in. */
  run: { ask: null; answer: Phase };
  /** Runs what is prepared in processes of their own; it is `done` then. */
  apart: { ask: { scenario: string }; answer: null };
  finish: { ask: { environment: Environment }; answer: Columns };
  /** Drops a run that was prepared or has ended without a result. */
  discard: { ask: null; answer: null };
  /** Ends the pool's workers; the page then ends the coordinator. */
  close: { ask: null; answer: null };
}

export type CallName = keyof Calls;

export type Request = { [C in CallName]: { id: number; call: C; ask: Calls[C]['ask'] } }[CallName];

export type Reply =
  | { type: 'answer'; id: number; answer: Calls[CallName]['answer'] }
  | { type: 'failure'; id: number; problem: Problem }
  | { type: 'crash'; problem: Problem }
  /** A sign of life, once a second while the coordinator waits for others. */
  | { type: 'alive' }
  /** From a run in processes, again and again. */
  | { type: 'note'; note: Note };

/** How far a lane that is a process has come: five numbers for each record, as the core lays them out. */
export interface Note {
  lane: number;
  opsDone: number;
  records: number[];
}
