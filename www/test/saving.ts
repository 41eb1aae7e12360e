// The page's wasm for files in Node: what it writes and opens there is byte for byte what the page does. Invariant: no
// threads, no page.
import { readFile } from 'node:fs/promises';
import { columnsOf } from '../src/wasm/columns.ts';
import type { Columns } from '../src/wasm/protocol.ts';
import { core } from './core.ts';

type Files = typeof import('../pkg/files/gil_files.js');

const pkg = new URL('../../pkg/files/', import.meta.url);
const files: Files = await import(new URL('gil_files.js', pkg).href);
files.initSync({ module: await readFile(new URL('gil_files_bg.wasm', pkg)) });

/** `scenario`: JSON. */
export function asSvg(scenario: string): string {
  return files.save('svg', [columnsOf(core.simulate(scenario))]);
}

/** The one run in a file with a Report. */
export function opened(report: string): Columns {
  const [run] = files.open(new TextEncoder().encode(report));
  if (run === undefined) throw new Error('a Report has one run');
  return columnsOf(run);
}
