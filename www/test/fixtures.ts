// Runs for tests: the core's golden Reports as the page reads them, and made-up ones of which everything is known.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Report, type ReportWords, reportOf } from '../src/run/report.ts';
import type { Columns } from '../src/wasm/protocol.ts';

type Runtime = ReportWords['runtimes'][number];

function runtime(name: Runtime['name'], label: string, by: Runtime['switch']): Runtime {
  return { name, label, locks: true, switch: by, checkpoints: 'loops-and-calls' };
}

export const WORDS = {
  states: ['python', 'kernel-held', 'kernel-released', 'gil-wait', 'io', 'runnable', 'blas'],
  events: ['take', 'drop', 'drop-request', 'tick', 'forced-switch'],
  causes: ['bytecode', 'kernel', 'lost-race', 'forced-switch', 'pool-lock'],
  runtimes: [
    runtime('one-lock', 'One lock', 'never'),
    runtime('cpython-2.7', '2.7', 'ticks'),
    { ...runtime('cpython-3.9', '3.9', 'request'), checkpoints: 'instructions' },
    runtime('cpython-3.12', '3.12', 'request'),
    runtime('subinterpreters', 'Sub-interpreters', 'request'),
    { ...runtime('cpython-3.14t', '3.14t', 'never'), locks: false },
  ],
} satisfies ReportWords;

/** Where a word stands in the list; -1 where it does not. */
export const numberOf = (words: readonly string[], word: string): number => words.indexOf(word);

export interface Span {
  state: string;
  start_us: number;
  end_us: number;
  op?: number;
  rep?: number;
  cause?: { kind: string; holder: number };
}
export interface Happened {
  t_us: number;
  lane: number;
  kind: string;
  to?: number | null;
}

/** A Report's JSON as the core hands it to the page. */
export function read(json: {
  lanes: { spans: Span[] }[];
  events: Happened[];
  wall_us: number;
  scenario: object;
}): Report {
  const spans = json.lanes.flatMap((lane) => lane.spans);
  const first = [0];
  for (const lane of json.lanes) first.push((first.at(-1) ?? 0) + lane.spans.length);
  const columns = {
    head: json,
    spanFirst: Uint32Array.from(first),
    spanState: Uint8Array.from(spans, ({ state }) => numberOf(WORDS.states, state)),
    spanOp: Uint32Array.from(spans, ({ op }) => op ?? 0),
    spanRep: Uint32Array.from(spans, ({ rep }) => rep ?? 0),
    spanStart: Float64Array.from(spans, ({ start_us }) => start_us),
    spanEnd: Float64Array.from(spans, ({ end_us }) => end_us),
    spanHolder: Int32Array.from(spans, ({ cause }) => cause?.holder ?? -1),
    spanCause: Int8Array.from(spans, ({ cause }) => numberOf(WORDS.causes, cause?.kind ?? '')),
    eventTime: Float64Array.from(json.events, ({ t_us }) => t_us),
    eventKind: Uint8Array.from(json.events, ({ kind }) => numberOf(WORDS.events, kind)),
    eventLane: Uint32Array.from(json.events, ({ lane }) => lane),
    eventTo: Int32Array.from(json.events, ({ to }) => to ?? -1),
  };
  return reportOf(columns as unknown as Columns, WORDS);
}

/** What the core says of the same run, to hold the page's numbers against. */
interface Golden {
  name: string;
  report: Report;
  metrics: {
    gil_held: number;
    handoffs: number;
    handoffs_by: { forced: number; tick: number };
    lanes: Record<'held' | 'waiting' | 'free' | 'running' | 'no_core' | 'blocked' | 'pool', number>[];
  };
}

export const GOLDEN: readonly Golden[] = ['crowded', 'interpreters', 'ticks'].map((name) => {
  const file = new URL(`../../../tests/golden/reports/${name}.report.json`, import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8'));
  return { name, report: read(json), metrics: json.metrics };
});

/** Lanes that hold one lock in turn, wait for it in between or compute without it. */
const turns = fc.array(
  fc.record({
    lane: fc.integer({ min: 0, max: 3 }),
    freeUs: fc.integer({ min: 0, max: 3 }),
    heldUs: fc.integer({ min: 1, max: 9 }),
    forced: fc.boolean(),
    waits: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

export const runs: fc.Arbitrary<Report> = turns.map((turns) => {
  const lanes: { name: string; thread: number; parent: null; spans: Span[] }[] = [0, 1, 2, 3].map((i) => ({
    name: `worker ${i + 1}`,
    thread: 0,
    parent: null,
    spans: [],
  }));
  const events: Happened[] = [];
  let nowUs = 0;
  for (const { lane, freeUs, heldUs, forced, waits } of turns) {
    const startUs = nowUs + freeUs;
    const spans = lanes[lane]?.spans ?? [];
    const start_us = spans.at(-1)?.end_us ?? 0;
    const rep = spans.length;
    const between = { rep, start_us, end_us: startUs };
    if (startUs > start_us) {
      spans.push(
        waits
          ? { ...between, state: 'gil-wait', cause: { kind: 'bytecode', holder: 0 } }
          : { ...between, state: 'kernel-released' },
      );
    }
    nowUs = startUs + heldUs;
    spans.push({ rep, start_us: startUs, end_us: nowUs, state: 'python' });
    events.push({ t_us: startUs, lane, kind: 'take' }, { t_us: nowUs, lane, kind: 'drop' });
    if (forced) events.push({ t_us: nowUs, lane, kind: 'forced-switch' });
  }
  const threads = [{ name: 'worker', interpreter: 0, ops: [] }];
  return read({ lanes, events, wall_us: nowUs, scenario: { runtime: 'cpython-3.12', threads } });
});
