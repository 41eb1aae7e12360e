// A sign of life that outlives its owner by nothing: each worker holds a lock of its own name, which the browser releases
// when the worker ends, however it ends. Invariant: only who has been seen alive can be missed; where the browser keeps no
// such locks, nobody is.

const LIFE = 'gil-playground: ';

/** For a worker, as soon as it starts. */
export function live(): void {
  const held = () => new Promise<never>(() => {});
  // Frames without an origin of their own may hold none, and old browsers know none.
  try {
    navigator.locks?.request(LIFE + self.name, held).catch(() => {});
  } catch {}
}

/** Who of the workers that belong to `whose` is alive, by name; null where nobody can tell. */
export async function living(whose: string): Promise<string[] | null> {
  try {
    const { held = [] } = await navigator.locks.query();
    const names = held.flatMap(({ name }) => (name?.startsWith(LIFE) ? [name.slice(LIFE.length)] : []));
    return names.filter((name) => name.endsWith(whose));
  } catch {
    return null;
  }
}
