// What this browser tells of its machine and lets a page do, in case it doesn't. Invariant: nothing here throws or is
// undefined, whatever the browser, its settings or an extension took away.

/** Null where the browser doesn't say. */
function told(): number | null {
  try {
    return navigator.hardwareConcurrency || null;
  } catch {
    return null;
  }
}

/** Cores of this machine; 1 where the browser doesn't say. */
export function coresHere(): number {
  return told() ?? 1;
}

/** What has to be said of that number; empty where it is the browser's own. */
export function aboutCores(): string {
  return told() === null ? 'This browser doesn’t say how many cores there are, so 1 is assumed.' : '';
}

/** Whether the text is on the clipboard now: browsers may have none for this page, or refuse it. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a service worker of ours answers for this page. */
export function served(): boolean {
  try {
    return navigator.serviceWorker?.controller != null;
  } catch {
    return false;
  }
}
