// The words the Rust core and the page share. Invariant: the types are the core's own, generated; who needs one takes it from
// here, and only what loads a wasm file or calls into one names the generated glue.
import type { Engine, Op, Preset, Vocabulary as Words } from './types.ts';

export type {
  CallRow,
  CauseKind,
  Checked,
  Doubt,
  Engine,
  EventKind,
  Finding,
  FormatName,
  Found,
  HandoffCause,
  Layout,
  LockUse,
  Needs,
  Op,
  Phase,
  Preset,
  ReadingWords,
  RecordingHead,
  RecordPlace,
  Refusal,
  ReportHead,
  Runtime,
  Scenario,
  State,
} from './types.ts';

/** One numeric call of a Scenario. */
export type KernelOp = Extract<Op, { op: 'kernel' }>;

/** What the page learns from the core when it opens. */
export interface Vocabulary extends Words {
  presets: Preset[];
}

export const ENGINES: readonly Engine[] = ['measured', 'simulated'];
