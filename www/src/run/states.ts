// What a lane can be doing, in the core's words and in the page's colours. Invariant: every state has a hue AND a
// texture, so that no meaning hangs on colour alone.
import type { State } from '../wasm/core.ts';
import { WORDS } from '../wasm/words.ts';

export type Texture = 'solid' | 'slashes' | 'dots' | 'grid' | 'backslashes' | 'hollow';

export interface StateLook {
  /** Finishes the sentence "this thread is …". */
  words: string;
  /** The CSS variable that holds its colour. */
  color: string;
  texture: Texture;
  /** Whether a thread in this state holds the lock, where there is one; a live picture has nothing better to go by. */
  holds: boolean;
  /** Whether it gets on with its work: what does not is drawn as a thinner band. */
  works: boolean;
}

const LOOKS: Readonly<Record<State, StateLook>> = {
  python: { words: WORDS.python, color: '--state-python', texture: 'dots', holds: true, works: true },
  'kernel-held': {
    words: WORDS['kernel-held'],
    color: '--state-held',
    texture: 'solid',
    holds: true,
    works: true,
  },
  'kernel-released': {
    words: WORDS['kernel-released'],
    color: '--state-released',
    texture: 'solid',
    holds: false,
    works: true,
  },
  'gil-wait': {
    words: WORDS['gil-wait'],
    color: '--state-wait',
    texture: 'slashes',
    holds: false,
    works: false,
  },
  io: {
    words: WORDS.io,
    color: '--state-io',
    texture: 'hollow',
    holds: false,
    works: false,
  },
  runnable: {
    words: WORDS.runnable,
    color: '--state-runnable',
    texture: 'backslashes',
    holds: false,
    works: false,
  },
  blas: {
    words: WORDS.blas,
    color: '--state-blas',
    texture: 'grid',
    holds: false,
    works: true,
  },
};

const UNKNOWN: StateLook = {
  words: 'in a state this page does not know',
  color: '--muted',
  texture: 'grid',
  holds: false,
  works: true,
};

export function lookOf(state: string): StateLook {
  return LOOKS[state as State] ?? UNKNOWN;
}

/** The states that tell the page's first story, in the order of the legend. */
export const FIRST_STATES: readonly State[] = ['kernel-held', 'kernel-released', 'gil-wait', 'python'];

/** The states of a legend: those of the first story, then whatever else there is to be seen. */
export function legendOf(seen: ReadonlySet<string>): string[] {
  const first: readonly string[] = FIRST_STATES;
  return [...first, ...Object.keys(LOOKS).filter((state) => seen.has(state) && !first.includes(state))];
}
