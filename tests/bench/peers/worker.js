// One side of `cargo xtask bench kernels` in the browser: it answers one question after the other, in a worker of its own.
// Invariant: whoever computes, the same loop times it; a first result is checked before anything is timed; what cannot be
// measured throws, and says why.
import { measurePeak } from './peak.js';

/** As in tests/bench/timing.rs. */
const BATCH_MS = 0.5;
const RESIDUAL_LIMIT = 30;

function fastestUs(ms, call) {
  const end = performance.now() + ms;
  let calls = 1;
  let best = Number.POSITIVE_INFINITY;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    const now = performance.now();
    if (now - start < BATCH_MS) {
      calls *= 2;
      continue;
    }
    best = Math.min(best, ((now - start) * 1000) / calls);
    if (now >= end) return best;
  }
}

const uniform = (n) =>
  Array.from({ length: n }, () => Float64Array.from({ length: n }, () => Math.random() * 2 - 1));
const times = (a, b) =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k][j], 0)));
const transposed = (a) => a[0].map((_, j) => a.map((row) => row[j]));
/** What a kernel takes; where it is not listed, `a` alone. Only that is made: the rest would take longer than the kernel. */
const TAKES = { matmul: ['a', 'b'], cholesky: ['spd'], eigh: ['symmetric'], solve: ['a', 'column'] };
const random = (n) => uniform(n).map((row) => [...row]);
const MATRICES = {
  a: random,
  b: random,
  column: (n) => random(n).map(([entry]) => [entry]),
  spd: (n) => {
    const a = random(n);
    return times(a, transposed(a)).map((row, i) => row.map((entry, j) => entry + (i === j ? 1 : 0)));
  },
  symmetric: (n) => {
    const a = random(n);
    return a.map((row, i) => row.map((entry, j) => entry + a[j][i]));
  },
};

/** What the libraries compute, by the names of the playground's kernels. */
const LIBRARIES = {
  async 'ml-matrix'() {
    await import('./ml-matrix.js');
    const ml = globalThis.mlMatrix;
    const diagonal = (values) => ml.Matrix.diag(values);
    return {
      matrix: (rows) => new ml.Matrix(rows),
      rows: (matrix) => matrix.to2DArray(),
      kernels: {
        matmul: ({ a, b }) => a.mmul(b),
        lu: ({ a }) => {
          const lu = new ml.LuDecomposition(a);
          return [lu.lowerTriangularMatrix, lu.upperTriangularMatrix, lu.pivotPermutationVector];
        },
        qr: ({ a }) => {
          const qr = new ml.QrDecomposition(a);
          return [qr.orthogonalMatrix, qr.upperTriangularMatrix];
        },
        cholesky: ({ spd }) => new ml.CholeskyDecomposition(spd).lowerTriangularMatrix,
        svd: ({ a }) => {
          const svd = new ml.SVD(a);
          return [svd.leftSingularVectors, diagonal(svd.diagonal), svd.rightSingularVectors];
        },
        svdvals: ({ a }) =>
          new ml.SVD(a, { computeLeftSingularVectors: false, computeRightSingularVectors: false }).diagonal,
        eigh: ({ symmetric }) => {
          const evd = new ml.EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
          return [evd.eigenvectorMatrix, evd.diagonalMatrix];
        },
        inv: ({ a }) => ml.inverse(a),
        det: ({ a }) => new ml.LuDecomposition(a).determinant,
        solve: ({ a, column }) => new ml.LuDecomposition(a).solve(column),
      },
    };
  },
  async eigen() {
    globalThis.global = globalThis;
    // What its bundle takes from Node where there is no `window`: it holds its wasm as base64.
    globalThis.Buffer = { from: (base64) => ({ toString: () => atob(base64) }) };
    await import('./eigen.js');
    const eigen = globalThis.eig.default ?? globalThis.eig;
    await eigen.ready;
    const { Decompositions, Matrix, GC } = eigen;
    return {
      matrix: (rows) => {
        const matrix = new Matrix(rows);
        GC.pushException(matrix);
        return matrix;
      },
      rows: (matrix) =>
        Array.from({ length: matrix.rows() }, (_, i) =>
          Array.from({ length: matrix.cols() }, (_, j) => matrix.get(i, j)),
        ),
      flush: () => GC.flush(),
      kernels: {
        matmul: ({ a, b }) => a.matMul(b),
        // With complete pivoting, the only one that there is.
        lu: ({ a }) => Object.values(Decompositions.lu(a)),
        qr: ({ a }) => Object.values(Decompositions.qr(a)),
        cholesky: ({ spd }) => Decompositions.cholesky(spd).L,
        svd: ({ a }) => {
          const { U, sv, V } = Decompositions.svd(a, true);
          return [U, Matrix.diagonal(sv), V];
        },
        inv: ({ a }) => a.inverse(),
        det: ({ a }) => a.det(),
      },
    };
  },
};

/** What is to be equal, applied to a vector of ones, and the matrices whose norms are its scale. */
const PROOFS = {
  matmul: ([c], { a, b }, ones) => [times(c, ones), times(a, times(b, ones)), a, b],
  qr: ([q, r], { a }, ones) => [times(q, times(r, ones)), times(a, ones), a],
  cholesky: ([l], { spd }, ones) => [times(l, times(transposed(l), ones)), times(spd, ones), spd],
  svd: ([u, s, v], { a }, ones) => [times(u, times(s, times(transposed(v), ones))), times(a, ones), a],
  eigh: ([v, d], { symmetric }, ones) => [
    times(v, times(d, times(transposed(v), ones))),
    times(symmetric, ones),
    symmetric,
  ],
  inv: ([x], { a }, ones) => [times(x, times(a, ones)), ones, x, a],
  solve: ([x], { a, column }) => [times(a, x), column, a, x],
};
const frobenius = (rows) => Math.hypot(...rows.map((row) => Math.hypot(...row)));

function checked(kernel, library, results, input, n) {
  const proof = PROOFS[kernel];
  if (proof === undefined) return;
  const ones = Array.from({ length: n }, () => [1]);
  const [found, wanted, ...scale] = proof(results.map(library.rows), input, ones);
  const difference = frobenius(found.map(([entry], i) => [entry - wanted[i][0]]));
  const size = scale.map(frobenius).reduce((product, norm) => product * norm, Math.sqrt(n));
  const residual = difference / (n * Number.EPSILON * size);
  if (!(residual <= RESIDUAL_LIMIT))
    throw new Error(`its result is wrong: the residual is ${residual} of at most ${RESIDUAL_LIMIT}`);
}

const loaded = {};

async function library(code, kernel, n) {
  loaded[code] ??= await LIBRARIES[code]();
  const { kernels, matrix, flush = () => {} } = loaded[code];
  const compute = kernels[kernel];
  if (compute === undefined) throw new Error(`${code} has no function that returns the same`);
  const plain = Object.fromEntries((TAKES[kernel] ?? ['a']).map((name) => [name, MATRICES[name](n)]));
  const input = Object.fromEntries(Object.entries(plain).map(([name, rows]) => [name, matrix(rows)]));
  const results = [compute(input)].flat();
  checked(kernel, loaded[code], results, plain, n);
  flush();
  return () => {
    compute(input);
    flush();
  };
}

const modules = {};

async function wasm(file, ...wanted) {
  if (modules[file] === undefined) {
    modules[file] = await import(`./${file}.js`);
    await modules[file].default({ module_or_path: new URL(`./${file}_bg.wasm`, import.meta.url) });
  }
  const problem = new modules[file].Problem(...wanted);
  const call = () => problem.call();
  call.free = () => problem.free();
  return call;
}

function callOf({ code, kernel, n }) {
  if (code === 'faer') return wasm('peers', kernel, n);
  return code in LIBRARIES ? library(code, kernel, n) : wasm('speed', code, kernel, n);
}

let kept = { key: '', call: null };

async function time(ask) {
  const key = `${ask.code} ${ask.kernel} ${ask.n}`;
  if (kept.key !== key) {
    kept.call?.free?.();
    kept = { key: '', call: null };
    kept = { key, call: await callOf(ask) };
  }
  return fastestUs(ask.ms, kept.call);
}

/** Runs a Scenario on a pool of so many threads; a worker can have one pool in its life. */
let core = null;
let memory = null;
async function run({ scenario, threads }) {
  if (core === null) {
    core = await import('./speed.js');
    ({ memory } = await core.default({ module_or_path: new URL('./speed_bg.wasm', import.meta.url) }));
    await core.initThreadPool(threads);
  }
  const run = new core.Run(JSON.stringify(scenario), memory.buffer.byteLength, navigator.hardwareConcurrency);
  try {
    run.start();
    for (;;) {
      try {
        const environment = { cores: navigator.hardwareConcurrency, isolation: 'header', hidden: false };
        return JSON.parse(run.finish(JSON.stringify(environment)).head).wall_us;
      } catch (thrown) {
        if (!/cancelled/i.test(thrown.message)) throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    run.free();
  }
}

const ANSWERS = { time, run, peak: ({ ms }) => measurePeak(ms) };

addEventListener('message', async ({ data }) => {
  try {
    postMessage({ value: await ANSWERS[data.do](data) });
  } catch (thrown) {
    postMessage({ missing: String(thrown?.message ?? thrown) });
  }
});
