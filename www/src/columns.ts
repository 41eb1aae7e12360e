// A finished run as it leaves either wasm file. Invariant: the columns are copies of the page's own, and the run's memory
// in the wasm is given back.
import type { ReportHead } from './core.ts';
import type { Columns } from './protocol.ts';

/** The class `Outcome` that both wasm files export. */
type Outcome = Omit<Columns, 'head'> & { readonly head: string; free(): void };

export function columnsOf(outcome: Outcome): Columns {
  const columns: Columns = {
    head: JSON.parse(outcome.head) as ReportHead,
    spanFirst: outcome.spanFirst,
    spanState: outcome.spanState,
    spanOp: outcome.spanOp,
    spanRep: outcome.spanRep,
    spanStart: outcome.spanStart,
    spanEnd: outcome.spanEnd,
    spanHolder: outcome.spanHolder,
    spanCause: outcome.spanCause,
    eventTime: outcome.eventTime,
    eventKind: outcome.eventKind,
    eventLane: outcome.eventLane,
    eventTo: outcome.eventTo,
  };
  outcome.free();
  return columns;
}

/** What can be handed to another thread without a copy. */
export function buffersOf(columns: Columns): Transferable[] {
  return Object.values(columns).flatMap((value) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
