// The golden Reports as the page has them: finished tracks. Invariant: the same columns that the core hands over.
import { readFileSync } from 'node:fs';
import { locksOf } from '../src/run/owners.ts';
import { type Report, reportOf } from '../src/run/report.ts';
import type { Track } from '../src/run/track.ts';
import type { Runtime, Scenario } from '../src/wasm/core.ts';
import { read, WORDS } from './fixtures.ts';
import { opened } from './saving.ts';
import { DEFAULTS } from './vocabulary.ts';

export { WORDS } from './fixtures.ts';

export interface Written {
  engine: 'measured' | 'simulated';
  scenario: Scenario;
  wall_us: number;
  metrics: { handoffs: number; forced_switches: number };
  lanes: {
    name: string;
    thread: number;
    spans: {
      state: string;
      op: number;
      rep: number;
      start_us: number;
      end_us: number;
      cause?: { kind: string; holder: number };
    }[];
  }[];
  events: { t_us: number; lane: number; kind: string; to: number | null }[];
}

export const GOLDEN = ['crowded', 'interpreters', 'ticks'] as const;

export function golden(name: (typeof GOLDEN)[number]): Written {
  const path = new URL(`../../../tests/golden/reports/${name}.report.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

export function trackOf(report: Written): Track {
  return trackFrom(reportOf(opened(JSON.stringify(report)), WORDS));
}

/** The track of a run that was read, or simulated. */
export function trackFrom({ head, columns, pieces, ...found }: Report): Track {
  const { engine, scenario, wall_us } = head;
  const locks = !scenario.runtime.endsWith('t');
  return {
    engine,
    scenario,
    runtime: scenario.runtime,
    title: scenario.runtime,
    tag: { words: '', look: '' },
    locks,
    gils: locksOf(scenario, locks),
    ...found,
    status: 'done',
    endUs: wall_us,
    taskName: (_, op, rep) => `operation ${op}, task ${rep + 1}`,
  };
}

type Span = [state: string, startUs: number, endUs: number, cause?: [kind: string, holder: number]];
type Happened = [timeUs: number, lane: number, kind: string, to?: number];

/** A run written by hand: spans lane by lane, and what happened at its locks. */
export function written(
  runtime: Runtime,
  lanes: Record<string, Span[]>,
  events: Happened[],
  change: Partial<Scenario> = {},
): Track {
  const report = read({
    scenario: {
      ...DEFAULTS,
      runtime,
      cores: 2,
      threads: Object.keys(lanes).map((name) => ({ name })),
      ...change,
    },
    lanes: Object.entries(lanes).map(([name, spans], thread) => ({
      name,
      thread,
      spans: spans.map(([state, start_us, end_us, cause]) => ({
        state,
        start_us,
        end_us,
        ...(cause === undefined ? {} : { cause: { kind: cause[0], holder: cause[1] } }),
      })),
    })),
    events: events.map(([t_us, lane, kind, to]) => ({ t_us, lane, kind, to: to ?? null })),
  });
  return trackFrom(report);
}

/** Two hogs: the second waits an interval, asks, and takes over. */
export const TWO_HOGS = written(
  'cpython-3.12',
  {
    'hog 1': [
      ['python', 0, 5100],
      ['gil-wait', 5100, 5150, ['forced-switch', 1]],
      ['gil-wait', 5150, 8000, ['bytecode', 1]],
      ['python', 8000, 9000],
    ],
    'hog 2': [
      ['gil-wait', 20, 5130, ['bytecode', 0]],
      ['python', 5130, 7960],
    ],
  },
  [
    [0, 0, 'take'],
    [5090, 1, 'drop-request', 0],
    [5100, 0, 'drop'],
    [5100, 0, 'forced-switch'],
    [5130, 1, 'take'],
    [7960, 1, 'drop'],
    [8000, 0, 'take'],
    [9000, 0, 'drop'],
  ],
);
