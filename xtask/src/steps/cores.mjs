// What a page knows before it has any wasm: what takes the full core. Prints a module; `node cores.mjs FOLDER`, where the
// simulator's glue lies. Invariant: every word of it is what the core itself says of its kernels and presets.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = pathToFileURL(`${resolve(process.argv[2])}/`);
const core = await import(new URL('gil_simulator.js', folder));
core.initSync({ module: readFileSync(new URL('gil_simulator_bg.wasm', folder)) });

const { kernels } = JSON.parse(core.vocabulary());
const takesFull = (scenario) => JSON.parse(core.needs(JSON.stringify(scenario))).full;
const one = (op) => ({
  runtime: 'one-lock',
  threads: [{ name: 'worker', ops: [{ op: 'kernel', n: 8, ...op }] }],
});
const [{ name }] = kernels.filter(({ common }) => common);
const words = [
  ...kernels.filter(({ name }) => takesFull(one({ name }))).map(({ name }) => name),
  ...['nalgebra'].filter((backend) => takesFull(one({ name, backend }))),
  ...['blas_threads'].filter((field) => takesFull(one({ name, [field]: 2 }))),
];
const presets = JSON.parse(core.presets()).filter(({ scenario }) => takesFull(scenario));
const list = (of) => JSON.stringify(of);
console.log(`/** Words of a Scenario that may take the full core. */
export const FULL_WORDS = ${list(words)};
/** Presets that it takes. */
export const FULL_PRESETS = ${list(presets.map(({ name }) => name))};`);
