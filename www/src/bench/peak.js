// How many floating-point operations a second one core can do at most in wasm: the peak that a kernel's speed is held
// against. Invariant: a hand-written module of 128-bit multiplications and additions alone, in more chains than their
// latencies need and no more than there are registers; nothing in it can be left out, for every chain ends in the result.

/** Two multiply pipes with a latency of three cycles, then the addition that waits for them: twelve chains fill them. */
const CHAINS = 12;
/** Of the loop's body, so that counting costs nothing. */
const UNROLLED = 8;
const FLOPS_PER_PASS = CHAINS * UNROLLED * 2 * 2;
/** A call of this many passes takes about a millisecond. */
const PASSES = 40_000;

const I32 = 0x7f;
const F64 = 0x7c;
const V128 = 0x7b;
const get = (/** @type {number} */ local) => [0x20, local];
const set = (/** @type {number} */ local) => [0x21, local];
const simd = (/** @type {number} */ code) => [0xfd, ...leb(code)];
const SPLAT = simd(0x14);
const FIRST_LANE = [...simd(0x21), 0];
const ADD = simd(0xf0);
const MUL = simd(0xf2);

function leb(/** @type {number} */ value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

const section = (/** @type {number} */ id, /** @type {number[]} */ bytes) => [
  id,
  ...leb(bytes.length),
  ...bytes,
];

/** `peak(passes: i32, factor: f64, term: f64) -> f64` */
function module() {
  const [passes, factor, term, factors, terms, first] = [0, 1, 2, 3, 4, 5];
  const chains = Array.from({ length: CHAINS }, (_, i) => first + i);
  const step = (/** @type {number} */ chain) => [
    ...get(chain),
    ...get(factors),
    ...MUL,
    ...get(terms),
    ...ADD,
    ...set(chain),
  ];
  const body = [
    ...[1, ...leb(2 + CHAINS), V128],
    ...get(factor),
    ...SPLAT,
    ...set(factors),
    ...get(term),
    ...SPLAT,
    ...set(terms),
    ...[0x03, 0x40],
    ...Array.from({ length: UNROLLED }, () => chains.flatMap(step)).flat(),
    // passes -= 1, and again unless it is 0.
    ...get(passes),
    ...[0x41, 1, 0x6b, 0x22, passes, 0x0d, 0, 0x0b],
    ...get(first),
    ...chains.slice(1).flatMap((chain) => [...get(chain), ...ADD]),
    ...FIRST_LANE,
    0x0b,
  ];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, I32, F64, F64, 1, F64]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...new TextEncoder().encode('peak'), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/** GFLOP/s of one core, the best of `ms` milliseconds. Blocks: for a worker. */
export function measurePeak(/** @type {number} */ ms) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module()));
  const peak = /** @type {(passes: number, factor: number, term: number) => number} */ (exports.peak);
  const end = performance.now() + ms;
  let best = 0;
  for (let start = 0; start < end; ) {
    start = performance.now();
    // Shrinks towards 2, so that it never overflows nor becomes denormal.
    peak(PASSES, 0.5, 1);
    const took = performance.now() - start;
    best = Math.max(best, (FLOPS_PER_PASS * PASSES) / (took * 1e6));
  }
  return best;
}
