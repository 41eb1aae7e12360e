// Every field of the builder, as data: what it is called, where its value stands and what an absent one means.
// Invariant: writing what a field shows changes nothing that it means, and touches no other field.

import { kernelTitle } from '../base/format.ts';
import { type Draft, meant, type Path } from '../question/draft.ts';
import { type Calls, columns, type Fields, rows } from '../run/call.ts';
import type { Vocabulary } from '../wasm/core.ts';

/** What decides which fields there are. */
export interface Context {
  vocabulary: Calls & Pick<Vocabulary, 'defaults'>;
  /** The interpreters that will run it. */
  runtimes: readonly string[];
}

export interface Choice {
  value: string;
  label: string;
  /** Said below it once it is chosen. */
  sentence?: string;
}

export interface Field {
  key: string;
  label: string;
  unit?: string;
  kind: 'number' | 'text' | Choice[] | ((context: Context, fields: Fields) => Choice[]);
  /** Whether an absent value means the core's default, or what it means; else the field is left empty. */
  absent?: true | number;
  /** Said in the field while it is empty, which it may be. */
  optional?: string;
  /** Whether it needs room. */
  wide?: true;
  hint?: string;
  /** Whether it is there at all. */
  when?(fields: Fields, context: Context): boolean;
  /** Where its value is not simply under its key. */
  read?(fields: Fields): unknown;
  write?(fields: Fields, value: unknown): Fields;
}

const has =
  (runtime: string) =>
  (_: Fields, { runtimes }: Context) =>
    runtimes.includes(runtime);

const BLAS: Choice[] = [
  {
    value: 'team',
    label: 'a team for each caller',
    sentence:
      'Each call brings threads of its own, as MKL and OpenMP do: with many callers more threads than cores.',
  },
  {
    value: 'pool',
    label: 'one pool for all',
    sentence:
      'All calls share one pool of threads behind a lock, as OpenBLAS does: callers wait for each other.',
  },
];

/** Of the Scenario as a whole. */
const OWN: Field[] = [
  { key: 'cores', label: 'Cores', kind: 'number', absent: true, hint: 'virtual ones, for the simulator' },
  { key: 'switch_interval_us', label: 'Switch interval', unit: 'µs', kind: 'number', absent: true },
  {
    key: 'check_interval',
    label: 'Check interval',
    unit: 'instructions',
    kind: 'number',
    absent: true,
    when: has('cpython-2.7'),
  },
  { key: 'seed', label: 'Seed', kind: 'number', absent: true, hint: 'for the simulator’s random choices' },
  { key: 'blas', label: 'BLAS threads are', kind: BLAS, absent: true, wide: true },
];

const THREAD: Field[] = [
  { key: 'name', label: 'Name', kind: 'text', wide: true },
  { key: 'count', label: 'Threads', kind: 'number', absent: true },
  { key: 'repeat', label: 'Repeats', kind: 'number', absent: true },
  {
    key: 'interpreter',
    label: 'Interpreter',
    kind: 'number',
    absent: true,
    hint: 'its number, or each',
    wide: true,
    when: has('subinterpreters'),
  },
];

/** Arrays of that size: n where they are square. It stands where the size stood before. */
function sized(fields: Fields, m: unknown, n: unknown): Fields {
  const size: [string, unknown] = m === n ? ['n', n] : ['shape', [m, n]];
  const entries = Object.entries(fields);
  const at = entries.findIndex(([key]) => key === 'n' || key === 'shape');
  const others = entries.filter(([key]) => key !== 'n' && key !== 'shape');
  return Object.fromEntries(others.toSpliced(at < 0 ? others.length : at, 0, size));
}

/** Rows and columns are asked for where the kernel takes both, or has them. */
function isOblong(fields: Fields, { vocabulary }: Context): boolean {
  const kernel = vocabulary.kernels.find(({ name }) => name === fields.name);
  return kernel?.square === false || rows(fields) !== columns(fields);
}

/** The calls that the kernel stands for. */
function callsOf({ vocabulary }: Context, fields: Fields): Choice[] {
  const calls = vocabulary.kernels.find(({ name }) => name === fields.name)?.calls ?? [];
  return calls.map(({ name }, i) => ({ value: i === 0 ? '' : name, label: name }));
}

const KERNEL: Field[] = [
  {
    key: 'name',
    label: 'Kernel',
    kind: ({ vocabulary }) =>
      vocabulary.kernels.map(({ name, call }) => ({ value: name, label: `${kernelTitle(name)} · ${call}` })),
    wide: true,
    // Another kernel stands for other calls.
    write: ({ function: _, ...fields }, name) => ({ ...fields, name }),
  },
  {
    key: 'm',
    label: 'Rows',
    kind: 'number',
    when: isOblong,
    read: rows,
    write: (fields, value) => sized(fields, value, columns(fields)),
  },
  {
    key: 'n',
    label: 'Columns',
    kind: 'number',
    when: isOblong,
    read: columns,
    write: (fields, value) => sized(fields, rows(fields), value),
  },
  {
    key: 'n',
    label: 'Size n',
    kind: 'number',
    when: (fields, context) => !isOblong(fields, context),
    read: columns,
    write: (fields, value) => sized(fields, value, value),
  },
  {
    key: 'function',
    label: 'Call',
    kind: callsOf,
    wide: true,
    when: (fields, context) => callsOf(context, fields).length > 1 || fields.function !== undefined,
    read: (fields) => fields.function ?? '',
    // The first is meant where none is named.
    write: ({ function: _, ...fields }, value) => (value === '' ? fields : { ...fields, function: value }),
  },
  {
    key: 'gil',
    label: 'GIL',
    kind: [
      { value: 'releases', label: 'releases' },
      { value: 'holds', label: 'holds' },
      { value: 'numpy', label: 'as the call does' },
    ],
    wide: true,
    absent: true,
  },
  // One problem is no batch: the core leaves it out.
  { key: 'batch', label: 'Batch', kind: 'number', absent: 1 },
  { key: 'blas_threads', label: 'BLAS threads', kind: 'number', absent: true },
  {
    key: 'backend',
    label: 'Code',
    kind: [
      { value: 'auto', label: 'auto' },
      { value: 'nalgebra', label: 'nalgebra' },
    ],
    absent: true,
  },
  {
    key: 'us',
    label: 'Simulated cost on one core',
    unit: 'µs',
    kind: 'number',
    optional: 'automatic (estimated for this kernel and size)',
    wide: true,
  },
];

const BY_OP: Readonly<Record<string, Field[]>> = {
  python: [{ key: 'us', label: 'Bytecode for', unit: 'µs', kind: 'number' }],
  wait: [{ key: 'us', label: 'Blocks for', unit: 'µs', kind: 'number' }],
  kernel: KERNEL,
};

/** A field where it stands. */
export interface Placed {
  id: Path;
  /** What it is a field of. */
  of: Path;
  field: Field;
  /** As it is shown. */
  text: string;
  choices: Choice[];
}

/** `defaults`: what the core makes of such a thing where nothing is said. */
function placed(
  fields: Fields,
  all: readonly Field[],
  of: Path,
  context: Context,
  defaults: object | undefined,
): Placed[] {
  return all
    .filter(({ when }) => when === undefined || when(fields, context))
    .map((field) => {
      const absent = field.absent === true ? (defaults as Fields | undefined)?.[field.key] : field.absent;
      const value = field.read?.(fields) ?? fields[field.key] ?? absent ?? '';
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return {
        id: of === '' ? field.key : `${of}.${field.key}`,
        of,
        field,
        text,
        choices: choicesOf(field, text, context, fields),
      };
    });
}

/** What can be chosen, and whatever is chosen now. */
function choicesOf({ kind }: Field, text: string, context: Context, fields: Fields): Choice[] {
  if (typeof kind === 'string') return [];
  const known = typeof kind === 'function' ? kind(context, fields) : kind;
  return known.some(({ value }) => value === text) ? known : [{ value: text, label: text }, ...known];
}

export const ownFields = (draft: Draft, context: Context) =>
  placed(draft, OWN, '', context, context.vocabulary.defaults);
export const threadFields = (thread: Fields, of: Path, context: Context) =>
  placed(thread, THREAD, of, context, context.vocabulary.defaults.threads[0]);
export const opFields = (op: Fields, of: Path, context: Context) =>
  placed(op, BY_OP[String(op.op)] ?? [], of, context, context.vocabulary.defaults.threads[0]?.ops[0]);

/** Every field there is, in the order in which they are shown. */
export function allFields(draft: Draft, context: Context): Placed[] {
  const ofThreads = draft.threads.flatMap((thread, i) => [
    ...threadFields(thread, `threads.${i}`, context),
    ...thread.ops.flatMap((op, j) => opFields(op, `threads.${i}.ops.${j}`, context)),
  ]);
  return [...ofThreads, ...ownFields(draft, context)];
}

/** What it is a field of, once somebody typed or chose that. */
export function written({ field }: Placed, fields: Fields, text: string): Fields {
  const value = field.kind === 'number' ? meant(text) : text;
  if (field.write !== undefined) return field.write(fields, value);
  const { [field.key]: _, ...others } = fields;
  return field.optional !== undefined && text.trim() === '' ? others : { ...fields, [field.key]: value };
}

/** What a new operation of each kind is. */
export const NEW_OPS: readonly { op: string; label: string; fields: Fields }[] = [
  { op: 'python', label: 'Python', fields: { op: 'python', us: 1000 } },
  { op: 'kernel', label: 'Kernel', fields: { op: 'kernel', name: 'inv', n: 256, gil: 'numpy' } },
  { op: 'wait', label: 'Wait', fields: { op: 'wait', us: 1000 } },
];

export const NEW_THREAD: Fields = { name: 'worker', ops: [{ op: 'python', us: 1000 }] };
