// The worker that writes and reads files, with the wasm file made for that. Invariant: it answers one question, once, and
// the page then ends it, so that the memory of a large file goes with it.
import init, { asPython, longest, open, save } from '../../pkg/files/gil_files.js';
import wasmUrl from '../../pkg/files/gil_files_bg.wasm?url';
import { capital, sentence } from '../base/format.ts';
import { type Problem, ProblemError, problemOf, textOf } from '../base/problem.ts';
import { buffersOf, columnsOf } from '../wasm/columns.ts';
import { loadWasm } from '../wasm/load.ts';
import type { Answer, Order, Reply } from './messages.ts';

async function answered(question: Order): Promise<Answer> {
  switch (question.make) {
    case 'runs': {
      // One byte more than is allowed shows that there are more.
      const bytes = await question.file.slice(0, longest()).arrayBuffer();
      return open(new Uint8Array(bytes)).map(columnsOf);
    }
    case 'file':
      return save(question.format, [...question.runs]);
    case 'python':
      return asPython(question.scenario);
  }
}

function refused(thrown: unknown, { make }: Order): Problem {
  if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
    return {
      code: 'memory',
      title: 'There isn’t enough memory for this file.',
      detail: sentence(capital(textOf(thrown))),
      hint: 'Close other tabs, or use a shorter run.',
    };
  }
  if (!(thrown instanceof Error)) return problemOf(thrown);
  const title = make === 'runs' ? 'This file can’t be opened.' : 'This can’t be written.';
  const hint =
    make === 'runs' ? 'The page still shows what it did before.' : 'Change the setup, then try again.';
  return { code: 'bad-config', title, detail: sentence(capital(textOf(thrown))), hint };
}

function post(reply: Reply): void {
  const transfer = 'answer' in reply && Array.isArray(reply.answer) ? reply.answer.flatMap(buffersOf) : [];
  self.postMessage(reply, { transfer });
}

self.addEventListener('message', async ({ data: question }: MessageEvent<Order>) => {
  try {
    await init({
      module_or_path: await loadWasm(wasmUrl, 'The part of the page that writes and reads files', () =>
        post({ arriving: true }),
      ),
    });
    post({ answer: await answered(question) });
  } catch (thrown) {
    post({ problem: thrown instanceof ProblemError ? thrown.problem : refused(thrown, question) });
  }
});
