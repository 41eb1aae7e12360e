// A sign of life that outlives its owner by nothing: each worker holds a lock of its own name, which the browser releases
// when the worker ends, however it ends. Invariant: only who has been seen alive can be missed; where the browser keeps no
// such locks, nobody is.

/** What the name of such a lock begins with. */
export const LIFE = 'gil-playground: ';

/** For a worker, as soon as it starts. */
export function live(): void {
  const held = () => new Promise<never>(() => {});
  // Frames without an origin of their own may hold none, and old browsers know none.
  try {
    navigator.locks?.request(LIFE + self.name, held).catch(() => {});
  } catch {}
}
