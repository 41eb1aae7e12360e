// A process: a worker with an instance and a memory of its own, which does what the coordinator says and one lane's work in
// between. Invariant: every order is answered, by `done` or by `failed`; what the core throws is told in words.
import init, { panicText, processDoes } from '../../pkg/first/gil_first.js';
import { crashed, problemOf } from '../base/problem.ts';
import { live as stayAlive } from '../wasm/alive.ts';
import { fixedMemory, SMALLEST } from '../wasm/memory.ts';
import { live } from './lane.ts';
import { Deed, type Grant, type Order, type Said, type Task } from './messages.ts';

/** How often a lane tells how far it has come. */
const NOTE_MS = 100;

let task: Task | null = null;
/** The answer that the lane waits for. */
let granted: (grant: Grant) => void = () => {};

stayAlive();

const say = (said: Said): void => self.postMessage(said);

const does = (deed: keyof typeof Deed, number = 0, scenario = ''): number[] => [
  ...processDoes(Deed[deed], scenario, number),
];

async function open(given: Task): Promise<number[]> {
  await init({ module_or_path: given.module, memory: fixedMemory(SMALLEST) });
  task = given;
  return does('open', given.me, given.scenario);
}

async function run(order: Order & { type: 'go' }): Promise<number[]> {
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
  const executed = await live(work, {
    now: () => Math.max(0, (performance.now() + order.offsetMs - order.originMs) * 1000),
    record: (...record) => records.push(...record),
    take: () => ask('take'),
    look: () => {
      if (performance.now() - toldMs > NOTE_MS) tell();
      return ask('look');
    },
    drop: () => say({ type: 'drop' }),
    call: (op) => does('call', op),
    execute: (iterations) => does('execute', iterations),
    sleep: (us) => new Promise((resolve) => setTimeout(resolve, us / 1000)),
    done: () => {
      opsDone += 1;
      if (performance.now() - toldMs > NOTE_MS) tell();
    },
  });
  tell();
  return [executed];
}

async function done(order: Exclude<Order, { type: 'granted' }>): Promise<number[]> {
  switch (order.type) {
    case 'open':
      return open(order.task);
    case 'warm-up':
      return does('warmUp');
    case 'ping':
      return [performance.now()];
    case 'rate':
      return does('iterationsPerUs');
    case 'alone':
      return does('alone', order.iterationsPerUs);
    case 'go':
      return run(order);
    case 'verify':
      return does('residuals');
  }
}

self.addEventListener('message', async ({ data: order }: MessageEvent<Order>) => {
  if (order.type === 'granted') {
    granted(order.grant);
    return;
  }
  try {
    say({ type: 'done', value: await done(order) });
  } catch (thrown) {
    const panic = task === null ? undefined : panicText();
    const problem = panic === undefined ? problemOf(thrown) : crashed('A process of the run', panic);
    say({ type: 'failed', problem });
  }
});
