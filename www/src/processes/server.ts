// The coordinator's side of a run in processes: starts them, brings their clocks together, is the lock, and puts what they
// wrote where the core finds it. Invariant: every process that was started is either told of or ended; a run ends with all
// records in place or with a Problem. Nothing that the coordinator imports is imported here but types: WebKit evaluates a
// worker's first file once more for whoever imports from it, and that one would be a second coordinator without a core.
import type { Run } from '../../pkg/first/gil_first.js';
import type { Problem } from '../base/problem.ts';
import type { EventKind, Found, Layout, LockUse, Scenario, State, Vocabulary } from '../wasm/core.ts';
import type { Note } from '../wasm/protocol.ts';
import { timerStepUs } from '../wasm/timer.ts';
import { Lock } from './locks.ts';
import { type Answers, type Kinds, type Order, RECORD, type Said, type Task } from './messages.ts';
import processUrl from './process-worker.ts?worker&url';

const START_TIMEOUT_MS = 8000;
/** Round trips for a clock; the shortest tells. */
const PINGS = 60;

export interface Apart {
  module: WebAssembly.Module;
  /** Complete, as JSON. */
  scenario: string;
  /** Laid out by the core, and not started. */
  run: Run;
  /** Where it can be written to. */
  layout: Layout;
  wasm: { memory: WebAssembly.Memory };
  words: Vocabulary;
  /** What each group of threads does with the lock. */
  uses: LockUse[];
  /** What is thrown for a Problem. */
  failure(problem: Problem): Error;
  /** Is told every worker that is started, so that it can be ended. */
  own(worker: Worker): void;
  note(note: Note): void;
  /** The Problem of a worker that broke. */
  crashed(who: string, text: string): Problem;
  /** What became of a script that does not answer. */
  arrival: typeof import('../wasm/arrival.ts');
}

/** A process and the one order that it is at. */
class Remote {
  readonly #worker: Worker;
  readonly #failure: Apart['failure'];
  readonly #arrival: Apart['arrival'];
  /** Whether it has said anything yet. */
  #started = false;
  #settle: { resolve(value: Answers[keyof Answers]): void; reject(reason: unknown): void } | null = null;
  /** Hears every message but answers. */
  hears: (said: Exclude<Said, { type: 'done' | 'failed' }>) => void = () => {};

  constructor(number: number, { own, failure, arrival, crashed }: Apart) {
    this.#failure = failure;
    this.#arrival = arrival;
    this.#worker = new Worker(processUrl, {
      type: 'module',
      name: `process ${number} ${self.name.split(' ').at(-1)}`,
    });
    own(this.#worker);
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Said>) => this.#hear(data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      const settle = this.#settle;
      // At once: what it still says after an error is not to be trusted.
      if (this.#started) settle?.reject(failure(crashed('A process of the run', event.message)));
      else void this.#notStarted(event.message).then((reason) => settle?.reject(reason));
    });
  }

  ask<T extends keyof Answers>(order: Order & { type: T }): Promise<Answers[T]> {
    return new Promise((resolve, reject) => {
      // `Answers` says what each order is answered with.
      this.#settle = { resolve: resolve as (value: unknown) => void, reject };
      this.tell(order);
    });
  }

  /** The first order: a script that comes slowly is waited for. */
  async open(task: Task): Promise<null> {
    let settled = false;
    const opened = this.ask({ type: 'open', task }).finally(() => {
      settled = true;
    });
    const { comesSlowly, MOST_WAITS } = this.#arrival;
    const silent = async (): Promise<null> => {
      for (let waits = 1; ; waits++) {
        await new Promise((resolve) => setTimeout(resolve, START_TIMEOUT_MS));
        if (settled) return opened;
        if (waits < MOST_WAITS && (await comesSlowly(processUrl))) continue;
        throw await this.#notStarted(`no answer within ${(waits * START_TIMEOUT_MS) / 1000} s`);
      }
    };
    return Promise.race([opened, silent()]);
  }

  async #notStarted(reason: string): Promise<Error> {
    return this.#failure(await this.#arrival.notStarted(processUrl, 'A process', reason));
  }

  tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  #hear(said: Said): void {
    this.#started = true;
    if (said.type === 'done') this.#settle?.resolve(said.value);
    else if (said.type === 'failed') this.#settle?.reject(this.#failure(said.problem));
    else this.hears(said);
  }
}

function kindsOf({ states, events }: Vocabulary, { end, first_event, none }: Layout['record']): Kinds {
  const state = (name: State): number => states.indexOf(name);
  const event = (name: EventKind): number => first_event + events.indexOf(name);
  return {
    python: state('python'),
    held: state('kernel-held'),
    released: state('kernel-released'),
    wait: state('gil-wait'),
    io: state('io'),
    take: event('take'),
    drop: event('drop'),
    end,
    none,
  };
}

/** Runs it, and leaves it as if the core itself had. */
export async function runApart(apart: Apart): Promise<void> {
  const { module, scenario, run, layout, uses } = apart;
  const kinds = kindsOf(apart.words, layout.record);
  const { threads, switch_interval_us: sliceUs }: Scenario = JSON.parse(scenario);
  const remotes = layout.lanes.map((_, me) => new Remote(me + 1, apart));
  const all = <T extends keyof Answers>(order: (me: number) => Order & { type: T }): Promise<Answers[T][]> =>
    Promise.all(remotes.map((remote, me) => remote.ask<T>(order(me))));

  const taskOf = (me: number): Task => {
    const group = layout.lanes[me]?.thread ?? 0;
    const [thread, use] = [threads[group], uses[group]];
    if (thread === undefined || use === undefined) throw new Error(`lane ${me} belongs to no group`);
    return { module, scenario, me, group: thread, use, kinds, sliceUs };
  };
  await Promise.all(remotes.map((remote, me) => remote.open(taskOf(me))));
  await all(() => ({ type: 'warm-up' }));

  const stepMs = timerStepUs() / 1000;
  const clocks: { offsetMs: number; errorMs: number }[] = [];
  for (const remote of remotes) clocks.push(await clockOf(remote, stepMs));

  let iterationsPerUs = 0;
  if (threads.some(({ ops }) => ops.some(({ op }) => op === 'python')))
    iterationsPerUs = (await remotes[0]?.ask({ type: 'rate' })) ?? 0;
  const costs: Found['costs'] = [];
  for (const remote of remotes) costs.push(...(await remote.ask({ type: 'alone', iterationsPerUs })));

  const records: number[][] = remotes.map(() => []);
  const locks = new Map<number, Lock>();
  for (const [me, remote] of remotes.entries()) {
    const { thread = 0, index = 0 } = layout.lanes[me] ?? {};
    const use = uses[thread];
    const id = use === undefined || use.lock === null ? null : use.lock + index * use.next;
    const lock =
      locks.get(id ?? 0) ?? new Lock((who, grant) => remotes[who]?.tell({ type: 'granted', grant }));
    if (id !== null) locks.set(id, lock);
    remote.hears = (said) => {
      if (said.type !== 'note') {
        lock[said.type](me);
        return;
      }
      // A lane may note more at once than a function takes as arguments.
      for (const number of said.note.records) records[me]?.push(number);
      apart.note(said.note);
    };
  }
  const originMs = performance.now();
  const iterations = await all((me) => ({
    type: 'go',
    offsetMs: clocks[me]?.offsetMs ?? 0,
    originMs,
    iterationsPerUs,
  }));
  const verified = await all(() => ({ type: 'verify' }));
  for (const [me, own] of records.entries()) write(own, me, layout, apart);
  const clock_error_us = Math.max(...clocks.map(({ errorMs }) => errorMs)) * 1000;
  const found: Found = { clock_error_us, costs, residuals: verified.flat(), iterations };
  const exact = Float64Array.from(found.residuals, ({ value }) => value ?? Number.POSITIVE_INFINITY);
  run.adopt(JSON.stringify(found), exact);
}

/** What added to that process's clock gives ours, and how wrong that can be. */
async function clockOf(remote: Remote, stepMs: number): Promise<{ offsetMs: number; errorMs: number }> {
  let best = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };
  for (let ping = 0; ping < PINGS; ping++) {
    const before = performance.now();
    const theirs = await remote.ask({ type: 'ping' });
    const after = performance.now();
    const errorMs = (after - before) / 2 + stepMs;
    if (errorMs < best.errorMs) best = { offsetMs: (before + after) / 2 - theirs, errorMs };
  }
  return best;
}

/** Where the core's own lanes would have written it. */
function write(records: readonly number[], me: number, layout: Layout, { wasm, failure }: Apart): void {
  const place = layout.lanes[me];
  if (place === undefined) return;
  const count = records.length / RECORD;
  if (count > place.capacity)
    throw failure({
      code: 'bad-config',
      title: 'This run has more to record than there is room for.',
      detail: `${place.name} has ${count} records and room for ${place.capacity}.`,
      hint: 'Use a smaller repeat or a longer switch interval.',
    });
  const { record } = layout;
  const view = new DataView(wasm.memory.buffer, place.records, count * record.stride);
  for (let at = 0; at < count; at++) {
    const [tUs = 0, kind = 0, op = 0, rep = 0, arg = 0] = records.slice(at * RECORD, (at + 1) * RECORD);
    const put = (field: number, value: number): void =>
      view.setUint32(at * record.stride + field, value, true);
    view.setFloat64(at * record.stride + record.t_us, tUs, true);
    put(record.kind, kind);
    put(record.op, op);
    put(record.rep, rep);
    put(record.arg, arg);
  }
  Atomics.store(new Uint32Array(wasm.memory.buffer, place.count, 1), 0, count);
}
