// A process: a worker with an instance and a memory of its own, which does what the coordinator says and one lane's work in
// between. Invariant: every order is answered, by `done` or by `failed`; what the core throws is told in words.
import init, {
  callKernel,
  executeBytecode,
  iterationsPerUs,
  openProcess,
  panicText,
  residuals,
  timeAlone,
  warmUp,
} from '../../pkg/first/gil_first.js';
import { crashed, problemOf } from '../base/problem.ts';
import { live as stayAlive } from '../wasm/alive.ts';
import { fixedMemory, SMALLEST } from '../wasm/memory.ts';
import { live } from './lane.ts';
import type { Answers, Grant, Order, Said, Task } from './messages.ts';

/** How often a lane tells how far it has come. */
const NOTE_MS = 100;

let task: Task | null = null;
/** The answer that the lane waits for. */
let granted: (grant: Grant) => void = () => {};

stayAlive();

const say = (said: Said): void => self.postMessage(said);

async function open(given: Task): Promise<null> {
  await init({ module_or_path: given.module, memory: fixedMemory(SMALLEST) });
  task = given;
  openProcess(given.scenario, given.me);
  return null;
}

function run(order: Order & { type: 'go' }): Promise<number> {
  if (task === null) throw new Error('the process is not open yet');
  const { me, group, use, kinds, sliceUs } = task;
  let records: number[] = [];
  let [opsDone, toldMs] = [0, performance.now()];
  const tell = (): void => {
    say({ type: 'note', note: { lane: me, opsDone, records } });
    records = [];
    toldMs = performance.now();
  };
  const ask = (type: 'take' | 'look'): Promise<Grant> =>
    new Promise((resolve) => {
      granted = resolve;
      say({ type });
    });
  const work = { group, use, kinds, sliceUs, iterationsPerUs: order.iterationsPerUs };
  const executed = live(work, {
    now: () => Math.max(0, (performance.now() + order.offsetMs - order.originMs) * 1000),
    record: (...record) => records.push(...record),
    take: () => ask('take'),
    look: () => {
      if (performance.now() - toldMs > NOTE_MS) tell();
      return ask('look');
    },
    drop: () => say({ type: 'drop' }),
    call: callKernel,
    execute: executeBytecode,
    sleep: (us) => new Promise((resolve) => setTimeout(resolve, us / 1000)),
    done: () => {
      opsDone += 1;
      if (performance.now() - toldMs > NOTE_MS) tell();
    },
  });
  return executed.finally(tell);
}

const answers: { [T in keyof Answers]: (order: Order & { type: T }) => Answers[T] | Promise<Answers[T]> } = {
  open: ({ task }) => open(task),
  'warm-up': () => {
    warmUp();
    return null;
  },
  ping: () => performance.now(),
  rate: iterationsPerUs,
  alone: ({ iterationsPerUs: rate }) => JSON.parse(timeAlone(rate)),
  go: run,
  verify: () => JSON.parse(residuals()),
};

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  if (order.type === 'granted') {
    granted(order.grant);
    return;
  }
  try {
    const answer = answers[order.type] as (order: Order) => Answers[keyof Answers];
    say({ type: 'done', value: await answer(order) });
  } catch (thrown) {
    const panic = task === null ? undefined : panicText();
    const problem = panic === undefined ? problemOf(thrown) : crashed('A process of the run', panic);
    say({ type: 'failed', problem });
  }
});
