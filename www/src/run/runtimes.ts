// How the page speaks of an interpreter beyond the core's own label. Invariant: each has its words here, or none where it
// depends on what the threads do; the compiler asks for them.

import type { Runtime, Scenario, Vocabulary } from '../wasm/core.ts';
import { type Calls, letsGo } from './call.ts';

/** Whether its threads need a lock to run bytecode; one that is not known here is taken to have one. */
export function hasLock({ runtimes }: Pick<Vocabulary, 'runtimes'>, runtime: string): boolean {
  return runtimes.find(({ name }) => name === runtime)?.locks ?? true;
}

/** What stands beside the label of a timeline. */
export interface Tag {
  words: string;
  /** The colour beside it: of what lets others compute, of what does not, or none where it depends. */
  look: 'released' | 'held' | '';
}

/** Null where it depends on what the threads do. */
const TAGS: Readonly<Record<Runtime, Tag | null>> = {
  'one-lock': { words: 'serialized: one task at a time', look: 'held' },
  'cpython-2.7': null,
  'cpython-3.9': null,
  'cpython-3.12': null,
  'cpython-3.13t': { words: 'free-threaded: no GIL', look: 'released' },
  'cpython-3.14t': { words: 'free-threaded: no GIL', look: 'released' },
  subinterpreters: { words: 'a GIL for each interpreter', look: 'released' },
};

export function tagOf({ runtime, threads }: Scenario, calls: Calls): Tag {
  const known = TAGS[runtime];
  const kernels = threads.flatMap(({ ops }) => ops).filter((op) => op.op === 'kernel');
  if (ownLocks(runtime) && kernels.length > 0)
    return { words: 'a GIL for each interpreter; hypothetical, since NumPy doesn’t support that', look: '' };
  if (known !== null) return known;
  if (kernels.length === 0) return { words: 'serialized: bytecode needs the GIL', look: 'held' };
  // What is known of the calls is known of today's.
  if (runtime === 'cpython-2.7' && kernels.some(({ gil }) => gil === 'numpy'))
    return { words: 'each kernel by NumPy’s own rule', look: '' };
  const free = kernels.filter((op) => letsGo(op, calls)).length;
  if (free === kernels.length) return { words: 'parallel: kernels release the GIL', look: 'released' };
  if (free === 0) return { words: 'serialized: kernels hold the GIL', look: 'held' };
  return { words: 'mixed: some kernels release the GIL', look: '' };
}

export interface RuntimeLook {
  /** Opens a sentence. */
  title: string;
  /** Ends one: "… as fast as behind the lock". */
  place: string;
}

/** Where nothing but a kernel that releases the lock is run, what the interpreter does to it says more than its name. */
const ABOUT_A_KERNEL: Readonly<Partial<Record<Runtime, RuntimeLook>>> = {
  'one-lock': { title: 'Behind the lock', place: 'behind the lock' },
  'cpython-3.12': { title: 'Releasing the lock', place: 'with the lock released' },
};

export function runtimeLook(runtime: Runtime, label: string, oneKernel: boolean): RuntimeLook {
  return (oneKernel ? ABOUT_A_KERNEL[runtime] : undefined) ?? { title: label, place: label };
}

/** Whether each interpreter of a process has a lock of its own. */
export function ownLocks(runtime: string): boolean {
  return runtime === 'subinterpreters';
}

/** What its lock is called; a plain lock around whole tasks is no GIL. */
export function lockNameOf(runtime: string): string {
  return runtime === 'one-lock' ? 'lock' : 'GIL';
}
