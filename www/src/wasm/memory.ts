// The memory that a core runs in. Invariant: its size never changes, because memory that grows breaks browsers; it is one
// of those that the core imports, the largest that the browser makes.
import { type Problem, ProblemError, textOf } from '../base/problem.ts';

const PAGE_BYTES = 65_536;
/** 512, 256 and 128 MiB, in pages. */
const OFFERS = [8192, 4096, 2048] as const;
/** For what has a memory of its own beside others. */
export const SMALLEST = OFFERS.slice(-1);
/** What there will most likely be, where no memory has been made. */
export const LIKELY_BYTES = OFFERS[0] * PAGE_BYTES;

export function fixedMemory(offers: readonly number[] = OFFERS): WebAssembly.Memory {
  let refused: unknown;
  for (const pages of offers) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (thrown) {
      refused = thrown;
    }
  }
  throw new ProblemError(noMemory(refused));
}

function noMemory(thrown: unknown): Problem {
  return {
    code: 'memory',
    title: 'The browser has no room for the threads’ shared memory.',
    detail: `It refused to set even ${(OFFERS[2] * PAGE_BYTES) >> 20} MiB aside: ${textOf(thrown)}.`,
    hint: 'Close other tabs or programs, then press Retry.',
  };
}
