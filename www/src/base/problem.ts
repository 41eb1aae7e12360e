// What went wrong, in a shape a reader can act on: what happened, the facts, and the next step. Invariant: every
// failure the page can meet ends as one of these, never as a blank page or a bare exception.

export type ProblemCode =
  | 'worker-load'
  | 'wasm-load'
  | 'csp-wasm'
  | 'not-isolated'
  | 'memory'
  | 'panic'
  | 'timeout'
  | 'bad-config'
  | 'aborted'
  | 'failed';

export interface Problem {
  code: ProblemCode;
  title: string;
  detail: string;
  hint: string;
}

export const CANCELLED: Problem = {
  code: 'aborted',
  title: 'Cancelled.',
  detail: 'The run was stopped before it was finished, so there is nothing to compare.',
  hint: 'Press Run to start again.',
};

/** `who`: as in "A thread of the run", for the sentence "A thread of the run crashed." */
export function crashed(who: string, text: string): Problem {
  return {
    code: 'panic',
    title: `${who} crashed.`,
    detail: text || 'It gave no reason.',
    hint: 'Press Retry to start again with fresh threads. If it happens again, please report this text.',
  };
}

/** Carries a Problem through the places where only exceptions travel (rejected promises). */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.title} ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Any thrown value as text; browsers throw strings, Errors and nothing at all. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown ?? 'no reason given');
}

/** A caught value as a Problem; the unforeseen still names itself and a next step. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return {
    code: 'failed',
    title: 'Something unexpected went wrong.',
    detail: textOf(thrown),
    hint: 'Press Retry. If it happens again, please report this text.',
  };
}

/** Fetches a script that is needed only now; failing, it says what can be done. */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    throw new ProblemError({
      code: 'worker-load',
      title: 'A part of this page couldn’t be loaded.',
      detail: `${textOf(thrown)}.`,
      hint: 'Check your connection, then try again. If that fails too, this site may have been updated: reload the page, the setup stays.',
    });
  }
}
