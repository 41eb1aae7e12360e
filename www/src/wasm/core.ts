// The words the Rust core and the page share. Invariant: the types come from the generated declarations; who needs a type
// takes it from here, and only what loads a wasm file or calls into one names the generated files themselves.
import type { Preset, ReportHead, Vocabulary as Words } from '../../pkg/first/gil_first.js';

export type {
  Checked,
  Doubt,
  KernelOp,
  Layout,
  Needs,
  Op,
  Preset,
  Refusal,
  ReportHead,
  Scenario,
} from '../../pkg/first/gil_first.js';

/** What the page learns from the core when it opens. */
export interface Vocabulary extends Words {
  presets: Preset[];
}

/** Whether a timeline happened or was computed. */
export type Engine = ReportHead['engine'];
export const ENGINES: readonly Engine[] = ['measured', 'simulated'];
