// How the page speaks of an interpreter beyond the core's own label. Invariant: an interpreter it has no words for
// still shows, under its own name.

export interface RuntimeLook {
  /** Opens a sentence. */
  title: string;
  /** Ends one: "… faster than behind the lock". */
  place: string;
  /** Stands beside the label of its timeline. */
  tag: string;
}

const LOOKS: Record<string, RuntimeLook> = {
  'one-lock': { title: 'Behind the lock', place: 'behind the lock', tag: 'serialized: one task at a time' },
  'cpython-3.12': {
    title: 'Released',
    place: 'with the lock released',
    tag: 'parallel: kernels release the GIL',
  },
};

export function runtimeLook(runtime: string): RuntimeLook {
  return LOOKS[runtime] ?? { title: runtime, place: `under ${runtime}`, tag: '' };
}
