// One run of a comparison: who answers, and what is changed for it alone. Invariant: reading the text a variant was
// written as gives the same variant, and text that is none is an Error that says what would be.
import { ENGINES, type Engine, type Vocabulary } from './core.ts';
import { MOST_TYPED, short } from './hash.ts';

export interface Variant {
  runtime: string;
  /** What differs from the question itself; absent where nothing does. Numbers stay text, as typed. */
  engine?: Engine;
  /** Virtual cores. */
  cores?: string;
  /** The order of every square kernel. */
  n?: string;
  /** The switch interval in microseconds. */
  interval?: string;
}

/** So many can be told apart in one picture. */
export const MOST_RUNS = 6;

export const CHANGES = ['engine', 'cores', 'n', 'interval'] as const;

/** "cpython-3.12(n=64;engine=simulated)" */
export function writeVariant(variant: Variant): string {
  const changes = CHANGES.flatMap((key) => {
    const value = variant[key];
    return value === undefined ? [] : [`${key}=${coded(value)}`];
  });
  const runtime = coded(variant.runtime);
  return changes.length === 0 ? runtime : `${runtime}(${changes.join(';')})`;
}

export function readVariant(text: string): Variant {
  const [, runtime, changes] = /^([^(]*)(?:\((.*)\))?$/.exec(text) ?? [];
  if (runtime === undefined || runtime === '') throw new Error(`"${short(text)}" names no interpreter`);
  const variant: Variant = { runtime: decoded(runtime) };
  for (const change of changes?.split(';') ?? []) {
    const [key, value = ''] = change.split('=');
    if (!isChange(key)) {
      throw new Error(`"${short(change)}" changes nothing known; a run can differ in ${CHANGES.join(', ')}`);
    }
    if (key !== 'engine') variant[key] = decoded(value);
    else if (isEngine(value)) variant.engine = value;
    else throw new Error(`engine=${short(value)} is not known; it can be ${ENGINES.join(', ')}`);
  }
  return variant;
}

/** Text without any of the signs that hold a variant together. */
function coded(text: string): string {
  return encodeURIComponent(text).replaceAll('(', '%28').replaceAll(')', '%29');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, MOST_TYPED);
  } catch {
    throw new Error(`"${short(text)}" isn't text of a link`);
  }
}

function isChange(key: string | undefined): key is (typeof CHANGES)[number] {
  return CHANGES.some((change) => change === key);
}

function isEngine(word: string): word is Engine {
  return ENGINES.some((engine) => engine === word);
}

/** Who answers, and what is changed for it: "CPython 3.12, n = 64". */
export function titleOf({ runtime, engine, cores, n, interval }: Variant, { runtimes }: Vocabulary): string {
  return [
    runtimes.find(({ name }) => name === runtime)?.label ?? runtime,
    n === undefined ? '' : `n = ${n}`,
    cores === undefined ? '' : `${cores} ${cores === '1' ? 'core' : 'cores'}`,
    interval === undefined ? '' : `interval ${interval} µs`,
    engine ?? '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The Scenario as this run asks it. `count` makes a number of what was typed. */
export function varied(
  scenario: object,
  { runtime, cores, n, interval }: Variant,
  count: (field: 'cores' | 'n' | 'interval', typed: string) => number,
): object {
  const changed: Record<string, unknown> = { ...scenario, runtime };
  if (cores !== undefined) changed.cores = count('cores', cores);
  if (interval !== undefined) changed.switch_interval_us = count('interval', interval);
  if (n !== undefined && Array.isArray(changed.threads)) {
    const order = count('n', n);
    changed.threads = changed.threads.map((thread) => resized(thread, order));
  }
  return changed;
}

function resized(thread: unknown, n: number): unknown {
  if (thread === null || typeof thread !== 'object' || !('ops' in thread) || !Array.isArray(thread.ops)) {
    return thread;
  }
  return { ...thread, ops: thread.ops.map((op) => (Number.isInteger(op?.n) ? { ...op, n } : op)) };
}
