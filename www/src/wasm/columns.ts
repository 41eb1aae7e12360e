// A finished run as it leaves a wasm file. Invariant: the columns are copies of the page's own, and the run's memory in
// the wasm is given back.
import type { ReportHead } from './core.ts';
import type { Columns, TimelineColumns } from './protocol.ts';

/** The class `Outcome` that all wasm files with runs export. */
interface Outcome {
  readonly head: string;
  /** Each behind its name. */
  columns(): unknown[];
  free(): void;
}

export function columnsOf(outcome: Outcome): Columns {
  const head = JSON.parse(outcome.head) as ReportHead;
  const columns = byName(outcome.columns());
  outcome.free();
  return { head, ...columns };
}

/** Columns that stand each behind its name. */
export function byName(columns: readonly unknown[]): TimelineColumns {
  const found: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i += 2) found[columns[i] as string] = columns[i + 1];
  return found as unknown as TimelineColumns;
}

/** What can be handed to another thread without a copy. */
export function buffersOf(columns: TimelineColumns): Transferable[] {
  return Object.values(columns).flatMap((value) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
