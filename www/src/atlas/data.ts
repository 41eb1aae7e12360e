// What the atlas's wasm file answers, field for field as Rust writes it. Invariant: types and their few words only; what
// an answer means is decided in Rust, so nothing here judges.

/** Whose NumPy and SciPy: of Python 2.7, or the newest that were read, which were measured too. */
export const ERAS = ['today', '2.7'] as const;
export type Era = (typeof ERAS)[number];

export const VERDICTS = ['releases', 'holds', 'mixed', 'depends'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const DTYPES = ['float64', 'float32', 'complex128', 'int64', 'object', 'str'] as const;
/** What a row has unless it says otherwise. */
export const PLAIN_DTYPE = 'float64';

/** A call with elements of one type, with the verdict that is true of it on ordinary arrays. */
export interface Listed {
  call: string;
  function: string;
  dtype: string;
  /** What the verdict is about: a shape for each array, spaces between; empty for all shapes. */
  shapes: string;
  /** Shapes that the call takes; empty where it takes no array. */
  example: string;
  verdict: Verdict;
  /** On all shapes. */
  overall: Verdict;
  /** For which part of its time others could run Python; null where that was not measured. */
  free: number | null;
}

/** A part of a call's work. */
export interface Step {
  /** Null where that depends on shapes that were not given. */
  lets_go: boolean | null;
  rule: string;
  /** The number that decided, in a sentence. */
  here: string | null;
  since: string | null;
  /** From the top of the source distribution. */
  file: string;
  line: number;
  /** The function that the line is in. */
  inside: string;
  /** The macro or construct; empty where nothing releases the GIL. */
  kind: string;
  /** Package and version of the source. */
  read: string;
}

/** One call on arrays of one shape, as it was measured. */
export interface Measured {
  function: string;
  call: string;
  shapes: string[];
  dtype: string;
  /** Python that makes the arguments. */
  setup: string;
  ms: number;
  free: number;
  spread: [least: number, most: number];
  verdict: Verdict;
  /** How much faster two threads did twice the work than one. */
  speedup: number;
}

/** The call as a Scenario for the playground. */
export interface Play {
  scenario: object;
  /** What is put in the call's place, if the playground cannot make it. */
  stands_for: string | null;
  /** What one call takes in the simulator, and how that is known. */
  cost: string;
  /** Whether it can be measured here; else it can be simulated only. */
  measurable: boolean;
}

/** Everything that is known of a call on such arrays. */
export interface Answer {
  verdict: Verdict;
  function: string;
  call: string;
  /** How the question was read, where it named another call than this or several. */
  read_as: string | null;
  shapes: string[];
  dtype: string;
  /** Package and version that the rule was read in: "numpy 2.4.6". */
  read: string;
  measured_version: boolean;
  steps: Step[];
  note: string;
  turns: string[];
  advice: string[];
  rows: Measured[];
  /** The row of these shapes and this type. */
  row: Measured | null;
  disagrees: string | null;
  /** What one call takes; null where nothing near these arrays was measured. */
  cost: { us: number; scaled_from: string | null; measured_ms: number } | null;
  kernel: string | null;
  also: string[];
  play: Play | null;
}

/** What a rule of thumb stands on. */
export interface Cite {
  call: string;
  shapes: string;
  dtype: string;
  era: Era;
  verdict: Verdict;
}

export interface Thumb {
  /** Whether it says what calls do, or what a reader can do. */
  kind: 'rule' | 'remedy';
  words: string;
  /** What to search for to see its rows. */
  search: string;
  cites: Cite[];
}

/** Where, when and with what the rows were measured. */
export interface Measurement {
  date: string;
  versions: Record<string, string>;
  blas: string[];
  machine: { cores: number; cpu: string; system: string };
  /** Up to which free part a call holds, and from which it releases. */
  bounds: { holds: number; releases: number };
  rows: number;
}

/** What people ask beside single calls, and where it is treated. */
export interface Topic {
  asks: string;
  title: string;
  text: string;
  link: string;
  place: string;
}

/** How a search is read. */
export interface Typed {
  /** The shapes at its end, spaces between. */
  shapes: string;
  /** The text before them. */
  rest: string;
  /** Functions of the atlas that the text names, the nearest first. */
  functions: string[];
  /** The one call of theirs that is written out. */
  call: string | null;
  /** What stands for what. */
  notes: string[];
  topics: Topic[];
}

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
