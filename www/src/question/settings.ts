// What the reader has set, as they typed it. Invariant: one Settings for the form, the link and the run; numbers stay
// text until a Scenario is made, so that a wrong one can be shown back and named.

import { asMeasured, type Calls, type Fields } from '../run/call.ts';
import type { Engine, Preset, Vocabulary } from '../wasm/core.ts';
import { meant, readFields } from './draft.ts';
import { isCount, mended } from './numbers.ts';
import { type Variant, varied } from './variant.ts';

export interface Settings {
  kernel: string;
  /** Whether it releases the GIL: `numpy` is as its call does. */
  gil: (typeof GILS)[number];
  n: string;
  threads: string;
  repeat: string;
  /** The name of a preset that wins over the short settings, or null. */
  preset: string | null;
  /** The JSON of a Scenario that wins over both, as typed, or null. */
  scenario: string | null;
  /** One run each; null for the interpreters of the preset. */
  compare: readonly Variant[] | null;
  engine: Engine;
  /** Virtual cores for the simulator; null for the Scenario's own. */
  cores: string | null;
  /** How often all of it is run: more than once, the median and the spread are shown. */
  times: (typeof TIMES)[number];
  /** The lesson it belongs to, if any. */
  lesson: string | null;
  /** What the reader bet on the lesson's question. */
  bet: number | null;
  /** The stretch of time in view, in microseconds; null for all of it. */
  view: readonly [fromUs: number, toUs: number] | null;
  start: string;
  theme: string;
}

const FIRST_COMPARISON: readonly Variant[] = [{ runtime: 'one-lock' }, { runtime: 'cpython-3.12' }];
export const TIMES = ['1', '5'] as const;
export const GILS = ['numpy', 'releases', 'holds'] as const;

/** What a link means that says no more. */
export const DEFAULTS: Settings = {
  kernel: 'qr',
  gil: 'releases',
  n: '256',
  threads: '4',
  repeat: '8',
  preset: null,
  scenario: null,
  compare: FIRST_COMPARISON,
  engine: 'measured',
  cores: null,
  times: '1',
  lesson: null,
  bet: null,
  view: null,
  start: 'click',
  theme: 'auto',
};

/** What the page asks before a reader has asked anything: a call that releases the GIL in NumPy itself. */
export const FIRST: Settings = { ...DEFAULTS, kernel: 'inv', gil: 'numpy' };

/** What changes nothing about the question: where one looks, what one bets, how it looks. */
export const ASIDE: readonly string[] = ['view', 'bet', 'theme', 'start'];

/** Whether both ask the same. */
export function asksSame(one: Settings, other: Settings): boolean {
  const same = (key: keyof Settings) => JSON.stringify(one[key]) === JSON.stringify(other[key]);
  return (Object.keys(one) as (keyof Settings)[]).every((key) => ASIDE.includes(key) || same(key));
}

export const STARTS = ['click', 'load'];
export const THEMES = ['auto', 'light', 'dark'];

/** A sentence about one setting that cannot be used. */
export interface Complaint {
  field: string;
  message: string;
}

/** One run to make. */
export interface Ask {
  variant: Variant;
  /** JSON. */
  scenario: string;
  engine: Engine;
}

/** What could be made of the settings: to be run only where nothing is complained about. */
export interface Made {
  asks: Ask[];
  complaints: Complaint[];
}

const NUMBERS = ['n', 'threads', 'repeat'] as const;
type Count = (typeof NUMBERS)[number] | 'cores' | 'interval';

/** The preset in force, if it is one. */
export function presetOf(settings: Settings, vocabulary: Vocabulary): Preset | undefined {
  return settings.scenario === null
    ? vocabulary.presets.find(({ name }) => name === settings.preset)
    : undefined;
}

/** The runs that answer. */
export function compared(settings: Settings, vocabulary: Vocabulary): readonly Variant[] {
  const ofPreset = presetOf(settings, vocabulary)?.compare.map((runtime) => ({ runtime }));
  return settings.compare ?? ofPreset ?? FIRST_COMPARISON;
}

/** How many virtual cores there will be, as text. */
export function coresOf(settings: Settings, vocabulary: Vocabulary): string {
  return settings.cores ?? String(questionAsSet(settings, vocabulary)?.cores ?? vocabulary.defaults.cores);
}

/** What is asked whoever answers, with nothing judged; null where there is no such preset, or text that is no Scenario. */
export function questionAsSet(settings: Settings, vocabulary: Vocabulary): Fields | null {
  if (settings.scenario !== null) {
    const read = readFields(settings.scenario);
    return read.ok ? read.fields : null;
  }
  if (settings.preset !== null)
    return (presetOf(settings, vocabulary)?.scenario as Fields | undefined) ?? null;
  return kernelQuestion(
    settings,
    vocabulary,
    meant(settings.n),
    meant(settings.threads),
    meant(settings.repeat),
  );
}

/** Some threads that do nothing but call one kernel. */
function kernelQuestion(
  { kernel: name, gil }: Settings,
  calls: Calls,
  n: unknown,
  count: unknown,
  repeat: unknown,
): Fields {
  const op = asMeasured({ op: 'kernel', name, n, gil }, calls);
  return { threads: [{ name: 'worker', count, repeat, ops: [op] }] };
}

/** Other virtual cores, written where the Scenario itself has them if it is the reader's own. */
export function withCores(settings: Settings, cores: string): Partial<Settings> {
  const read = settings.scenario === null ? null : readFields(settings.scenario);
  return read?.ok
    ? { cores: null, scenario: JSON.stringify({ ...read.fields, cores: meant(cores) }) }
    : { cores };
}

/** One Scenario a run. Only what is no number at all is refused here: the rules live in the core. */
export function asksOf(settings: Settings, vocabulary: Vocabulary): Made {
  const complaints: Complaint[] = [];
  const complain = (complaint: Complaint) => {
    if (!complaints.some(({ message }) => message === complaint.message)) complaints.push(complaint);
  };
  const count = (field: string, kind: Count, typed: string, fallback: string): number => {
    const text = typed.trim();
    const value = Number(text);
    if (text !== '' && isCount(value)) return value;
    complain({ field, message: notCountable(kind, text, fallback, vocabulary) });
    // So that the core can judge the rest.
    return Number(fallback);
  };
  const question = questionOf(settings, vocabulary, complain, count);
  if (question === null) return { asks: [], complaints };
  const { cores: fewest, switch_interval_us: interval } = vocabulary.defaults;
  const fallbacks = { cores: `${fewest}`, n: DEFAULTS.n, interval: `${interval}` };
  const cores =
    settings.cores === null ? {} : { cores: count('cores', 'cores', settings.cores, fallbacks.cores) };
  const asks = compared(settings, vocabulary).map((variant, run): Ask => {
    const asked = varied({ ...question, ...cores }, variant, vocabulary, (kind, typed) =>
      count(`compare.${run}.${kind}`, kind, typed, fallbacks[kind]),
    );
    return { variant, scenario: JSON.stringify(asked), engine: variant.engine ?? settings.engine };
  });
  return { asks, complaints };
}

/** The Scenario before it is known who answers; null where there is none. */
function questionOf(
  settings: Settings,
  vocabulary: Vocabulary,
  complain: (complaint: Complaint) => void,
  count: (field: string, kind: Count, typed: string, fallback: string) => number,
): Fields | null {
  if (settings.scenario !== null) {
    const read = readFields(settings.scenario);
    if (!read.ok) {
      complain({ field: 'scenario', message: read.message });
      return null;
    }
    const simulated = compared(settings, vocabulary).every(
      ({ engine = settings.engine }) => engine === 'simulated',
    );
    const { fields, misfits } = mended(read.fields, vocabulary, simulated);
    misfits.forEach(complain);
    return fields;
  }
  const question = questionAsSet(settings, vocabulary);
  if (question === null) complain({ field: 'preset', message: unknownPreset(settings, vocabulary) });
  if (settings.preset !== null) return question;
  const [n, threads, repeat] = NUMBERS.map((field) => count(field, field, settings[field], DEFAULTS[field]));
  return kernelQuestion(settings, vocabulary, n, threads, repeat);
}

function notCountable(kind: Count, text: string, example: string, { bounds }: Vocabulary): string {
  const [least, most] = {
    n: bounds.n,
    threads: bounds.lanes,
    repeat: bounds.ops,
    cores: bounds.cores,
    interval: bounds.interval_us,
  }[kind];
  return `${kind} ${text === '' ? 'is empty; it' : `= ${text}`} must be a whole number from ${least} to ${most}, for example ${example}.`;
}

function unknownPreset({ preset }: Settings, { presets }: Vocabulary): string {
  return `preset = ${preset} is not known: choose one of ${presets.map(({ name }) => name).join(', ')}.`;
}
