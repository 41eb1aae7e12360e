// Why a wasm file could not be had, and what to do. Invariant: each cause is told from evidence: the server's answer, the
// bytes themselves, and whether the browser compiles any wasm at all here.
import type { Problem } from '../base/problem.ts';

/** What is known of a file that could not be had. */
export interface Failed {
  /** The subject of the sentence that says it could not be loaded. */
  what: string;
  url: string;
  reason: string;
  /** Of the answer, if there was one. */
  status: number | null;
  type: string;
  /** How long the server said the file was; null where it didn't. */
  of: number | null;
  /** What arrived of it. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Nothing came any more, and the page gave up. */
  silent: boolean;
  /** Everything arrived; the browser did not compile it. */
  uncompiled: boolean;
}

/** The shortest valid module: its header. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const AGAIN = 'then try again.';

export function problemWith(failed: Failed): Problem {
  const { what, url } = failed;
  const policy = failed.uncompiled && !compilesAtAll();
  const [reason, hint] = policy ? forbidden() : causeOf(failed);
  return {
    code: policy ? 'csp-wasm' : 'wasm-load',
    title: policy ? 'The browser refused to compile the core.' : `${what} could not be loaded.`,
    detail: `${url}: ${reason}.`,
    hint,
  };
}

function forbidden(): [string, string] {
  return [
    'the Content-Security-Policy of this page forbids WebAssembly',
    "The policy needs script-src 'self' 'wasm-unsafe-eval'. Serve the folder with `cargo xtask demo`, or change the header.",
  ];
}

/** What is wrong, and what to do about it. */
function causeOf({ reason, status, type, of, bytes, silent, uncompiled }: Failed): [string, string] {
  const got = bytes.byteLength;
  if (status === 404 || status === 410)
    return [
      `the server answered ${status}: the file isn't there`,
      'If a new version was put on the server since this page was loaded, reload the page. Else upload the whole folder.',
    ];
  if (status !== null && status >= 400) return [`the server answered ${status}`, `Wait a moment, ${AGAIN}`];
  if (silent) {
    const far = status === null ? 'the server did not answer' : `it stopped after ${sizeOf(got, of)}`;
    return [`${far}, and nothing came for several seconds`, `Check your connection, ${AGAIN}`];
  }
  if (status === null) return [`no answer (${reason})`, `Check that you are online, ${AGAIN}`];
  if (!uncompiled)
    return [`the connection broke after ${sizeOf(got, of)} (${reason})`, `Check your connection, ${AGAIN}`];
  if (HEADER.slice(0, 4).some((byte, at) => bytes[at] !== byte))
    return [
      `the server sent ${type === '' ? 'something' : type} that isn't WebAssembly`,
      'Check that the address leads to the file itself and that the server sends it as application/wasm, then try again.',
    ];
  if (of !== null && got < of) return [`only ${sizeOf(got, of)} arrived`, `Check your connection, ${AGAIN}`];
  if (endsEarly(bytes))
    return [
      `the file is cut off: it ends in the middle, after ${got.toLocaleString('en')} bytes`,
      `Try again: it is fetched afresh. If that doesn't help, the file on the server is incomplete: upload it again.`,
    ];
  return [
    `the browser can't compile it (${reason})`,
    'Try again: it is fetched afresh. If that fails too, use a current Chromium, Firefox or Safari.',
  ];
}

function sizeOf(got: number, of: number | null): string {
  return of === null
    ? `${got.toLocaleString('en')} bytes`
    : `${got.toLocaleString('en')} of ${of.toLocaleString('en')} bytes`;
}

/** A policy that forbids wasm forbids the smallest module too. */
function compilesAtAll(): boolean {
  try {
    return new WebAssembly.Module(new Uint8Array(HEADER)) !== null;
  } catch {
    return false;
  }
}

/** Whether a section reaches past the end. */
export function endsEarly(bytes: Uint8Array): boolean {
  let at = HEADER.length;
  while (at < bytes.byteLength) {
    let [size, shift, byte] = [0, 0, 0x80];
    for (at += 1; byte >= 0x80 && shift < 35; shift += 7) {
      byte = bytes[at++] ?? 0x80;
      size += (byte & 0x7f) * 2 ** shift;
    }
    at += size;
  }
  return at !== bytes.byteLength;
}
