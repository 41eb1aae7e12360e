// Where a refusal belongs. Invariant: the answer is the field of what the reader can set that is at its path, or none
// where that is nothing the reader can set.

import type { Refusal } from '../wasm/core.ts';
import type { Path } from './draft.ts';
import { SIDES } from './numbers.ts';
import type { Settings } from './settings.ts';
import type { Variant } from './variant.ts';

/** What a run may have changed for itself. */
const CHANGED: Readonly<Record<string, keyof Variant>> = {
  runtime: 'runtime',
  cores: 'cores',
  switch_interval_us: 'interval',
  n: 'n',
  function: 'function',
  interpreter: 'interpreter',
};

/** The form's names for what its one kernel and its one group of threads are made of. */
const OF_THE_FORM: Readonly<Record<string, string>> = {
  name: 'kernel',
  n: 'n',
  count: 'threads',
  threads: 'threads',
  repeat: 'repeat',
  cores: 'cores',
};

/** The field that a refusal of one of the runs is about; '' for none. */
export function fieldOf({ path }: Refusal, settings: Settings, run: number, variant: Variant): Path {
  const field = fieldAt(path);
  const key = field.slice(field.lastIndexOf('.') + 1);
  // A size that a run changed is that of the kernels that have one n.
  const changed = path.includes('/shape') ? undefined : CHANGED[key];
  if (changed !== undefined && variant[changed] !== undefined) return `compare.${run}.${changed}`;
  if (settings.scenario !== null) return field === '' ? 'scenario' : field;
  return key === 'cores' || settings.preset === null ? (OF_THE_FORM[key] ?? '') : '';
}

/** Where the builder shows what is at a JSON Pointer: each side of a shape has a field of its own. */
function fieldAt(pointer: string): Path {
  const steps = pointer.split('/').slice(1);
  const shape = steps.indexOf('shape');
  if (shape >= 0) steps.splice(shape, 2, SIDES[Number(steps[shape + 1] ?? 1)]?.key ?? 'n');
  return steps.join('.');
}
