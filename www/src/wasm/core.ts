// The words the Rust core and the page share. Invariant: the types come from the generated declarations, so this
// is the only file (beside the coordinator, which calls the core) that knows where those lie.
import type { Preset, ReportHead, Vocabulary as Words } from '../../pkg/first/gil_first.js';

export type {
  Doubt,
  KernelOp,
  Layout,
  Needs,
  Op,
  Preset,
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
