// What the reader has set, as they typed it. Invariant: one Settings for the form, the link and the run; numbers stay
// text until a Scenario is made, so that a wrong one can be shown back and named.
import type { Vocabulary } from './core.ts';

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

/** What could be made of the settings: to be run only where nothing is complained about. */
export interface Made {
  scenarios: string[];
  complaints: Complaint[];
}

const NUMBERS = ['n', 'threads', 'repeat'] as const;

/** One Scenario a runtime, as JSON. Only what is no number at all is refused here: the rules live in the core. */
export function scenariosOf(settings: Settings, vocabulary: Vocabulary): Made {
  const complaints: Complaint[] = [];
  const under = (scenario: object) =>
    settings.compare.map((runtime) => JSON.stringify({ ...scenario, runtime }));
  if (settings.scenario !== null) return { scenarios: under(JSON.parse(settings.scenario)), complaints };
  const [n, count, repeat] = NUMBERS.map((field) => {
    const text = settings[field].trim();
    const value = Number(text);
    // Beyond 32 bits nothing can be counted; the core would only say that its JSON is wrong.
    if (text !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
    complaints.push({ field, message: notCountable(field, text, vocabulary) });
    // So that the core can judge the rest.
    return Number(DEFAULTS[field]);
  });
  const ops = [{ op: 'kernel', name: settings.kernel, n }];
  return { scenarios: under({ threads: [{ name: 'worker', count, repeat, ops }] }), complaints };
}

function notCountable(field: (typeof NUMBERS)[number], text: string, { bounds }: Vocabulary): string {
  const [least, most] = { n: bounds.n, threads: bounds.lanes, repeat: bounds.ops }[field];
  const found = text === '' ? `${field} is empty` : `${field} = ${text} is no whole number`;
  return `${found}: choose one from ${least} to ${most}, for example ${DEFAULTS[field]}.`;
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
