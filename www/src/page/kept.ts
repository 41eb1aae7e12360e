// Runs in the browser's session storage, so that they survive a reload. Invariant: what is read is what was written, to
// the last bit; what is too large or finds no room is said to be gone.

import type { Columns } from '../wasm/protocol.ts';
import { type Kept, type Mark, mark, marked } from './marks.ts';

const PREFIX = 'gil-playground-runs-';
/** More is not even packed, and of what stays in memory no more than a few times as much. */
const MOST_BYTES = 24_000_000;
const MEMORY_BYTES = 128_000_000;
/** Browsers give an origin about five million letters in all. */
const MOST_LETTERS = 1_500_000;

export async function store(runs: string, inMemory: Map<string, Kept>): Promise<void> {
  forget(inMemory, runs);
  const kept = inMemory.get(runs);
  if (kept === undefined) return;
  const bytes = bytesOf(kept);
  const text = bytes > MOST_BYTES ? null : await packed(kept);
  if (text !== null && text.length <= MOST_LETTERS) write(runs, text);
  // An entry that the reader has left meanwhile keeps its mark as it is.
  else if (marked()?.runs === runs) mark({ runs, tooLargeBytes: bytes });
}

export async function restored({ runs, tooLargeBytes }: Mark): Promise<Kept | string> {
  const text = read(runs);
  if (text !== null) return unpacked(text);
  const why =
    tooLargeBytes === undefined
      ? 'are gone: the browser had no room to keep them'
      : `were too large to keep through a reload (${(tooLargeBytes / 1e6).toFixed(1)} MB)`;
  return `The runs that were here ${why}. Press Run to make them again.`;
}

/** The oldest make room, the newest stay. */
function forget(inMemory: Map<string, Kept>, newest: string): void {
  let sum = [...inMemory.values()].reduce((sum, kept) => sum + bytesOf(kept), 0);
  for (const [runs, kept] of inMemory) {
    if (sum <= MEMORY_BYTES || runs === newest) return;
    inMemory.delete(runs);
    sum -= bytesOf(kept);
  }
}

/** The oldest make room; their names begin with their time. */
function write(runs: string, text: string): void {
  const before = Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PREFIX))
    .sort();
  for (;;) {
    try {
      sessionStorage.setItem(PREFIX + runs, text);
      return;
    } catch (thrown) {
      const oldest = before.shift();
      if (oldest === undefined) throw thrown;
      sessionStorage.removeItem(oldest);
    }
  }
}

function read(runs: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + runs);
  } catch {
    // A browser that keeps nothing.
    return null;
  }
}

function bytesOf({ rounds }: Kept): number {
  const parts = rounds.flat().flatMap((columns) => Object.values(columns));
  return parts.reduce((sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0);
}

const KINDS = {
  spanFirst: Uint32Array,
  spanState: Uint8Array,
  spanOp: Uint32Array,
  spanRep: Uint32Array,
  spanStart: Float64Array,
  spanEnd: Float64Array,
  spanHolder: Int32Array,
  spanCause: Int8Array,
  eventTime: Float64Array,
  eventKind: Uint8Array,
  eventLane: Uint32Array,
  eventTo: Int32Array,
  pieceFirst: Uint32Array,
  pieceEnd: Float64Array,
  pieceState: Uint8Array,
  pieceHeld: Uint8Array,
  heldFirst: Uint32Array,
  heldLane: Uint32Array,
  heldStart: Float64Array,
  heldEnd: Float64Array,
  heldState: Uint8Array,
  handFirst: Uint32Array,
  handFrom: Uint32Array,
  handTo: Uint32Array,
  handDropped: Float64Array,
  handTaken: Float64Array,
  handCause: Uint8Array,
} as const satisfies Record<Exclude<keyof Columns, 'head'>, unknown>;
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** A run among the words: its columns stand behind them, in the order of `KINDS`, each of its length. */
interface Outline {
  head: Columns['head'];
  lengths: number[];
}

/** The words, then all columns; deflated, as base64. */
export async function packed(kept: Kept): Promise<string> {
  const runs = kept.rounds.flat();
  const columns = runs.flatMap((run) => NAMES.map((name) => bytesIn(run[name])));
  const rounds = kept.rounds.map((rounds) => rounds.map(outlineOf));
  const words = new TextEncoder().encode(JSON.stringify({ ...kept, rounds }));
  const parts = new Blob([Uint32Array.of(words.length), words, ...columns]);
  const stream = parts.stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function outlineOf(run: Columns): Outline {
  return { head: run.head, lengths: NAMES.map((name) => run[name].length) };
}

function bytesIn({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Throws where the text is not whole. */
export async function unpacked(text: string): Promise<Kept> {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const buffer = await new Response(stream).arrayBuffer();
  let at = 4 + (new Uint32Array(buffer.slice(0, 4))[0] ?? 0);
  const kept = JSON.parse(new TextDecoder().decode(buffer.slice(4, at)));
  const columnsOf = ({ head, lengths }: Outline) => {
    if (lengths.length !== NAMES.length) throw new Error('another version of the page kept these runs');
    const columns = NAMES.map((name, i) => {
      const Kind = KINDS[name];
      const from = at;
      at += (lengths[i] ?? 0) * Kind.BYTES_PER_ELEMENT;
      // A copy, so that it is aligned.
      return [name, new Kind(buffer.slice(from, at))];
    });
    return { head, ...Object.fromEntries(columns) };
  };
  const rounds = kept.rounds.map((rounds: Outline[]) => rounds.map(columnsOf));
  if (at !== buffer.byteLength) throw new Error('the runs are cut off');
  return { ...kept, rounds };
}
