// Watches the workers of a cluster while one of them owes an answer. Invariant: a worker counts as dead when it was seen
// alive and is missing twice in a row, the coordinator also when it owes signs of life and gives none; a page that was
// itself asleep accuses nobody.

import type { Problem } from '../base/problem.ts';
import { LIFE } from '../wasm/alive.ts';

const LOOK_MS = 1000;
/** So many looks without a word from a coordinator that owes one. */
const MUTE_LOOKS = 8;
/** A look that comes so late says that the page was asleep. */
const LATE_MS = 3 * LOOK_MS;

export interface Watched {
  /** What the names of its workers end with. */
  readonly name: string;
  /** Whether the coordinator is owed to be heard: it is when it only waits for others. */
  readonly owesSigns: boolean;
  end(problem: Problem): void;
}

/** Who of the workers that belong to `whose` is alive, by name; null where the browser doesn't tell. */
export async function living(whose: string): Promise<string[] | null> {
  try {
    const { held = [] } = await navigator.locks.query();
    const names = held.flatMap(({ name }) => (name?.startsWith(LIFE) ? [name.slice(LIFE.length)] : []));
    return names.filter((name) => name.endsWith(whose));
  } catch {
    return null;
  }
}

const AGAIN = 'Press Retry to start again with fresh workers; fewer threads or a smaller size may help.';

function gone(who: string): Problem {
  return {
    code: 'timeout',
    title: 'A worker of this run is gone.',
    detail: `The worker "${who}" ended without a word: the browser or the system stopped it, perhaps for lack of memory.`,
    hint: AGAIN,
  };
}

function mute(seconds: number): Problem {
  return {
    code: 'timeout',
    title: 'The threads stopped answering.',
    detail: `The coordinator worker gave no sign of life for ${seconds} s.`,
    hint: AGAIN,
  };
}

export class Watch {
  readonly #watched: Watched;
  /** Names seen alive, and how often in a row they have been missing since. */
  #seen = new Map<string, number>();
  #mute = 0;
  #lookedAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#mute = 0;
    this.#lookedAt = performance.now();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    // Processes end with their run, all others with the cluster.
    for (const name of this.#seen.keys()) if (name.startsWith('process')) this.#seen.delete(name);
  }

  /** The coordinator said something. */
  heard(): void {
    this.#mute = 0;
  }

  async #look(): Promise<void> {
    const late = performance.now() - this.#lookedAt > LATE_MS;
    this.#lookedAt = performance.now();
    this.#mute = late || !this.#watched.owesSigns ? 0 : this.#mute + 1;
    if (this.#mute > MUTE_LOOKS) this.#watched.end(mute((MUTE_LOOKS * LOOK_MS) / 1000));
    const timer = this.#timer;
    const alive = await living(this.#watched.name);
    if (alive === null || this.#timer !== timer) return;
    for (const name of alive) this.#seen.set(name, 0);
    for (const [name, missing] of this.#seen) {
      if (alive.includes(name)) continue;
      this.#seen.set(name, missing + 1);
      if (missing > 0) this.#watched.end(gone(name.replace(` ${this.#watched.name}`, '')));
    }
  }
}
