// A finished run as it leaves either wasm file. Invariant: the columns are copies of the page's own, and the run's memory
// in the wasm is given back.
import type { ReportHead } from './core.ts';
import type { Columns } from './protocol.ts';

/** The class `Outcome` that both wasm files export. */
interface Outcome {
  readonly head: string;
  columns(): unknown[];
  free(): void;
}

/** In the order of `crate/core/src/web/outcome.rs`. */
const COLUMNS = [
  'spanFirst',
  'spanState',
  'spanOp',
  'spanRep',
  'spanStart',
  'spanEnd',
  'spanHolder',
  'spanCause',
  'eventTime',
  'eventKind',
  'eventLane',
  'eventTo',
] as const satisfies (keyof Columns)[];

export function columnsOf(outcome: Outcome): Columns {
  const head = JSON.parse(outcome.head) as ReportHead;
  const columns = outcome.columns();
  outcome.free();
  return { head, ...Object.fromEntries(COLUMNS.map((name, i) => [name, columns[i]])) } as Columns;
}

/** What can be handed to another thread without a copy. */
export function buffersOf(columns: Columns): Transferable[] {
  return Object.values(columns).flatMap((value) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
