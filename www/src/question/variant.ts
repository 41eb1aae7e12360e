// One run of a comparison: who answers, and what is changed for it alone. Invariant: reading the text a variant was
// written as gives the same variant, and text that is none is an Error that says what would be.

import { MOST_TYPED, short } from '../base/hash.ts';
import { type Calls, type Fields, recalled, standsFor } from '../run/call.ts';
import { ENGINES, type Engine, type Vocabulary } from '../wasm/core.ts';
import { type Draft, draftOf, meant } from './draft.ts';

export interface Variant {
  runtime: string;
  /** What differs from the question itself; absent where nothing does. Numbers stay text, as typed. */
  engine?: Engine;
  /** "each" for an interpreter for each thread, or the number of one for all. */
  interpreter?: string;
  /** Virtual cores. */
  cores?: string;
  /** The call that kernels stand for, where they can. */
  function?: string;
  /** The order of every square kernel. */
  n?: string;
  /** The switch interval in microseconds. */
  interval?: string;
}

/** So many can be told apart in one picture. */
export const MOST_RUNS = 6;

export const CHANGES = ['engine', 'interpreter', 'cores', 'function', 'n', 'interval'] as const;

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
export function titleOf(variant: Variant, { runtimes }: Pick<Vocabulary, 'runtimes'>): string {
  const { runtime, engine, interpreter, cores, function: call, n, interval } = variant;
  return [
    runtimes.find(({ name }) => name === runtime)?.label ?? runtime,
    interpreter === undefined ? '' : interpreter === 'each' ? 'one a thread' : `all in ${interpreter}`,
    call ?? '',
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
  scenario: Fields,
  { runtime, interpreter, cores, function: call, n, interval }: Variant,
  calls: Calls,
  count: (field: 'cores' | 'n' | 'interval', typed: string) => number,
): Fields {
  const changed: Record<string, unknown> = { ...scenario, runtime };
  if (cores !== undefined) changed.cores = count('cores', cores);
  if (interval !== undefined) changed.switch_interval_us = count('interval', interval);
  const read = draftOf(changed);
  if (read === null) return changed;
  const draft = interpreter === undefined ? read : inInterpreter(read, meant(interpreter));
  const order = n === undefined ? undefined : count('n', n);
  const named = call === undefined ? draft : called(draft, call, calls);
  return order === undefined
    ? named
    : retold(named, calls, (op) => (Number.isInteger(op.n) ? { ...op, n: order } : op));
}

/** Every kernel that stands for the call makes it, as the atlas knows it; where none does, the core says what they are. */
function called(draft: Draft, call: string, calls: Calls): Draft {
  const any = draft.threads.some(({ ops }) => ops.some((op) => standsFor(op, call, calls)));
  return retold(draft, calls, (op) => {
    if (op.op !== 'kernel' || (any && !standsFor(op, call, calls))) return op;
    const { op: kind, name, function: _, ...rest } = op;
    return { op: kind, name, function: call, ...rest, gil: 'numpy' };
  });
}

function inInterpreter(draft: Draft, interpreter: string | number): Draft {
  return { ...draft, threads: draft.threads.map((thread) => ({ ...thread, interpreter })) };
}

/** Each operation changed; what was written for the call that it was does not stay. */
function retold(draft: Draft, calls: Calls, change: (op: Fields) => Fields): Draft {
  const retoldOp = (op: Fields) => recalled(op, change(op), calls);
  return { ...draft, threads: draft.threads.map((thread) => ({ ...thread, ops: thread.ops.map(retoldOp) })) };
}
