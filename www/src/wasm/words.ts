// What a thread is doing, from the core: `tests/vocabulary` writes this file, and holds it to the words in saved
// pictures. Invariant: each finishes the sentence "this thread is …".
export const WORDS = {
  python: 'running Python',
  'kernel-held': 'computing, holding the lock',
  'kernel-released': 'computing, lock released',
  'gil-wait': 'waiting for the lock',
  pool: 'waiting for the BLAS pool',
  io: 'waiting for something outside',
  runnable: 'ready, but no core is free',
  blas: 'helping inside a kernel',
} as const;
