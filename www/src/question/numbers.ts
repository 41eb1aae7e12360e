// Every number a Scenario can have. Invariant: only what is no number at all is refused here, because the core could
// then read nothing; whether a number is in its bounds is the core's question.

import type { Fields } from '../run/call.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { draftOf, type Path } from './draft.ts';

interface Rule {
  /** The core's default where it is absent. */
  example?: number;
  /** Not counted in whole ones. */
  fraction?: true;
  /** A word that may stand in its place. */
  word?: string;
  /** Counted with more than 32 bits. */
  wide?: true;
  /** Where the vocabulary has its bounds. */
  bounds?: keyof Vocabulary['bounds'];
}

const N: Rule = { example: 256, bounds: 'n' };
/** The simulator needs no arrays where a kernel says what it costs. */
const SIDE: Rule = { example: 256, bounds: 'side' };

/** Those of the whole Scenario. */
export const OWN: Readonly<Record<string, Rule>> = {
  cores: { bounds: 'cores' },
  switch_interval_us: { fraction: true, bounds: 'interval_us' },
  check_interval: {},
  seed: { wide: true },
  wake_us: { fraction: true },
  quantum_us: { fraction: true },
};
const THREAD: Readonly<Record<string, Rule>> = {
  count: { example: 4, bounds: 'lanes' },
  repeat: { example: 8, bounds: 'ops' },
  interpreter: { example: 0, word: 'each' },
};
const OP: Readonly<Record<string, Rule>> = {
  us: { example: 2000, fraction: true },
  n: N,
  batch: { example: 1 },
  blas_threads: { example: 1 },
};
/** The sides in a shape: their fields, and what the core calls them. */
export const SIDES = [
  { key: 'm', words: 'm, the rows in shape,' },
  { key: 'n', words: 'n, the columns in shape,' },
] as const;

/** Something that ought to be a number and is none. */
export interface Misfit {
  field: Path;
  message: string;
}

export interface Mended {
  /** With examples in place of what is no number, so that the core can judge the rest. */
  fields: Fields;
  misfits: Misfit[];
}

/** `simulated`: whether nothing is computed. */
export function mended(
  scenario: Fields,
  { bounds, defaults }: Pick<Vocabulary, 'bounds' | 'defaults'>,
  simulated = false,
): Mended {
  const misfits: Misfit[] = [];
  const number = (rule: Rule, value: unknown, field: Path, what: string): unknown => {
    if (fits(rule, value)) return value;
    const example = rule.example ?? (defaults as unknown as Fields)[field];
    const found = value === '' ? 'empty' : (JSON.stringify(value) ?? 'nothing');
    const kind = rule.fraction ? 'a number' : 'a whole number';
    const range = rule.bounds === undefined ? '' : ` from ${bounds[rule.bounds].join(' to ')}`;
    misfits.push({
      field,
      message: `${what} is ${found}: choose ${kind}${range}, for example ${example}.`,
    });
    return example;
  };
  const numbers = (of: Fields, rules: Readonly<Record<string, Rule>>, path: Path, whose: string): Fields =>
    mapped(of, (key, value) => {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      return rule === undefined ? value : number(rule, value, path + key, key + whose);
    });
  const op = (of: Fields, path: Path, thread: string): Fields => {
    const whose = of.op === 'kernel' ? ` of kernel "${of.name}"` : ` of a ${of.op} op${thread}`;
    const n = simulated && of.us !== undefined ? SIDE : N;
    return mapped(numbers(of, { ...OP, n }, path, whose), (key, value) =>
      key !== 'shape' || !Array.isArray(value)
        ? value
        : value.map((side, i) => {
            const named = SIDES[i];
            return named === undefined ? side : number(n, side, path + named.key, named.words + whose);
          }),
    );
  };
  const threads = draftOf(scenario)?.threads.map((thread, i) => {
    const path = `threads.${i}.`;
    const whose = ` of thread "${thread.name}"`;
    const ops = thread.ops.map((of, j) => op(of, `${path}ops.${j}.`, whose));
    return { ...numbers(thread, THREAD, path, whose), ops };
  });
  const own = numbers(scenario, OWN, '', '');
  return { fields: threads === undefined ? own : { ...own, threads }, misfits };
}

function fits({ fraction, wide, word }: Rule, value: unknown): boolean {
  if (word !== undefined && value === word) return true;
  return fraction === true ? typeof value === 'number' : isCount(value, wide ? 53 : 32);
}

/** Beyond its bits nothing can be counted; the core would only say that its JSON is wrong. */
export function isCount(value: unknown, bits = 32): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

function mapped(fields: Fields, change: (key: string, value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(key, value)]));
}

/** Whether it is a field of the Scenario itself, and so one that the builder shows. */
export function isOfScenario(field: string): boolean {
  return (
    field === 'scenario' || field === 'threads' || field.startsWith('threads.') || Object.hasOwn(OWN, field)
  );
}
