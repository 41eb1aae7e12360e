// What the page and the worker for files say to each other. Invariant: types only, imported by both sides.
import type { Problem } from '../base/problem.ts';
import type { FormatName } from '../wasm/core.ts';
import type { Columns } from '../wasm/protocol.ts';

/** What to make: text of runs or of a Scenario (JSON), or runs of a file. */
export type Order =
  | { make: 'file'; format: FormatName; runs: readonly Columns[] }
  | { make: 'python'; scenario: string }
  | { make: 'runs'; file: Blob };

export type Answer = string | Columns[];
/** `arriving`: the wasm file for it is on its way. */
export type Reply = { answer: Answer } | { problem: Problem } | { arriving: true };
