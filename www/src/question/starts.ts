// What "Start from" offers. Invariant: whatever the settings are, what they started from is among it.
import type { Preset } from '../wasm/core.ts';
import { DEFAULTS, type Settings } from './settings.ts';

/** Offered beside the presets; no preset can be called so. */
const ONE_KERNEL = '';
export const OWN = 'threads of your own';
export const NOTHING = 'nothing';

/** As the builder prints it. */
export const NO_THREADS = '{ "runtime": "cpython-3.12", "threads": [] }';

export function startOf({ scenario, preset }: Settings): string {
  if (scenario !== null) return scenario === NO_THREADS ? NOTHING : OWN;
  return preset ?? ONE_KERNEL;
}

export function startsOf(
  settings: Settings,
  presets: readonly Preset[],
  own: boolean,
): { value: string; label: string }[] {
  const starts = [
    { value: ONE_KERNEL, label: 'one kernel of your choice' },
    ...(own ? [{ value: OWN, label: OWN }] : []),
    ...presets.map(({ name }) => ({ value: name, label: presetTitle(name) })),
    { value: NOTHING, label: NOTHING },
  ];
  const chosen = startOf(settings);
  const listed = starts.some(({ value }) => value === chosen);
  return listed ? starts : [...starts, { value: chosen, label: chosen }];
}

/** A preset brings its own interpreters and cores. */
export function startFrom(value: string): Pick<Settings, 'scenario' | 'preset' | 'compare' | 'cores'> {
  const start = { scenario: null, preset: null, compare: DEFAULTS.compare, cores: null };
  if (value === ONE_KERNEL || value === OWN) return start;
  return value === NOTHING ? { ...start, scenario: NO_THREADS } : { ...start, preset: value, compare: null };
}

/** "free threaded 3.13" for free-threaded-3-13 */
function presetTitle(name: string): string {
  return name.replace(/(\d)-(\d)/g, '$1.$2').replaceAll('-', ' ');
}
