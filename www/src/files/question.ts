// Asking for a file: the page's side of the worker that writes and reads them. Invariant: every question is settled, and
// no worker outlives its question.

import { type Problem, ProblemError } from '../base/problem.ts';
import { notStarted } from '../wasm/arrival.ts';
import type { Columns } from '../wasm/protocol.ts';
import type { Answer, Order, Reply } from './messages.ts';
import workerUrl from './worker.ts?worker&url';

const TIMEOUT_MS = 60_000;

export async function textOf(question: Exclude<Order, { make: 'runs' }>): Promise<string> {
  return (await ask(question)) as string;
}

export async function runsOf(file: Blob): Promise<Columns[]> {
  return (await ask({ make: 'runs', file })) as Columns[];
}

function ask(question: Order): Promise<Answer> {
  const worker = new Worker(workerUrl, { type: 'module', name: 'files' });
  const replied = new Promise<Answer>((resolve, reject) => {
    const fail = (problem: Problem) => reject(new ProblemError(problem));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(tooLong, TIMEOUT_MS);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if ('answer' in data) resolve(data.answer);
      else if ('problem' in data) fail(data.problem);
      else wait();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const who = 'The worker that reads and writes files';
      void notStarted(workerUrl, who, event.message).then(fail);
    });
    const tooLong = (): void =>
      fail({
        code: 'timeout',
        title: 'This file takes too long.',
        detail: `It didn’t answer within ${TIMEOUT_MS / 1000} s.`,
        hint: 'Use a shorter run, or the command line, which has no such limit.',
      });
    wait();
  });
  worker.postMessage(question);
  return replied.finally(() => worker.terminate());
}
