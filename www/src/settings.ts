// What the reader has set, as they typed it. Invariant: one Settings for the form, the link and the run; numbers stay
// text until a Scenario is made, so that a wrong one can be shown back and named.
import type { Engine, Preset, Vocabulary } from './core.ts';
import { type Variant, varied } from './variant.ts';

export interface Settings {
  kernel: string;
  n: string;
  threads: string;
  repeat: string;
  /** The name of a preset that wins over the short settings, or null. */
  preset: string | null;
  /** The JSON of a Scenario that wins over both, or null. */
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

export const DEFAULTS: Settings = {
  kernel: 'qr',
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

/** Whether both ask the same, wherever in the answer they look. */
export function asksSame(one: Settings, other: Settings): boolean {
  return (Object.keys(one) as (keyof Settings)[]).every((key) => key === 'view' || one[key] === other[key]);
}

/** The core's own defaults. */
const CORES = '4';
const INTERVAL_US = '5000';

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
  const own: { cores?: unknown } =
    settings.scenario === null
      ? (presetOf(settings, vocabulary)?.scenario ?? {})
      : JSON.parse(settings.scenario);
  return settings.cores ?? String(own.cores ?? CORES);
}

/** One Scenario a run. Only what is no number at all is refused here: the rules live in the core. */
export function asksOf(settings: Settings, vocabulary: Vocabulary): Made {
  const complaints: Complaint[] = [];
  const count = (field: Count, typed: string, fallback: string): number => {
    const text = typed.trim();
    const value = Number(text);
    // Beyond 32 bits nothing can be counted; the core would only say that its JSON is wrong.
    if (text !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
    const message = notCountable(field, text, fallback, vocabulary);
    if (!complaints.some((known) => known.message === message)) complaints.push({ field, message });
    // So that the core can judge the rest.
    return Number(fallback);
  };
  const scenario = question(settings, vocabulary, count);
  if (scenario === null) {
    return { asks: [], complaints: [{ field: 'preset', message: unknownPreset(settings, vocabulary) }] };
  }
  const cores = settings.cores === null ? {} : { cores: count('cores', settings.cores, CORES) };
  const fallbacks = { cores: CORES, n: DEFAULTS.n, interval: INTERVAL_US };
  const asks = compared(settings, vocabulary).map((variant): Ask => {
    const asked = varied({ ...scenario, ...cores }, variant, (field, typed) =>
      count(field, typed, fallbacks[field]),
    );
    return { variant, scenario: JSON.stringify(asked), engine: variant.engine ?? settings.engine };
  });
  return { asks, complaints };
}

/** The Scenario before it is known who answers; null when the preset is not known. */
function question(
  settings: Settings,
  vocabulary: Vocabulary,
  count: (field: (typeof NUMBERS)[number], typed: string, fallback: string) => number,
): object | null {
  if (settings.scenario !== null) return JSON.parse(settings.scenario);
  if (settings.preset !== null) return presetOf(settings, vocabulary)?.scenario ?? null;
  const [n, threads, repeat] = NUMBERS.map((field) => count(field, settings[field], DEFAULTS[field]));
  const ops = [{ op: 'kernel', name: settings.kernel, n }];
  return { threads: [{ name: 'worker', count: threads, repeat, ops }] };
}

function notCountable(field: Count, text: string, example: string, { bounds }: Vocabulary): string {
  const [least, most] = {
    n: bounds.n,
    threads: bounds.lanes,
    repeat: bounds.ops,
    cores: bounds.cores,
    interval: bounds.interval_us,
  }[field];
  const found = text === '' ? `${field} is empty` : `${field} = ${text} is no whole number`;
  return `${found}: choose one from ${least} to ${most}, for example ${example}.`;
}

function unknownPreset({ preset }: Settings, { presets }: Vocabulary): string {
  return `preset = ${preset} is not known: choose one of ${presets.map(({ name }) => name).join(', ')}.`;
}

/** The form's field a sentence of the core is about, so that it can be shown beside it. */
export function fieldOf(message: string, settings: Settings): string | null {
  if (message.startsWith('cores')) return 'cores';
  if (settings.scenario !== null || settings.preset !== null) return null;
  if (message.startsWith('runtime')) return 'compare';
  if (message.startsWith('kernel')) return 'kernel';
  if (message.startsWith('n of') || message.includes('memory')) return 'n';
  if (message.startsWith('repeat') || message.startsWith('the number of operations')) return 'repeat';
  return /^(count|the number of threads)/.test(message) ? 'threads' : null;
}
