// Where a sentence of the core belongs. Invariant: the answer is the field of what the reader can set that the sentence
// names, or none where it names nothing the reader can set.

import type { Fields } from '../run/call.ts';
import { type Draft, draftOf, type Path, readFields } from './draft.ts';
import { OWN, SIDES } from './numbers.ts';
import type { Settings } from './settings.ts';
import type { Variant } from './variant.ts';

/** What a sentence speaks of. */
interface Subject {
  key: string;
  /** What it is a field of, how that is called, and the value it has; absent for the whole Scenario. */
  of?: 'thread' | 'kernel' | 'op';
  name?: string;
  value?: string;
}

const FIELD = /^(.+?) of (?:a (?:python|wait) (op) of )?(thread|kernel) "(.*)" is (.*?)(?::|, but)/;
const KERNEL = /^kernel "(.*)" (?:is (not known)|has no size|has two sizes, n (\d+))/;
const WHOLE: readonly [RegExp, string][] = [
  [/^threads is empty|^the number of threads/, 'threads'],
  [/^the number of operations/, 'repeat'],
  [/^runtime/, 'runtime'],
  [/^the Scenario/, 'scenario'],
  [/^this needs .* of memory.*: at most \d+ threads? fits?\b/, 'count'],
  [/^this needs .* of memory.*: the largest n/, 'n'],
  [/^this needs .* of memory/, 'repeat'],
  [/^this run has more than \d+ different operations/, 'threads'],
];

function subjectOf(message: string): Subject | null {
  const [, key, op, kind, name, value] = FIELD.exec(message) ?? [];
  if (key !== undefined && name !== undefined && value !== undefined) {
    const side = SIDES.find(({ words }) => words === key);
    const of = op === undefined ? (kind as 'thread' | 'kernel') : 'op';
    return { key: side?.key ?? key, of, name, value };
  }
  const [, kernel, unknown, n] = KERNEL.exec(message) ?? [];
  if (kernel !== undefined) {
    return {
      of: 'kernel',
      name: kernel,
      ...(unknown ? { key: 'name', value: kernel } : { key: 'n', value: n ?? '' }),
    };
  }
  const group = /^this needs .* of memory.*: at most \d+ threads? of "(.*)" fits?\b/.exec(message)?.[1];
  if (group !== undefined) return { key: 'count', of: 'thread', name: group, value: '' };
  const own = /^(\w+) is /.exec(message)?.[1] ?? '';
  if (Object.hasOwn(OWN, own)) return { key: own };
  const whole = WHOLE.find(([pattern]) => pattern.test(message));
  return whole === undefined ? null : { key: whole[1] };
}

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
};

/** The field a sentence about one of the runs is about; '' for none. */
export function fieldOf(message: string, settings: Settings, run: number, variant: Variant): Path {
  const subject = subjectOf(message);
  if (subject === null) return '';
  const changed = CHANGED[subject.key];
  if (changed !== undefined && variant[changed] !== undefined) return `compare.${run}.${changed}`;
  if (settings.scenario !== null) return pathOf(subject, settings.scenario);
  if (subject.key === 'cores') return 'cores';
  return settings.preset === null ? (OF_THE_FORM[subject.key] ?? '') : '';
}

function pathOf({ key, of, name, value }: Subject, scenario: string): Path {
  if (of === undefined && key === 'count') return 'threads.0.count';
  if (of === undefined) return Object.hasOwn(OWN, key) || key === 'scenario' ? key : 'threads';
  const read = readFields(scenario);
  const draft = read.ok ? draftOf(read.fields) : null;
  const named = draft === null ? [] : things(draft, of).filter((thing) => isCalled(thing.name, name ?? ''));
  const found = named.find(({ fields }) => isShown(valueAt(fields, key), value ?? '')) ?? named[0];
  return found === undefined ? 'scenario' : `${found.path}.${key === 'shape' ? 'n' : key}`;
}

/** Everything of one kind, each under the name that a sentence gives it. */
function things(
  { threads }: Draft,
  of: 'thread' | 'kernel' | 'op',
): { path: Path; name: unknown; fields: Fields }[] {
  return threads.flatMap((thread, i) => {
    const path = `threads.${i}`;
    if (of === 'thread') return [{ path, name: thread.name, fields: thread }];
    return thread.ops.flatMap((fields, j) => {
      const name = of === 'kernel' ? fields.name : thread.name;
      return (fields.op === 'kernel') === (of === 'kernel')
        ? [{ path: `${path}.ops.${j}`, name, fields }]
        : [];
    });
  });
}

function valueAt({ shape, ...fields }: Fields, key: string): unknown {
  if (key === 'shape') return shape;
  const side = SIDES.findIndex((named) => named.key === key);
  return fields[key] ?? (Array.isArray(shape) ? shape[side] : undefined);
}

/** Whether a sentence would write the value so. */
function isShown(value: unknown, shown: string): boolean {
  if (Array.isArray(value)) return shown === (value.length === 0 ? 'empty' : `[${value.join(', ')}]`);
  return shown === String(value ?? '') || shown === JSON.stringify(value);
}

/** The core cuts long names in the middle. */
function isCalled(name: unknown, shown: string): boolean {
  const text = String(name);
  const [head = '', tail] = shown.split('…');
  return text === shown || (tail !== undefined && text.startsWith(head) && text.endsWith(tail));
}
