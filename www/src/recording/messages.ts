// What the page and the worker for recordings say to each other. Invariant: types only, imported by both sides.
import type { Problem } from '../base/problem.ts';
import type { Stretch } from '../run/stretch.ts';
import type { FormatName, ReadingWords, RecordingHead } from '../wasm/core.ts';
import type { TimelineColumns } from '../wasm/protocol.ts';

/** `part`: from when to when, in microseconds; null for all of it. */
export type Order = { make: 'open'; file: Blob; part: Stretch | null } | { make: 'file'; format: FormatName };

/** A recording as it leaves the wasm file. */
export interface Opened {
  head: RecordingHead;
  words: ReadingWords;
  columns: TimelineColumns;
}

export type Answer = Opened | string;
/** `arriving`: what goes on meanwhile, in words. */
export type Reply = { answer: Answer } | { problem: Problem } | { arriving: string };
