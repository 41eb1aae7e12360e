// A finished run as the Report that authors get. Invariant: the same JSON that the command line prints and the page saves,
// with nothing left out.
import type { Report as Published } from '../element/types.ts';
import type { Report, ReportWords } from '../run/report.ts';
import type { CauseKind, EventKind, State } from '../wasm/core.ts';

export function published({ head, columns, lanes, events }: Report, words: ReportWords): Published {
  return {
    ...head,
    lanes: head.lanes.map((lane, i) => ({
      ...lane,
      spans: Array.from({ length: lanes[i]?.count ?? 0 }, (_, at) =>
        spanOf(at + (columns.spanFirst[i] ?? 0), columns, words),
      ),
    })),
    events: Array.from(events.timeUs, (t_us, at) => {
      const to = events.to[at] ?? -1;
      return {
        t_us: micros(t_us),
        lane: events.lane[at] ?? 0,
        kind: words.events[events.kind[at] ?? 0] as EventKind,
        to: to < 0 ? null : to,
      };
    }),
  };
}

function spanOf(
  at: number,
  columns: Report['columns'],
  words: ReportWords,
): Published['lanes'][0]['spans'][0] {
  const cause = columns.spanCause[at] ?? -1;
  return {
    state: words.states[columns.spanState[at] ?? 0] as State,
    op: columns.spanOp[at] ?? 0,
    rep: columns.spanRep[at] ?? 0,
    start_us: micros(columns.spanStart[at] ?? 0),
    end_us: micros(columns.spanEnd[at] ?? 0),
    ...(cause >= 0 && {
      cause: { kind: words.causes[cause] as CauseKind, holder: columns.spanHolder[at] ?? 0 },
    }),
  };
}

/** JSON has three decimals. */
function micros(us: number): number {
  return Math.round(us * 1000) / 1000;
}
