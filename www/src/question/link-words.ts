// What is wrong with a part of a link, in a sentence. Invariant: fetched only for a link that is wrong; it says what would
// be right, or what is asked instead.
import { short } from '../base/hash.ts';
import { LESSONS } from './lessons.ts';
import { CHOICES, VERSION, type Wrong } from './link-parts.ts';
import { DEFAULTS } from './settings.ts';
import { MOST_RUNS } from './variant.ts';

const CHOICE_KEYS = Object.keys(CHOICES) as (keyof typeof CHOICES)[];
/** All that a link can say. */
export const KEYS = [
  'v',
  'kernel',
  'gil',
  'n',
  'threads',
  'repeat',
  'preset',
  'scenario',
  'compare',
  'engine',
  'cores',
  'times',
  'lesson',
  'bet',
  'view',
  'start',
  'theme',
];

export function wordsOf({ key, value, why }: Wrong): string {
  if (key === 'v')
    return `The link's version is v = ${short(value)}; this page reads v = ${VERSION}: reload the page for a newer one.`;
  if (key === 'compare')
    return why === ''
      ? `The link compares more than ${MOST_RUNS} runs; the first ${MOST_RUNS} are asked.`
      : `The link compares nothing (${why}); comparing one-lock with cpython-3.12 instead.`;
  if (key === 'lesson')
    return `lesson = ${short(value)} is not known; the lessons are ${LESSONS.map(({ name }) => name).join(', ')}.`;
  if (key === 'bet') return `bet = ${short(value)} must be zero or more; place the bet again.`;
  if (key === 'view')
    return `view = ${short(value)} isn't a time range; write two numbers of µs, such as 0~5000.`;
  if (key === 'scenario')
    return `The link's scenario cannot be read (${why}); copy the whole link again. Using the form.`;
  const choice = CHOICE_KEYS.find((name) => name === key);
  if (choice !== undefined)
    return `${key} = ${short(value)} is not known; it can be ${CHOICES[choice].join(', ')}. Using ${DEFAULTS[choice]}.`;
  return `The link's key "${short(key)}" is not known here; the keys are ${KEYS.join(', ')}. It is ignored.`;
}
