// A Scenario while it is being written: text to an object. Invariant: unknown fields are kept; text that cannot be
// read is told in one sentence and left as it was typed.
import { textOf } from '../base/problem.ts';
import type { Fields } from '../run/call.ts';

/** Has lists of threads and operations; whether they make sense is the core's question. */
export interface Draft extends Fields {
  threads: readonly DraftThread[];
}

export interface DraftThread extends Fields {
  ops: readonly Fields[];
}

/** Where something stands in a draft: "threads.0.ops.1.us". */
export type Path = string;

export type ReadFields = { ok: true; fields: Fields } | { ok: false; message: string };

export function readFields(text: string): ReadFields {
  if (text.trim() === '')
    return { ok: false, message: 'The Scenario is empty: type JSON such as {"threads": []}.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { ok: false, message: `The Scenario is not JSON yet: ${textOf(thrown)}.` };
  }
  if (nestsBelow(value, DEEPEST))
    return {
      ok: false,
      message: `The Scenario nests more than ${DEEPEST} levels deep; one that can run has six.`,
    };
  if (isFields(value)) return { ok: true, fields: value };
  return { ok: false, message: 'The Scenario is not an object: begin with { and end with }.' };
}

/** More than any Scenario; what goes through all levels calls itself once for each. */
const DEEPEST = 16;

function nestsBelow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((inside) => nestsBelow(inside, levels - 1));
}

/** The same object where threads and operations can be listed, else null. */
export function draftOf(fields: Fields): Draft | null {
  const { threads } = fields;
  const listed =
    Array.isArray(threads) &&
    threads.every((thread) => isFields(thread) && Array.isArray(thread.ops) && thread.ops.every(isFields));
  return listed ? (fields as Draft) : null;
}

export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A number where the text is one, else the text itself, so that nothing typed is lost. */
export function meant(text: string): number | string {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}
