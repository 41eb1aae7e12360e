// Labs take turns. Invariant: of all pages and frames of one site in this browser one runs at a time, because two of them
// would measure each other; where the browser keeps no such line, each runs at once.

const LINE = 'gil-playground: a run';
/** A longer wait is told to the reader. */
const TOLD_MS = 100;

export async function inTurn<Result>(
  work: () => Promise<Result>,
  waiting: () => void,
  signal: AbortSignal,
): Promise<Result> {
  let begun = false;
  const timer = setTimeout(waiting, TOLD_MS);
  const begin = (): Promise<Result> => {
    begun = true;
    clearTimeout(timer);
    return work();
  };
  try {
    return navigator.locks === undefined
      ? await begin()
      : await navigator.locks.request(LINE, { signal }, begin);
  } catch (thrown) {
    // A frame without an origin of its own has no such line.
    if (begun || signal.aborted) throw thrown;
    return await begin();
  } finally {
    clearTimeout(timer);
  }
}
