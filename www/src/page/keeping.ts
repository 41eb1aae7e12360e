// Keeps runs for the session, one experiment for each entry of the browser's history. Invariant: Back, Forward and Reload
// bring back what was made, and nothing is run again; it is fetched once there are runs to keep or to bring back.
import { Experiment } from './experiment.ts';
import { restored, store } from './kept.ts';
import { free, type Keeper, type Kept, mark, marked } from './marks.ts';

/** The first result comes first. */
const STORE_AFTER_MS = 400;

/** Of this document. */
const inMemory = new Map<string, Kept>();

/** Keeps the runs in view with the entry of the history that is shown. */
export function keep({ ran, done, experiment }: Keeper): void {
  if (!done || experiment === null) return;
  const runs = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  inMemory.set(runs, { ...experiment.made, ran, atMs: Date.now() });
  mark({ runs });
  setTimeout(async () => {
    try {
      await store(runs, inMemory);
    } catch {
      // No room: Back and Forward find them in memory, and a reload says that they are gone.
    }
  }, STORE_AFTER_MS);
}

/** Shows what was run at this entry; gives what is to be said of it. */
export async function bringBack(session: Keeper): Promise<string> {
  const here = marked();
  if (here === null) return '';
  const found = inMemory.get(here.runs) ?? (await restored(here));
  const { vocabulary } = session;
  if (typeof found === 'string') return found;
  if (vocabulary === null) return '';
  const experiment = Experiment.of(found, vocabulary);
  await experiment.judge(session.lab);
  // The reader may have gone on meanwhile.
  if (!free(session) || marked()?.runs !== here.runs) return '';
  session.take(experiment, found.ran);
  const at = new Date(found.atMs).toLocaleTimeString('en', { timeStyle: 'short' });
  return `These runs were made at ${at} and kept. Nothing has been run again.`;
}
