// What the reader has set, as they typed it. Invariant: one Settings for the form, the link and the run; numbers stay
// text until a Scenario is made, so that a wrong one can be shown back and named.
import type { Scenario, Vocabulary } from './core.ts';

export interface Settings {
  kernel: string;
  n: string;
  threads: string;
  repeat: string;
  /** Runtimes, one run each. */
  compare: string[];
  start: string;
  theme: string;
  /** The JSON of a Scenario that wins over the short settings, or null. */
  scenario: string | null;
}

export const DEFAULTS: Settings = {
  kernel: 'qr',
  n: '256',
  threads: '4',
  repeat: '8',
  compare: ['one-lock', 'cpython-3.12'],
  start: 'click',
  theme: 'auto',
  scenario: null,
};

export const STARTS = ['click', 'load'];
export const THEMES = ['auto', 'light', 'dark'];

/** A sentence about one setting that cannot be used. */
export interface Complaint {
  field: string;
  message: string;
}

export type Made = { ok: true; scenarios: string[] } | { ok: false; complaints: Complaint[] };

type NumberField = 'n' | 'threads' | 'repeat';

function boundsOf(field: NumberField, vocabulary: Vocabulary): readonly number[] {
  if (field === 'n') return vocabulary.bounds.n;
  return field === 'threads' ? vocabulary.bounds.lanes : vocabulary.bounds.ops;
}

function numberOf(settings: Settings, field: NumberField, vocabulary: Vocabulary): number | Complaint {
  const text = settings[field].trim();
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  const [least, most] = boundsOf(field, vocabulary);
  const found = text === '' ? `${field} is empty` : `${field} = ${text} cannot be counted to`;
  const range = `${least} to ${most?.toLocaleString('en')}`;
  return { field, message: `${found}: give a whole number from ${range}, for example ${DEFAULTS[field]}.` };
}

/** One Scenario a runtime, as JSON. Only what is no count at all is
 * refused here: the rules live in the core. */
export function scenariosOf(settings: Settings, vocabulary: Vocabulary): Made {
  if (settings.scenario !== null) {
    const scenario: Scenario = JSON.parse(settings.scenario);
    return {
      ok: true,
      scenarios: settings.compare.map((runtime) => JSON.stringify({ ...scenario, runtime })),
    };
  }
  const numbers = (['n', 'threads', 'repeat'] as const).map((field) => numberOf(settings, field, vocabulary));
  const complaints = numbers.filter((value) => typeof value !== 'number');
  if (complaints.length > 0) return { ok: false, complaints };
  const [n, count, repeat] = numbers;
  const ops = [{ op: 'kernel', name: settings.kernel, n }];
  const threads = [{ name: 'worker', count, repeat, ops }];
  return { ok: true, scenarios: settings.compare.map((runtime) => JSON.stringify({ runtime, threads })) };
}

/** The form's field a sentence of the core is about, so that it can be shown beside it. */
export function fieldOf(message: string, settings: Settings): string | null {
  if (settings.scenario !== null) return null;
  if (message.startsWith('runtime')) return 'compare';
  if (message.startsWith('kernel')) return 'kernel';
  if (message.startsWith('n of') || message.includes('memory')) return 'n';
  if (message.startsWith('repeat') || message.startsWith('the number of operations')) return 'repeat';
  return /^(count|the number of threads)/.test(message) ? 'threads' : null;
}
