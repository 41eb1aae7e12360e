// Which lanes stand in one row of the table. Invariant: every lane is in exactly one row, and helpers inside kernels
// never share one with threads.
import type { Pieces } from '../run/shares.ts';

/** What the table needs of a run. */
export interface SharesRun {
  title: string;
  report: {
    pieces: readonly Pieces[];
    lanes: readonly unknown[];
    head: { lanes: readonly Lane[]; scenario: Groups & { runtime: string } };
  };
}

/** What threads belong to. */
interface Groups {
  threads: readonly { name: string }[];
}

export interface LaneRow {
  name: string;
  /** Indices of its lanes. */
  lanes: readonly number[];
}

/** A `parent` has those that help inside its kernels. */
interface Lane {
  name: string;
  thread: number;
  parent: number | null;
}

/** More lanes than this are told group by group at first. */
export const MOST_LANES = 16;

export function laneRows(lanes: readonly Lane[]): LaneRow[] {
  return lanes.map(({ name }, i) => ({ name, lanes: [i] }));
}

export function groupRows(lanes: readonly Lane[], { threads }: Groups): LaneRow[] {
  const numbered = lanes.map((lane, i) => ({ ...lane, i }));
  const rows = threads.flatMap(({ name }, group) => {
    const mine = numbered.filter(({ thread }) => thread === group);
    return [
      { name, one: 'thread', lanes: mine.filter(({ parent }) => parent === null) },
      { name: `${name} · blas`, one: 'helper', lanes: mine.filter(({ parent }) => parent !== null) },
    ];
  });
  return rows
    .filter(({ lanes }) => lanes.length > 0)
    .map(({ name, one, lanes }) => ({
      name: `${name}, ${lanes.length} ${one}${lanes.length === 1 ? '' : 's'}`,
      lanes: lanes.map(({ i }) => i),
    }));
}
