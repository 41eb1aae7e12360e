// A finished run on the page: the core's head and its spans, lane by lane. Invariant: views on the columns, no copies.
import type { ReportHead } from './core.ts';
import type { Columns } from './protocol.ts';
import type { LaneSpans } from './spans.ts';

export interface Report {
  head: ReportHead;
  lanes: LaneSpans[];
}

export function reportOf(columns: Columns): Report {
  const lanes = columns.head.lanes.map((lane, i): LaneSpans => {
    const from = columns.spanFirst[i] ?? 0;
    const to = columns.spanFirst[i + 1] ?? from;
    return {
      name: lane.name,
      count: to - from,
      startUs: columns.spanStart.subarray(from, to),
      endUs: columns.spanEnd.subarray(from, to),
      state: columns.spanState.subarray(from, to),
      op: columns.spanOp.subarray(from, to),
      rep: columns.spanRep.subarray(from, to),
      holder: columns.spanHolder.subarray(from, to),
    };
  });
  return { head: columns.head, lanes };
}
