// The words the Rust core and the page share, as types. Invariant: they come from the generated declarations, so this
// is the only file (beside the coordinator, which calls the core) that knows where those lie.
export type { Layout, ReportHead, Scenario, Vocabulary } from '../pkg/gil_playground.js';
