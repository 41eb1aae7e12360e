// From the Rust types of what travels: `tests/vocabulary` writes this file, and holds it to them. Invariant: types only. One file,
// because all of it is generated.

/**
 * What is known of a call, and how to play with it.
 */
export type Answer = { 
/**
 * The call as a Scenario; none where the verdict depends on what was not given.
 */
play: Play | null, 
/**
 * By rule; `depends` of all arrays at once where some were measured otherwise.
 */
verdict: Verdict, 
/**
 * The function's name in the documentation.
 */
function: string, 
/**
 * The call.
 */
call: string, 
/**
 * How the question was read, where it named another call than this or several.
 */
read_as: string | null, 
/**
 * As asked.
 */
shapes: Array<string>, 
/**
 * Of the elements.
 */
dtype: string, 
/**
 * Package and version that the rule was read in.
 */
read: string, 
/**
 * Whether that version was measured too.
 */
measured_version: boolean, 
/**
 * Why, in the order of the work.
 */
steps: Array<Step>, 
/**
 * What the rules' sentences leave out.
 */
note: string, 
/**
 * Where the verdict changes, if it does.
 */
turns: Array<string>, 
/**
 * What to do about it.
 */
advice: Array<string>, 
/**
 * All measured rows of the call.
 */
rows: Array<Measured>, 
/**
 * The row of these shapes and this type.
 */
row: Measured | null, 
/**
 * Why that row says otherwise, if it does.
 */
disagrees: string | null, 
/**
 * What one call takes; none without shapes, and where nothing near them was measured.
 */
cost: Cost | null, 
/**
 * The playground's kernel that does the same arithmetic.
 */
kernel: string | null, 
/**
 * Other calls of the same function.
 */
also: Array<string>, };

/**
 * What makes a measured free part a verdict; what lies between is mixed.
 */
export type Bounds = { 
/**
 * Up to here a call holds the GIL.
 */
holds: number, 
/**
 * From here on it releases it.
 */
releases: number, };

/**
 * A row, and what the line says of it.
 */
export type Cite = { 
/**
 * The call.
 */
call: string, 
/**
 * The shapes of its arrays, spaces between.
 */
shapes: string, 
/**
 * Of the elements.
 */
dtype: string, 
/**
 * Whose NumPy.
 */
era: Era, 
/**
 * What it does.
 */
verdict: Verdict, };

/**
 * Of one call.
 */
export type Cost = { 
/**
 * In microseconds.
 */
us: number, 
/**
 * The arrays that were measured, where it is scaled from others.
 */
scaled_from: string | null, 
/**
 * What these took, in milliseconds.
 */
measured_ms: number, };

/**
 * Whose NumPy and SciPy.
 */
export type Era = "2.7" | "today";

/**
 * A call with elements of one type.
 */
export type Listed = { 
/**
 * As one writes it.
 */
call: string, 
/**
 * Its name in the documentation.
 */
function: string, 
/**
 * Of the elements.
 */
dtype: string, 
/**
 * The shapes that the verdict is about, spaces between; empty for all.
 */
shapes: string, 
/**
 * Shapes that the call takes, the longest measured; empty where it takes no array.
 */
example: string, 
/**
 * On ordinary arrays: `depends` where these do not agree.
 */
verdict: Verdict, 
/**
 * On all: whether the shape decides.
 */
overall: Verdict, 
/**
 * For which part of the time the GIL was free on these shapes; none where that was not measured.
 */
free: number | null, };

/**
 * Where it was measured.
 */
export type Machine = { 
/**
 * How many cores.
 */
cores: number, 
/**
 * Their name.
 */
cpu: string, 
/**
 * The operating system.
 */
system: string, };

/**
 * One call on arrays of one shape.
 */
export type Measured = { 
/**
 * The function's name in the documentation.
 */
function: string, 
/**
 * As it was written.
 */
call: string, 
/**
 * One for each array.
 */
shapes: Array<string>, 
/**
 * Of the elements.
 */
dtype: string, 
/**
 * Python that makes the arguments.
 */
setup: string, 
/**
 * How long one call takes, in milliseconds.
 */
ms: number, 
/**
 * For which part of it others could run Python: the median.
 */
free: number, 
/**
 * The least and the most of it.
 */
spread: [number, number], 
/**
 * By the bounds.
 */
verdict: Verdict, 
/**
 * How much faster two threads did twice the work than one.
 */
speedup: number, };

/**
 * When, with what and where, for people who don't ask for the rows.
 */
export type Measurement = { date: string, versions: { [key in string]: string }, blas: Array<string>, machine: Machine, bounds: Bounds, rows: number, };

/**
 * A Scenario, and what in it is not the call itself.
 */
export type Play = { 
/**
 * For the playground or `gil simulate`.
 */
scenario: object, 
/**
 * What is put in the call's place, if the playground can't make it.
 */
stands_for: string | null, 
/**
 * What one call takes in the simulator, and how that is known.
 */
cost: string, 
/**
 * Whether the playground can measure it; else it can be simulated only.
 */
measurable: boolean, };

/**
 * One step's part of the answer.
 */
export type Step = { 
/**
 * Whether it releases the GIL; nothing where that depends on shapes that were not given.
 */
lets_go: boolean | null, 
/**
 * The rule in a sentence.
 */
rule: string, 
/**
 * The number that decided, in a sentence, if one did.
 */
here: string | null, 
/**
 * The first version that does so, where it is known.
 */
since: string | null, 
/**
 * Package and version of the source.
 */
read: string, 
/**
 * From the top of the source distribution.
 */
file: string, 
/**
 * The line.
 */
line: number, 
/**
 * The function that the line is in.
 */
inside: string, 
/**
 * The macro or construct; empty where nothing releases the GIL.
 */
kind: string, };

/**
 * A line.
 */
export type Thumb = { 
/**
 * What it is.
 */
kind: ThumbKind, 
/**
 * What to remember.
 */
words: string, 
/**
 * What to search for to see its rows.
 */
search: string, 
/**
 * What it stands on.
 */
cites: Array<Cite>, };

/**
 * Knowing or doing.
 */
export type ThumbKind = "rule" | "remedy";

/**
 * A question.
 */
export type Topic = { 
/**
 * As people ask it.
 */
asks: string, 
/**
 * In a few words.
 */
title: string, 
/**
 * What to know.
 */
text: string, 
/**
 * Where it is treated, seen from the atlas' page.
 */
link: string, 
/**
 * What stands there.
 */
place: string, };

/**
 * How a text is read.
 */
export type Typed = { 
/**
 * The shapes that stand at its end, spaces between.
 */
shapes: string, 
/**
 * The text before them.
 */
rest: string, 
/**
 * Functions of the atlas, the nearest first; none where the text is words to search for.
 */
functions: Array<string>, 
/**
 * The one call of theirs that is written out.
 */
call: string | null, 
/**
 * What stands for what.
 */
notes: Array<string>, 
/**
 * What it is about, where it names no function.
 */
topics: Array<Topic>, };

/**
 * Whether a call holds the GIL while it works.
 */
export type Verdict = "releases" | "holds" | "mixed" | "depends";
