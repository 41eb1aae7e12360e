// Which rows a reader sees, and in which order. Invariant: pure functions of the rows and what was typed; a row is found
// only if every word that was typed is in it.
import type { Listed, Typed, Verdict } from './data.ts';

export const SORTS = ['match', 'name', 'verdict', 'free'] as const;
export type Sort = (typeof SORTS)[number];

/** What is looked for. */
export interface Wanted {
  q: string;
  /** As shown, or `depends` for all where the shape decides; null for any. */
  verdict: Verdict | null;
  /** A package or one of its parts: `scipy`, `numpy.linalg`; null for any. */
  package: string | null;
  sort: Sort;
}

/** A row and the words it can be found by. */
export interface Entry {
  row: Listed;
  /** Names it among all rows. */
  key: string;
  package: string;
  /** The end of its name, which is what people remember. */
  last: string;
  text: string;
}

export const keyOf = ({ call, dtype }: Pick<Listed, 'call' | 'dtype'>): string => `${call} ${dtype}`;

export function indexed(rows: readonly Listed[]): Entry[] {
  return rows.map((row) => {
    const arrays = row.example.split(' ').filter(Boolean);
    const dimensions = arrays.map((shape) => `${shape.split('x').length}-d`);
    const words = [
      row.call,
      row.function,
      row.dtype,
      row.verdict,
      row.overall === 'depends' ? 'depends on shape' : '',
      ...new Set(dimensions),
      ...(dimensions.includes('3-d') ? ['batch'] : []),
    ];
    return {
      row,
      key: keyOf(row),
      package: packageOf(row.function),
      last: lower(row.function.split('.').at(-1) ?? ''),
      text: lower(words.join(' ')),
    };
  });
}

/** Packages that a name can begin with; whatever else stands between dots is a class or a function of NumPy itself. */
const PART = /^(?:numpy\.(?:fft|linalg|random|strings|char|lib)|scipy\.[a-z_]+)(?=\.)/;

export function packageOf(name: string): string {
  return PART.exec(name)?.[0] ?? name.split('.')[0] ?? name;
}

/** All packages and parts that there are, each after the package it is part of. */
export function packagesOf(entries: readonly Entry[]): string[] {
  const parts = new Set(entries.flatMap((entry) => [entry.package.split('.')[0] ?? '', entry.package]));
  return [...parts].sort();
}

/** What the engine made of the search. */
type Read = Pick<Typed, 'functions' | 'call' | 'rest'>;

/** The rows wanted, in the order wanted: those of the functions that the engine read come before what has the words. */
export function found(entries: readonly Entry[], wanted: Wanted, read?: Read): Entry[] {
  const words = wordsOf(read?.rest ?? wanted.q);
  const ranked = entries
    .filter((entry) => isOf(entry, wanted))
    .map((entry) => ({ entry, rank: namedIn(entry, read) ?? rankOf(entry, words) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY);
  const compare = ORDERS[wanted.sort];
  ranked.sort((a, b) => compare(a.entry.row, b.entry.row) || a.rank - b.rank);
  return ranked.map(({ entry }) => entry);
}

/** How many rows each verdict would leave, whatever verdict is wanted now. */
export function counted(
  entries: readonly Entry[],
  wanted: Wanted,
  read?: Read,
): Record<Verdict | 'all', number> {
  const rows = found(entries, { ...wanted, verdict: null }, read);
  const of = (verdict: Verdict) => rows.filter((entry) => hasVerdict(entry.row, verdict)).length;
  return {
    all: rows.length,
    releases: of('releases'),
    holds: of('holds'),
    mixed: of('mixed'),
    depends: of('depends'),
  };
}

/** The names that the engine's "did you mean" offers. */
export function suggested(message: string): string[] {
  const [, names] = /did you mean (.+)\?$/.exec(message) ?? [];
  return names?.split(' or ') ?? [];
}

/** Before all words: the call that is written out, then the functions in their order. */
function namedIn({ row }: Entry, read?: Read): number | null {
  if (read === undefined) return null;
  const at = read.functions.indexOf(row.function);
  if (at < 0) return null;
  return at - read.functions.length - Number(row.call === read.call);
}

function hasVerdict(row: Listed, verdict: Verdict): boolean {
  return (verdict === 'depends' ? row.overall : row.verdict) === verdict;
}

function isOf(entry: Entry, wanted: Wanted): boolean {
  const { package: within } = wanted;
  const there = within === null || entry.package === within || entry.package.startsWith(`${within}.`);
  return there && (wanted.verdict === null || hasVerdict(entry.row, wanted.verdict));
}

const lower = (text: string): string => text.toLowerCase().replaceAll('×', 'x');

function wordsOf(q: string): string[] {
  return lower(q).split(/\s+/).filter(Boolean).map(fullName);
}

/** `np` is what everybody calls it. */
export function fullName(name: string): string {
  return name.replace(/^np\./, 'numpy.').replace(/^sp\./, 'scipy.');
}

/** How far from what was typed, 0 the nearest; infinite where a word is missing. */
function rankOf({ last, text, row }: Entry, words: readonly string[]): number {
  let rank = 0;
  for (const word of words) {
    // One letter tells no better from worse; what it finds stays in its order.
    if (word.length === 1 && text.includes(word)) rank += 0;
    else if (last === word || row.function === word) rank += 0;
    else if (last.startsWith(word)) rank += 1;
    else if (last.includes(word)) rank += 2;
    else if (row.function.startsWith(word)) rank += 3;
    else if (text.includes(word)) rank += 4;
    else return Number.POSITIVE_INFINITY;
  }
  return rank;
}

const VERDICT_ORDER: readonly Verdict[] = ['holds', 'mixed', 'depends', 'releases'];

/** Beside them the better match, then the atlas's own order. */
const ORDERS: Record<Sort, (a: Listed, b: Listed) => number> = {
  match: () => 0,
  name: (a, b) => compared(a.function, b.function) || compared(a.call, b.call),
  verdict: (a, b) => VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict),
  // What was not measured comes last.
  free: (a, b) => (a.free ?? 2) - (b.free ?? 2),
};

function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
