// What the atlas's wasm file answers, and the few words that the page asks it with. Invariant: the types are Rust's own,
// generated; what an answer means is decided there, so nothing here judges.
import type { Answer, Era, Listed, Measurement, Thumb, Topic, Typed, Verdict } from './types.ts';

export type {
  Answer,
  Cite,
  Era,
  Listed,
  Measured,
  Measurement,
  Play,
  Step,
  Thumb,
  Topic,
  Typed,
  Verdict,
} from './types.ts';

/** Whose NumPy and SciPy: of Python 2.7, or the newest that were read, which were measured too. */
export const ERAS = ['today', '2.7'] as const satisfies readonly Era[];

export const VERDICTS = ['releases', 'holds', 'mixed', 'depends'] as const satisfies readonly Verdict[];

export const DTYPES = ['float64', 'float32', 'complex128', 'int64', 'object', 'str'] as const;
/** What a row has unless it says otherwise. */
export const PLAIN_DTYPE = 'float64';

/** What the page needs of the atlas. */
export interface Atlas {
  rows(era: Era): readonly Listed[];
  /** @throws an Error for people, where the call, the shapes or the type do not fit. */
  ask(call: string, shapes: string, dtype: string, era: Era): Answer;
  /** Reads what was typed into the search. */
  read(text: string): Typed;
  readonly thumbs: readonly Thumb[];
  /** What people ask, with a short answer each. */
  readonly topics: readonly Topic[];
  readonly measurement: Measurement;
}
