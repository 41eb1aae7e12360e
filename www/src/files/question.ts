// Asking for a file: the page's side of the worker that writes and reads them. Invariant: every question is settled, and
// no worker outlives its question.
import { type Problem, ProblemError } from '../problem.ts';
import type { Columns } from '../protocol.ts';
import workerUrl from './worker.ts?worker&url';

const TIMEOUT_MS = 60_000;

/** What to make: text of runs or of a Scenario (JSON), or runs of a file. */
export type Question =
  | { make: 'svg' | 'csv' | 'report'; run: Columns }
  | { make: 'trace'; runs: readonly Columns[] }
  | { make: 'python'; scenario: string }
  | { make: 'runs'; file: Blob };

export type Answer = string | Columns[];
export type Reply = { answer: Answer } | { problem: Problem };

export async function textOf(question: Exclude<Question, { make: 'runs' }>): Promise<string> {
  return (await ask(question)) as string;
}

export async function runsOf(file: Blob): Promise<Columns[]> {
  return (await ask({ make: 'runs', file })) as Columns[];
}

function ask(question: Question): Promise<Answer> {
  const worker = new Worker(workerUrl, { type: 'module', name: 'files' });
  const replied = new Promise<Answer>((resolve, reject) => {
    const fail = (problem: Problem) => reject(new ProblemError(problem));
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) =>
      'answer' in data ? resolve(data.answer) : fail(data.problem),
    );
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      fail({
        code: 'worker-load',
        title: 'The worker that reads and writes files couldn’t start.',
        detail: `${event.message || 'The script couldn’t be loaded'}.`,
        hint: 'Check that you are online and that the server has the whole folder, then try again.',
      });
    });
    setTimeout(() => {
      fail({
        code: 'timeout',
        title: 'This file takes too long.',
        detail: `It didn’t answer within ${TIMEOUT_MS / 1000} s.`,
        hint: 'Use a shorter run, or the command line, which has no such limit.',
      });
    }, TIMEOUT_MS);
  });
  worker.postMessage(question);
  return replied.finally(() => worker.terminate());
}
