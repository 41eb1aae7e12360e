// Keeps runs for the session, one experiment for each entry of the browser's history. Invariant: Back, Forward and Reload
// bring back what was made, and nothing is run again; how a reload is survived is fetched once there are runs to keep.
import { Experiment } from './experiment.ts';
import type { Made } from './made.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';

/** An experiment that is over. */
export interface Kept extends Made {
  ran: Settings;
  /** When it ended, in milliseconds since 1970. */
  atMs: number;
}

/** What an entry of the history says of its runs. */
export interface Mark {
  runs: string;
  /** How large they are, where that is too large for a reload. */
  tooLargeBytes?: number;
}

/** The first result comes first. */
const STORE_AFTER_MS = 400;

/** Of this document. */
const inMemory = new Map<string, Kept>();

export class Keeping {
  /** What is to be said of runs from earlier in this session: that they are in view, or why they aren't. */
  words = '';
  readonly #session: Session;
  /** In a frame the history belongs to the page around it. */
  readonly #keeps = window.parent === window;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps the runs in view with the entry of the history that is shown. */
  keep(): void {
    const { ran, done, experiment } = this.#session;
    if (!this.#keeps || !done || experiment === null) return;
    const runs = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    inMemory.set(runs, { ...experiment.made, ran, atMs: Date.now() });
    mark({ runs });
    setTimeout(async () => {
      try {
        const { store } = await import('./kept.ts');
        await store(runs, inMemory);
      } catch {
        // Offline, or no room: Back and Forward find them in memory, and a reload says that they are gone.
      }
    }, STORE_AFTER_MS);
  }

  /** Shows what was run at this entry, if anything was. */
  async bringBack(): Promise<void> {
    const here = marked();
    if (!this.#keeps || here === null || !this.#free) return;
    const found = await find(here);
    const { vocabulary, lab } = this.#session;
    if (!this.#free || vocabulary === null) return;
    if (typeof found === 'string') this.words = found;
    else {
      const experiment = Experiment.of(found, vocabulary);
      await experiment.judge(lab);
      // The reader may have gone on meanwhile.
      if (!this.#free || marked()?.runs !== here.runs) return;
      const at = new Date(found.atMs).toLocaleTimeString('en', { timeStyle: 'short' });
      this.words = `These runs were made at ${at} and kept. Nothing has been run again.`;
      this.#session.take(experiment, found.ran);
    }
    this.#session.requestUpdate();
  }

  /** Whether there is room for them, and somebody who can read them. */
  get #free(): boolean {
    const { vocabulary, experiment, running } = this.#session;
    return vocabulary !== null && experiment === null && !running;
  }
}

/** The runs, or a sentence about why there are none. */
async function find(here: Mark): Promise<Kept | string> {
  const known = inMemory.get(here.runs);
  if (known !== undefined) return known;
  try {
    const { restored } = await import('./kept.ts');
    return await restored(here);
  } catch {
    return 'The runs that were here couldn’t be loaded. Check your connection and reload the page, or press Run.';
  }
}

export function mark({ runs, tooLargeBytes }: Mark): void {
  history.replaceState({ runs, tooLargeBytes }, '');
}

export function marked(): Mark | null {
  const { state } = history;
  return typeof state?.runs === 'string' ? state : null;
}
