// Asks the network about a worker's script, because browsers say neither how far one has come nor why it didn't. Invariant:
// asked only when something is wrong already; where the asking itself fails, nothing is claimed.

/** A script that comes slowly is waited for as often as that. */
export const MOST_WAITS = 30;

/** Whether the script is still on its way: only a network that is slow at it now is waited for. */
export async function comesSlowly(url: string): Promise<boolean> {
  return (await looked(url))?.slow ?? false;
}

/** Why a script could not be had; null where nothing is wrong with it. */
export async function whyNot(url: string): Promise<string | null> {
  return (await looked(url))?.reason ?? null;
}

async function looked(url: string) {
  try {
    const { lookAt } = await import('./arrival-look.ts');
    return await lookAt(new URL(url, self.location.href).href);
  } catch {
    return null;
  }
}
