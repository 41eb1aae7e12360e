// The worker that reads a recording, with the wasm file made for that. Invariant: it keeps the recording that it opened last,
// so that what is saved is of that; its memory goes with it.
import init, { open, type Opened as Recording, words } from '../../pkg/recordings/gil_recordings.js';
import wasmUrl from '../../pkg/recordings/gil_recordings_bg.wasm?url';
import { capital, sentence } from '../base/format.ts';
import { type Problem, ProblemError, problemOf, textOf } from '../base/problem.ts';
import { buffersOf, byName } from '../wasm/columns.ts';
import { loadWasm } from '../wasm/load.ts';
import type { Answer, Opened, Order, Reply } from './messages.ts';

/** A longer file is refused before it is read. */
const LARGEST_BYTES = 1_000_000_000;

let opened: Recording | null = null;

async function answered(order: Order): Promise<Answer> {
  if (order.make === 'file') {
    if (opened === null) throw new Error('there is no recording to save');
    return opened.save(order.format);
  }
  const { file, part } = order;
  if (file.size > LARGEST_BYTES) {
    throw new Error(
      `it has ${Math.ceil(file.size / 1e6)} MB, and a page opens ${LARGEST_BYTES / 1e6} MB at most: gil show draws longer ones`,
    );
  }
  post({ arriving: 'Reading the file' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  post({ arriving: 'Following every thread' });
  const [fromUs, toUs] = part ?? [0, Number.POSITIVE_INFINITY];
  opened?.free();
  opened = null;
  opened = open(bytes, fromUs, toUs);
  return { head: JSON.parse(opened.head), words: JSON.parse(words()), columns: byName(opened.columns()) };
}

function refused(thrown: unknown, { make }: Order): Problem {
  if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
    return {
      code: 'memory',
      title: 'There isn’t enough memory for this recording.',
      detail: sentence(capital(textOf(thrown))),
      hint: 'Close other tabs, record a shorter stretch (`gil record --last 10`), or look at it with `gil show`.',
    };
  }
  if (!(thrown instanceof Error)) return problemOf(thrown);
  const title = make === 'open' ? 'This file can’t be opened.' : 'This can’t be written.';
  return {
    code: 'bad-config',
    title,
    detail: sentence(capital(textOf(thrown))),
    hint: 'The page still shows what it did before.',
  };
}

function post(reply: Reply): void {
  const answer = 'answer' in reply ? reply.answer : null;
  const transfer = answer !== null && typeof answer !== 'string' ? buffersOf((answer as Opened).columns) : [];
  self.postMessage(reply, { transfer });
}

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  try {
    await init({
      module_or_path: await loadWasm(wasmUrl, 'The part of the page that reads recordings', () =>
        post({ arriving: 'Loading what reads recordings' }),
      ),
    });
    post({ answer: await answered(order) });
  } catch (thrown) {
    post({ problem: thrown instanceof ProblemError ? thrown.problem : refused(thrown, order) });
  }
});
