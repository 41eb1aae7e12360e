// What is asked in one row, and the last answer. Invariant: a question that the engine refuses keeps the answer before
// it, which is then stale, and the engine's own words for why.
import { textOf } from '../base/problem.ts';
import type { Answer, Atlas, Era, Listed, Verdict } from './data.ts';

export interface Asked {
  /** As typed. */
  shapes: string;
  dtype: string;
  /** Null before the first question that the engine took. */
  answer: Answer | null;
  /** Why the engine refused this question; then the answer is about another one. */
  message: string | null;
}

export function asked(
  ask: Atlas['ask'],
  row: Listed,
  question: Partial<Pick<Asked, 'shapes' | 'dtype'>>,
  era: Era,
  before?: Asked,
): Asked {
  const { shapes = before?.shapes ?? row.shapes, dtype = before?.dtype ?? row.dtype } = question;
  try {
    return { shapes, dtype, answer: ask(row.call, shapes, dtype, era), message: null };
  } catch (thrown) {
    return { shapes, dtype, answer: before?.answer ?? null, message: textOf(thrown) };
  }
}

/** What a row shows. */
export interface Shown {
  verdict: Verdict;
  /** Whether that is about shapes other than those in the field. */
  stale: boolean;
  shapes: string;
  dtype: string;
  message: string | null;
  /** The free part of the time on just these arrays; null where that was not measured. */
  free: number | null;
}

/** Of a row that was not asked about, what the list says; the engine is not asked again. */
export function shownOf(row: Listed, now: Asked | undefined): Shown {
  if (now === undefined)
    return {
      verdict: row.verdict,
      stale: false,
      shapes: row.shapes,
      dtype: row.dtype,
      message: null,
      free: row.free,
    };
  const { shapes, dtype, answer, message } = now;
  return {
    verdict: answer?.verdict ?? row.verdict,
    stale: message !== null,
    shapes,
    dtype,
    message,
    free: answer === null ? row.free : (answer.row?.free ?? null),
  };
}

/** What the status line tells once the answer of a row has changed. */
export function toldOf(row: Listed, { verdict, message, shapes }: Shown): string {
  if (message !== null) return message;
  const on = shapes.trim() === '' ? 'on all shapes' : `on ${shapes.trim()}`;
  return `${row.call} ${on}: ${verdict}.`;
}
