// The simulator itself in Node: what it simulates there is byte for byte what the page shows. Invariant: no threads, no page.
import { readFile } from 'node:fs/promises';
import { type Report, reportOf } from '../src/run/report.ts';
import { columnsOf } from '../src/wasm/columns.ts';
import type { Doubt, Preset, ReportHead, Vocabulary } from '../src/wasm/core.ts';

type Core = typeof import('../pkg/simulator/gil_simulator.js');

const pkg = new URL('../../pkg/simulator/', import.meta.url);
export const core: Core = await import(new URL('gil_simulator.js', pkg).href);
core.initSync({ module: await readFile(new URL('gil_simulator_bg.wasm', pkg)) });

export const VOCABULARY: Vocabulary = {
  ...JSON.parse(core.vocabulary()),
  presets: JSON.parse(core.presets()) as Preset[],
};

/** `scenario`: JSON. */
export function simulate(scenario: string): Report {
  return reportOf(columnsOf(core.simulate(scenario)), VOCABULARY);
}

/** The same as the command line prints it. */
export function reportJson(scenario: string): string {
  const outcome = core.simulate(scenario);
  const json = outcome.json();
  outcome.free();
  return json;
}

/** What the core says of these runs beside one another. */
export async function judge(heads: readonly ReportHead[]): Promise<Doubt[]> {
  return JSON.parse(core.judge(JSON.stringify(heads)));
}
