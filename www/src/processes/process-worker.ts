// A process: a worker with an instance and a memory of its own, which does what the coordinator says and one lane's work in
// between. Invariant: every order is answered, by `done` or by `failed`; what the core throws is told in words.
import init, { Process, panicText } from '../../pkg/gil_playground.js';
import { problemOf } from '../problem.ts';
import { live } from './lane.ts';
import type { Grant, Order, Said, Task } from './messages.ts';

/** How often a lane tells how far it has come. */
const NOTE_MS = 100;

let process: Process | null = null;
let task: Task | null = null;
/** The answer that the lane waits for. */
let granted: (grant: Grant) => void = () => {};

const say = (said: Said): void => self.postMessage(said);

function ready(): { process: Process; task: Task } {
  if (process === null || task === null) throw new Error('the process is not open yet');
  return { process, task };
}

async function open(given: Task): Promise<number[]> {
  await init({ module_or_path: given.module });
  task = given;
  process = new Process(given.scenario, given.me);
  return [];
}

async function run(order: Order & { type: 'go' }): Promise<number[]> {
  const { process, task } = ready();
  let records: number[] = [];
  let [opsDone, toldMs] = [0, performance.now()];
  const tell = (): void => {
    say({ type: 'note', note: { lane: task.me, opsDone, records } });
    records = [];
    toldMs = performance.now();
  };
  const ask = (type: 'take' | 'look'): Promise<Grant> =>
    new Promise((resolve) => {
      granted = resolve;
      say({ type });
    });
  const { group, use, kinds, sliceUs } = task;
  const work = { group, use, kinds, sliceUs, iterationsPerUs: order.iterationsPerUs };
  const executed = await live(work, {
    now: () => Math.max(0, (performance.now() + order.offsetMs - order.originMs) * 1000),
    record: (...record) => records.push(...record),
    take: () => ask('take'),
    look: () => ask('look'),
    drop: () => say({ type: 'drop' }),
    call: (op) => process.call(op),
    execute: (iterations) => process.execute(iterations),
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
      ready().process.warmUp();
      return [];
    case 'ping':
      return [performance.now()];
    case 'rate':
      return [ready().process.iterationsPerUs()];
    case 'alone': {
      const { process } = ready();
      return [...process.owned()].flatMap((op) => [op, process.alone(op, order.iterationsPerUs)]);
    }
    case 'go':
      return run(order);
    case 'verify':
      return [...ready().process.residuals()];
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
    const panic = process === null ? undefined : panicText();
    const problem =
      panic === undefined
        ? problemOf(thrown)
        : {
            code: 'panic' as const,
            title: 'A process of the run crashed.',
            detail: panic,
            hint: 'Press Retry to start again. If it happens again, please report this text.',
          };
    say({ type: 'failed', problem });
  }
});
