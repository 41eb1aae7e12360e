// How the page speaks of an interpreter beyond the core's own label. Invariant: an interpreter it has no words for
// still shows, under its label.
import type { Vocabulary } from './core.ts';

/** Whether its threads need a lock to run bytecode; one that is not known here is taken to have one. */
export function hasLock({ runtimes }: Pick<Vocabulary, 'runtimes'>, runtime: string): boolean {
  return runtimes.find(({ name }) => name === runtime)?.locks ?? true;
}

/** What stands beside the label of its timeline. */
const TAGS: Record<string, string> = {
  'one-lock': 'serialized: one task at a time',
  'cpython-2.7': 'ticks: the holder offers the lock every so many instructions',
  'cpython-3.9': 'on request: a waiter asks once its interval is over',
  'cpython-3.12': 'parallel: kernels release the GIL',
  'cpython-3.13t': 'free-threaded: no GIL',
  'cpython-3.14t': 'free-threaded: no GIL',
  subinterpreters: 'a GIL for each interpreter',
};

export function tagOf(runtime: string): string {
  return TAGS[runtime] ?? '';
}

export interface RuntimeLook {
  /** Opens a sentence. */
  title: string;
  /** Ends one: "… faster than behind the lock". */
  place: string;
}

/** Where nothing but a kernel that lets go is run, what the interpreter does to it says more than its name. */
const ABOUT_A_KERNEL: Record<string, RuntimeLook> = {
  'one-lock': { title: 'Behind the lock', place: 'behind the lock' },
  'cpython-3.12': { title: 'Released', place: 'with the lock released' },
};

export function runtimeLook(runtime: string, label: string, oneKernel: boolean): RuntimeLook {
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
