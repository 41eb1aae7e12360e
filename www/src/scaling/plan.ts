// Which runs the charts need. Invariant: a pure function of the comparison in force and the reader's choices; two
// questions with one key have one answer, so what was answered once is never asked again.

import { titleOf, type Variant } from '../question/variant.ts';
import type { Engine, Scenario, Vocabulary } from '../wasm/core.ts';
import { largestGroup, passesOf, type Sharing, shortened, withBlas, withThreads } from './vary.ts';

/** What the reader can choose. */
export interface Choices {
  /** The group of threads whose number is varied. */
  group: number;
  sharing: Sharing;
  /** The heat map's virtual cores. */
  cores: number;
  /** The heat map's interpreter, as an index into its lines. */
  line: number;
}

/** One interpreter of the comparison, whatever else it differs in beside what is varied. */
export interface Line {
  title: string;
  scenario: Scenario;
}

/** One run, and where its answer belongs. */
export interface Sought {
  scenario: Scenario;
  engine: Engine;
  chart: 'threads' | 'interval' | 'blas';
  /** An index into the chart's lines. */
  line: number;
  x: number;
  /** BLAS threads, where they are varied too. */
  inside?: number;
  /** The question itself. */
  key: string;
}

export const MOST_THREADS = 64;
const THREADS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, MOST_THREADS];
export const INTERVALS_US = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
export const BLAS_THREADS = [1, 2, 3, 4, 5, 6, 7, 8];
/** The two ways in which the threads inside kernels are organised, as the core calls them. */
export const ORGANISATIONS = ['team', 'pool'] as const;
/** About as many operations as can be simulated while somebody looks on. */
export const MOST_OPS = 50_000;

/** The runs of the comparison that are left when they no longer differ in `varied`. */
export function linesOf(
  planned: readonly { variant: Variant; scenario: Scenario }[],
  vocabulary: Vocabulary,
  varied: 'cores' | 'interval',
): Line[] {
  const lines = new Map<string, Line>();
  for (const { variant, scenario } of planned) {
    const { engine: _, [varied]: __, ...rest } = variant;
    const title = titleOf(rest as Variant, vocabulary);
    if (!lines.has(title)) lines.set(title, { title, scenario });
  }
  return [...lines.values()];
}

/** What is in force: what was chosen, as far as the comparison has it, else what suits it. */
export function choicesOf(chosen: Partial<Choices>, lines: readonly Line[]): Choices {
  const known = (index: number | undefined, from: readonly unknown[]) =>
    index !== undefined && index < from.length ? index : undefined;
  const scenario = lines[0]?.scenario;
  return {
    group:
      known(chosen.group, scenario?.threads ?? []) ?? (scenario === undefined ? 0 : largestGroup(scenario)),
    sharing: chosen.sharing ?? 'each',
    cores: chosen.cores ?? scenario?.cores ?? 1,
    line: known(chosen.line, lines) ?? Math.max(0, lines.length - 1),
  };
}

/** More threads than passes would have nothing to do. */
function mostThreads(scenario: Scenario, { group, sharing }: Choices): number {
  return sharing === 'all' ? Math.min(MOST_THREADS, passesOf(scenario, group)) : MOST_THREADS;
}

/** How many threads are tried; `here` is the number of cores of this machine. */
export function threadCounts(scenario: Scenario, choices: Choices, here: number): number[] {
  const most = mostThreads(scenario, choices);
  return [...new Set([...THREADS, here])].filter((count) => count <= most).toSorted((a, b) => a - b);
}

/** What is simulated of a Scenario: all of it, or fewer repeats where its largest variation would take too long. */
export function simulable(scenario: Scenario, { group, sharing }: Choices): Scenario {
  const { count = 1 } = scenario.threads[group] ?? {};
  const growth = sharing === 'each' ? Math.max(1, MOST_THREADS / count) : 1;
  return shortened(scenario, MOST_OPS / growth);
}

export function threadRuns(
  lines: readonly Line[],
  choices: Choices,
  counts: readonly number[],
  engine: Engine,
): Sought[] {
  return lines.flatMap(({ scenario }, line) => {
    const base = engine === 'simulated' ? { ...simulable(scenario, choices), cores: MOST_THREADS } : scenario;
    return counts.map((count) =>
      sought('threads', line, count, withThreads(base, choices.group, count, choices.sharing), engine),
    );
  });
}

export function intervalRuns(lines: readonly Line[], choices: Choices): Sought[] {
  return lines.flatMap(({ scenario }, line) =>
    INTERVALS_US.map((us) =>
      sought('interval', line, us, { ...simulable(scenario, choices), switch_interval_us: us }, 'simulated'),
    ),
  );
}

/** Nothing where the group computes no kernel. Its lines are the organisations. */
export function blasRuns({ scenario }: Line, choices: Choices): Sought[] {
  const { group, sharing, cores } = choices;
  if (!scenario.threads[group]?.ops.some(({ op }) => op === 'kernel')) return [];
  const base = { ...simulable(scenario, choices), cores };
  const counts = BLAS_THREADS.filter((count) => count <= mostThreads(base, choices));
  return ORGANISATIONS.flatMap((blas, organisation) =>
    counts.flatMap((count) => {
      const threads = withThreads(base, group, count, sharing);
      return BLAS_THREADS.map((inside) => ({
        ...sought('blas', organisation, count, withBlas(threads, group, inside, blas), 'simulated'),
        inside,
      }));
    }),
  );
}

function sought(chart: Sought['chart'], line: number, x: number, scenario: Scenario, engine: Engine): Sought {
  return { chart, line, x, scenario, engine, key: `${engine} ${JSON.stringify(scenario)}` };
}

/** All that follows from the comparison and the choices. */
export interface Charts {
  choices: Choices;
  lines: { threads: Line[]; interval: Line[] };
  counts: number[];
  measured: Sought[];
  simulated: { threads: Sought[]; interval: Sought[]; blas: Sought[] };
}

/** `here`: the number of cores of this machine. */
export function planOf(
  planned: readonly { variant: Variant; scenario: Scenario }[],
  vocabulary: Vocabulary,
  chosen: Partial<Choices>,
  here: number,
): Charts {
  const lines = {
    threads: linesOf(planned, vocabulary, 'cores'),
    interval: linesOf(planned, vocabulary, 'interval'),
  };
  const choices = choicesOf(chosen, lines.threads);
  const first = lines.threads[0]?.scenario;
  const counts = first === undefined ? [] : threadCounts(first, choices, here);
  const line = lines.threads[choices.line];
  const few = counts.filter((count) => count <= here);
  return {
    choices,
    lines,
    counts,
    measured: threadRuns(lines.threads, choices, few, 'measured'),
    simulated: {
      threads: threadRuns(lines.threads, choices, counts, 'simulated'),
      interval: intervalRuns(lines.interval, choices),
      blas: line === undefined ? [] : blasRuns(line, choices),
    },
  };
}
