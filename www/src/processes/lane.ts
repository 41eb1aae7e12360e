// One process's way through its work: the same way that a thread of the core goes (`crate/core/src/engine/lane.rs`), with messages
// where that takes and drops a lock. Invariants: a state that holds the lock begins and ends at the stamps of take and drop;
// the states of a lane tile its life; the lock is free when the lane ends.
import type { LockUse, Op, Scenario } from '../wasm/core.ts';
import type { Grant, Kinds } from './messages.ts';

/** What a lane needs around it. */
export interface Surroundings {
  /** Microseconds from the start, on the common clock. */
  now(): number;
  record(tUs: number, kind: number, op: number, rep: number, arg: number): void;
  /** Asks the lock and waits for the answer. */
  take(): Promise<Grant>;
  look(): Promise<Grant>;
  drop(): void;
  call(op: number): unknown;
  execute(iterations: number): unknown;
  sleep(us: number): Promise<void>;
  /** One more operation is done. */
  done(): void;
}

export interface Work {
  group: Scenario['threads'][number];
  use: LockUse;
  kinds: Kinds;
  sliceUs: number;
  iterationsPerUs: number;
}

/** Does all of it; gives how many iterations of bytecode it has executed. */
export async function live(
  { group, use, kinds, sliceUs, iterationsPerUs }: Work,
  around: Surroundings,
): Promise<number> {
  let [op, rep, holding, executed] = [0, 0, false, 0];
  /** Since when it wants the lock back that it has just released. */
  let wantsSince: number | null = null;
  const enter = (tUs: number, kind: number, arg = kinds.none) => around.record(tUs, kind, op, rep, arg);

  const taken = (sinceUs: number, { holder }: Grant, state: number): void => {
    // A message takes its time even when the lock is free.
    if (holder === null) enter(sinceUs, kinds.io);
    else enter(sinceUs, kinds.wait, holder);
    const now = around.now();
    enter(now, kinds.take);
    enter(now, state);
    holding = true;
  };
  const take = async (state: number): Promise<void> => {
    const since = wantsSince ?? around.now();
    wantsSince = null;
    if (use.lock !== null) return taken(since, await around.take(), state);
    holding = true;
    enter(since, state);
  };
  const drop = (state: number | null): void => {
    const now = around.now();
    holding = false;
    if (use.lock !== null) {
      enter(now, kinds.drop);
      around.drop();
    }
    if (state === null) wantsSince = now;
    else enter(now, state);
  };
  const look = async (): Promise<void> => {
    if (use.lock === null || !use.switches) return;
    const asked = around.now();
    const grant = await around.look();
    if (!grant.dropped) return;
    enter(asked, kinds.drop);
    taken(asked, grant, kinds.python);
  };
  const execute = async (it: Op): Promise<void> => {
    if (it.op === 'kernel') around.call(op);
    else if (it.op === 'wait') await around.sleep(it.us);
    else {
      const all = Math.floor(it.us * use.overhead * iterationsPerUs);
      const slice =
        use.switches && use.lock !== null ? Math.max(1, Math.floor(sliceUs * iterationsPerUs)) : all;
      for (let left = all; left > 0; left -= slice) {
        around.execute(Math.min(slice, left));
        if (left > slice) await look();
      }
      executed += all;
    }
  };

  for (rep = 0; rep < group.repeat; rep++) {
    for (const [at, it] of group.ops.entries()) {
      op = at;
      const keeps = use.ops[at]?.keeps ?? true;
      const inside = it.op === 'python' || !keeps ? kinds.python : it.op === 'kernel' ? kinds.held : kinds.io;
      if (holding) enter(around.now(), inside);
      else await take(inside);
      if (keeps) {
        await execute(it);
        if (use.ops[at]?.looks) await look();
      } else {
        drop(it.op === 'kernel' ? kinds.released : kinds.io);
        await execute(it);
        await take(kinds.python);
      }
      around.done();
    }
    if (use.pass && rep + 1 < group.repeat) drop(null);
  }
  drop(kinds.end);
  return executed;
}
