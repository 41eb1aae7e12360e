// Which call a kernel operation stands for, and what was written for that call alone. Invariant: an operation that became
// another call keeps no cost of the old one, and no answer that the atlas gave for it.
import type { Vocabulary } from '../wasm/core.ts';

/** The core's kernels, each with the calls it stands for and what decides whether one releases the GIL. */
export type Calls = Pick<Vocabulary, 'kernels' | 'threshold'>;

/** An operation as it is written, whatever is in it. */
export type Fields = Readonly<Record<string, unknown>>;

export const rows = ({ shape, n }: Fields): unknown => (Array.isArray(shape) ? shape[0] : n);
export const columns = ({ shape, n }: Fields): unknown =>
  Array.isArray(shape) && n === undefined ? shape[1] : n;

export const callsOf = ({ name }: Fields, { kernels }: Calls) =>
  kernels.find((kernel) => kernel.name === name)?.calls ?? [];

/** The call that is meant. */
export const callOf = (op: Fields, calls: Calls) =>
  callsOf(op, calls).find(({ name }) => op.function === undefined || name === op.function);

/** Everything that a cost depends on. */
function costsAs(op: Fields, calls: Calls): string {
  const { name, batch = 1, backend = 'auto' } = op;
  return JSON.stringify([
    name,
    callOf(op, calls)?.name ?? op.function,
    rows(op),
    columns(op),
    batch,
    backend,
  ]);
}

/** Whether that is a call of this kernel's. */
export const standsFor = (op: Fields, call: string, calls: Calls): boolean =>
  op.op === 'kernel' && callsOf(op, calls).some(({ name }) => name === call);

/** Whether NumPy or SciPy releases the GIL in this call; null where no rule is known, or two parts of it differ. */
export function releases(op: Fields, calls: Calls): boolean | null {
  const { releases: rule = null, rest } = callOf(op, calls) ?? {};
  if (typeof rule !== 'string') return rule;
  const [first, second] = [rule, rest ?? rule].map((lengths) => sizeOf(op, lengths) > calls.threshold);
  return first === second ? (first as boolean) : null;
}

/** How many numbers there are in arrays of these lengths. */
export function sizeOf(op: Fields, dimensions: string): number {
  const [m, n, batch] = [rows(op), columns(op), op.batch ?? 1].map(Number) as [number, number, number];
  const lengths: Record<string, number> = { m, n, p: Math.min(m, n) };
  return [...dimensions].reduce((size, length) => size * (lengths[length] ?? 1), batch);
}

/** Whether this run of it releases a GIL. */
export const letsGo = (op: Fields, calls: Calls): boolean =>
  op.gil === 'numpy' ? releases(op, calls) === true : op.gil !== 'holds';

/** What one call takes on one core, in µs, by the square arrays it was measured on; undefined far from those. */
export function costOf(op: Fields, calls: Calls): number | undefined {
  const [order = 0, us = 0] = callOf(op, calls)?.measured ?? [];
  const times = rows(op) === columns(op) ? sizeOf(op, 'mnp') / order ** 3 : 0;
  return times > 1 / 64 && times < 64 ? Math.round(us * times) : undefined;
}

/** The call with that cost, where it does with the GIL what NumPy or SciPy does. */
export function asMeasured(op: Fields, calls: Calls): Fields {
  const us = op.gil === 'numpy' ? costOf(op, calls) : undefined;
  return us === undefined ? op : { ...op, us };
}

/**
 * `after`, without what was written for `before` if that is another call: an answer that is wrong now is asked again, and a
 * cost that was the call's own follows it.
 */
export function recalled(before: Fields, after: Fields, calls: Calls): Fields {
  if (after.op !== 'kernel' || costsAs(before, calls) === costsAs(after, calls)) return after;
  const { us, ...others } = after;
  const rest = us !== undefined && us === costOf(before, calls) ? asMeasured(others, calls) : others;
  const [was, is] = [releases(before, calls), releases(after, calls)];
  const wrong = was !== null && is === !was && after.gil === (was ? 'releases' : 'holds');
  return wrong ? { ...rest, gil: 'numpy' } : rest;
}
