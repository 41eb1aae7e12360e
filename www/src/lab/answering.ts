// How a worker of the page answers it. Invariant: every request is answered once, also one that it does not know; after a
// trap nothing is, because the memory is in no state to go on with.

import { type Problem, problemOf, textOf } from '../base/problem.ts';
import { buffersOf } from '../wasm/columns.ts';
import type { Checked } from '../wasm/core.ts';
import type { CallName, Calls, Proposal, Reply, Request } from '../wasm/protocol.ts';

/** How often the page hears that this worker lives while it waits for others. */
const SIGN_MS = 1000;
/** Calls that wait for others: in all others it computes, and can say nothing. */
const WAITS: readonly CallName[] = ['pool', 'run', 'apart'];

export type Handlers = {
  [C in CallName]?: (ask: Calls[C]['ask']) => Promise<Calls[C]['answer']> | Calls[C]['answer'];
};

/** Columns are the only answer with buffers of its own; everything else is small or shared. */
function ownedBy(answer: Calls[CallName]['answer']): Transferable[] {
  if (answer === null || typeof answer !== 'object' || !('spanFirst' in answer)) return [];
  return buffersOf(answer);
}

export function post(reply: Reply, transfer: Transferable[] = []): void {
  self.postMessage(reply, { transfer });
}

let crashed = false;

export function crash(problem: Problem): void {
  if (crashed) return;
  crashed = true;
  post({ type: 'crash', problem });
}

/** What stands in the wasm file's exports for judging a question. */
interface Judge {
  check(scenario: string, memory: number, apart: boolean): string;
  complete(scenario: string): string;
}

/** `memory`: how many bytes a measured run has. */
export function checked(
  { check, complete }: Judge,
  { scenario, engine, apart = false }: Proposal,
  memory: number,
): Checked {
  return JSON.parse(engine === 'measured' ? check(scenario, memory, apart) : complete(scenario));
}

/** A trap without a panic's text: what the core says when an allocation fails. */
function trapped(thrown: WebAssembly.RuntimeError): Problem {
  return {
    code: 'memory',
    title: 'The core stopped in the middle of its work.',
    detail: `Most likely the result did not fit its memory (${textOf(thrown)}).`,
    hint: 'Use fewer threads or tasks, then press Retry.',
  };
}

/** Answers from now on. `panic`: the text of the first one, if there was one. */
export function answer(
  handlers: Handlers,
  panic: () => string | undefined,
  panicked: (text: string) => Problem,
): void {
  self.addEventListener('message', async ({ data: { id, call, ask } }: MessageEvent<Request>) => {
    const signs = WAITS.includes(call) ? setInterval(() => post({ type: 'alive' }), SIGN_MS) : undefined;
    try {
      const handler = handlers[call] as ((ask: unknown) => Calls[CallName]['answer']) | undefined;
      if (handler === undefined) throw new Error(`${self.name} does not answer "${call}"`);
      const answer = await handler(ask);
      post({ type: 'answer', id, answer }, ownedBy(answer));
    } catch (thrown) {
      const text = panic();
      const problem = text === undefined ? problemOf(thrown) : panicked(text);
      if (thrown instanceof WebAssembly.RuntimeError) crash(text === undefined ? trapped(thrown) : problem);
      else post({ type: 'failure', id, problem });
    } finally {
      clearInterval(signs);
    }
  });
}
