// What the reader has set, as they typed it. Invariant: one Settings for the form, the link and the run; numbers stay
// text until a Scenario is made, so that a wrong one can be shown back and named.
import type { Engine, Preset, Vocabulary } from './core.ts';

export interface Settings {
  kernel: string;
  n: string;
  threads: string;
  repeat: string;
  /** The name of a preset that wins over the short settings, or null. */
  preset: string | null;
  /** The JSON of a Scenario that wins over both, or null. */
  scenario: string | null;
  /** Runtimes, one run each; null for those of the preset. */
  compare: string[] | null;
  engine: Engine;
  /** Virtual cores for the simulator; null for the Scenario's own. */
  cores: string | null;
  start: string;
  theme: string;
}

const FIRST_COMPARISON = ['one-lock', 'cpython-3.12'];

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
  start: 'click',
  theme: 'auto',
};

/** The core's own default. */
const CORES = '4';

export const ENGINES: readonly Engine[] = ['measured', 'simulated'];
export const STARTS = ['click', 'load'];
export const THEMES = ['auto', 'light', 'dark'];

/** A sentence about one setting that cannot be used. */
export interface Complaint {
  field: string;
  message: string;
}

/** What could be made of the settings: to be run only where nothing is complained about. */
export interface Made {
  scenarios: string[];
  complaints: Complaint[];
}

const NUMBERS = ['n', 'threads', 'repeat'] as const;

/** The preset in force, if it is one. */
export function presetOf(settings: Settings, vocabulary: Vocabulary): Preset | undefined {
  return settings.scenario === null
    ? vocabulary.presets.find(({ name }) => name === settings.preset)
    : undefined;
}

/** The interpreters that answer. */
export function compared(settings: Settings, vocabulary: Vocabulary): string[] {
  return settings.compare ?? presetOf(settings, vocabulary)?.compare ?? FIRST_COMPARISON;
}

/** How many virtual cores there will be, as text. */
export function coresOf(settings: Settings, vocabulary: Vocabulary): string {
  const own: { cores?: unknown } =
    settings.scenario === null
      ? (presetOf(settings, vocabulary)?.scenario ?? {})
      : JSON.parse(settings.scenario);
  return settings.cores ?? String(own.cores ?? CORES);
}

/** One Scenario a runtime, as JSON. Only what is no number at all is refused here: the rules live in the core. */
export function scenariosOf(settings: Settings, vocabulary: Vocabulary): Made {
  const complaints: Complaint[] = [];
  const count = (field: (typeof NUMBERS)[number] | 'cores', typed: string, fallback: string): number => {
    const text = typed.trim();
    const value = Number(text);
    // Beyond 32 bits nothing can be counted; the core would only say that its JSON is wrong.
    if (text !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
    complaints.push({ field, message: notCountable(field, text, fallback, vocabulary) });
    // So that the core can judge the rest.
    return Number(fallback);
  };
  const scenario = question(settings, vocabulary, count);
  if (scenario === null) {
    return { scenarios: [], complaints: [{ field: 'preset', message: unknownPreset(settings, vocabulary) }] };
  }
  const cores = settings.cores === null ? {} : { cores: count('cores', settings.cores, CORES) };
  const under = (runtime: string) => JSON.stringify({ ...scenario, ...cores, runtime });
  return { scenarios: compared(settings, vocabulary).map(under), complaints };
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

function notCountable(
  field: (typeof NUMBERS)[number] | 'cores',
  text: string,
  example: string,
  { bounds }: Vocabulary,
): string {
  const [least, most] = { n: bounds.n, threads: bounds.lanes, repeat: bounds.ops, cores: bounds.cores }[
    field
  ];
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
