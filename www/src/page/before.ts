// The way to runs of earlier in this session. Invariant: what keeps them is fetched once there are some; a frame keeps
// none, because its history belongs to the page around it.
import { free, type Keeper } from './marks.ts';

/** Keeps the runs in view, if they can be kept. */
export function keep(session: Keeper): void {
  if (window.parent === window) import('./keeping.ts').then(({ keep }) => keep(session)).catch(() => {});
}

/** Shows what was run at this entry of the history, if anything was; it is not run again. */
export async function bringBack(session: Keeper): Promise<void> {
  if (window.parent !== window || history.state?.runs === undefined || !free(session)) return;
  const words = await import('./keeping.ts')
    .then(({ bringBack }) => bringBack(session))
    .catch(() => 'The runs that were here couldn’t be loaded. Check your connection and reload the page.');
  if (session.running) return;
  session.kept = words;
  session.requestUpdate();
}
