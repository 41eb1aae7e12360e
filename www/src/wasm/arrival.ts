// Asks the network about a worker's script, because browsers say neither how far one has come nor why it didn't. Invariant:
// asked only when something is wrong already; where the asking itself fails, nothing is claimed.
import type { Problem } from '../base/problem.ts';

/** A script that comes slowly is waited for as often as that. */
export const MOST_WAITS = 30;

/** Whether the script is still on its way: only a network that is slow at it now is waited for. */
export async function comesSlowly(url: string): Promise<boolean> {
  try {
    const { lookAt } = await import('./arrival-look.ts');
    return (await lookAt(whole(url))).slow;
  } catch {
    return false;
  }
}

/** `who`: as in "A worker thread", for the sentence "A worker thread could not start." */
export async function notStarted(url: string, who: string, reason: string): Promise<Problem> {
  try {
    const { whyNot } = await import('./arrival-look.ts');
    return await whyNot(whole(url), who, reason);
  } catch {
    return {
      code: 'worker-load',
      title: `${who} could not start.`,
      detail: `${whole(url)}: ${reason || 'no reason given'}.`,
      hint: 'Check your connection, then try again.',
    };
  }
}

function whole(url: string): string {
  return new URL(url, self.location.href).href;
}
