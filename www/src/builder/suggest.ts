// Runs worth adding to those there are. Invariant: each suggestion differs from every run in the list, and in one thing
// alone from one of them.

import { draftOf } from '../question/draft.ts';
import { MOST_RUNS, titleOf, type Variant, writeVariant } from '../question/variant.ts';
import { callsOf, type Fields } from '../run/call.ts';
import { ownLocks } from '../run/runtimes.ts';
import type { Engine, Vocabulary } from '../wasm/core.ts';

export interface Suggestion {
  label: string;
  variant: Variant;
}

export interface Asked {
  runs: readonly Variant[];
  /** Who answers a run that names no engine. */
  engine: Engine;
  /** Whether anything can be measured here. */
  measurable: boolean;
  question: Fields | null;
}

export function suggestions(
  { runs, engine, measurable, question }: Asked,
  vocabulary: Vocabulary,
): Suggestion[] {
  const last = runs.at(-1);
  if (last === undefined || runs.length >= MOST_RUNS) return [];
  const known = new Set(runs.map(writeVariant));
  const found: Suggestion[] = [];
  const suggest = (label: string, variant: Variant) => {
    if (!known.has(writeVariant(variant))) found.push({ label, variant });
  };
  const other: Engine = (last.engine ?? engine) === 'measured' ? 'simulated' : 'measured';
  if (measurable) suggest(`the last one, ${other}`, { ...last, engine: other });
  const used = new Set(runs.map(({ runtime }) => runtime));
  const another = vocabulary.runtimes.find(({ name }) => !used.has(name));
  if (another !== undefined) {
    const variant = under(another.name, last, question);
    suggest(titleOf(variant, vocabulary), variant);
  }
  const asked = opsOf(question).map((op) => op.function ?? callsOf(op, vocabulary)[0]?.name);
  const called = new Set(runs.flatMap((run) => run.function ?? asked));
  const call = callsIn(question, vocabulary).find((call) => !called.has(call));
  if (call !== undefined) suggest(call, { ...last, function: call });
  const n = Number(last.n ?? largest(question));
  const [least] = vocabulary.bounds.n;
  if (n / 2 >= least) {
    const half = String(Math.floor(n / 2));
    suggest(`half the size, n = ${half}`, { ...last, n: half });
  }
  return found;
}

/** The same run by another interpreter: where each has a lock of its own, each thread gets one, unless the question says. */
export function under(
  runtime: string,
  { interpreter: _, ...run }: Variant,
  question: Fields | null,
): Variant {
  const threads = question === null ? undefined : draftOf(question)?.threads;
  const says = threads?.some((thread) => thread.interpreter !== undefined) ?? false;
  return { ...run, runtime, ...(ownLocks(runtime) && !says ? { interpreter: 'each' } : {}) };
}

/** Every call that a kernel of the question can stand for. */
export function callsIn(
  question: Fields | null,
  vocabulary: Pick<Vocabulary, 'kernels' | 'threshold'>,
): string[] {
  const calls = opsOf(question).flatMap((op) => (op.op === 'kernel' ? callsOf(op, vocabulary) : []));
  return [...new Set(calls.map(({ name }) => name))];
}

function opsOf(question: Fields | null): Fields[] {
  return question === null ? [] : (draftOf(question)?.threads.flatMap((thread) => thread.ops) ?? []);
}

/** The order of the largest square kernel; NaN where there is none. */
function largest(question: Fields | null): number {
  const orders = opsOf(question)
    .map(({ n }) => n)
    .filter((n): n is number => typeof n === 'number');
  return orders.length === 0 ? Number.NaN : Math.max(...orders);
}
