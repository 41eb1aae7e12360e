// The attributes of <gil-playground> as its authors read them. Invariant: one row for each name that the element knows, by
// type; the table of the authors' page is made from it.
import { LESSONS } from '../question/lessons.ts';
import { DEFAULTS, FIRST, GILS, STARTS, THEMES, TIMES } from '../question/settings.ts';
import { type Attribute, CONTROLS } from './names.ts';

export interface Row {
  /** What it can be. */
  values: string;
  /** What it is without it. */
  without: string;
  meaning: string;
}

const choices = (words: readonly string[]): string => words.join(' | ');

export const ATTRIBUTES: Record<Attribute, Row> = {
  preset: {
    values: 'a name, such as two-hogs',
    without: 'one kernel',
    meaning: 'A ready-made question: threads, operations and the interpreters worth comparing.',
  },
  scenario: {
    values: 'base64url of deflated JSON',
    without: 'none',
    meaning: 'Your own question, as “Copy link” writes it; it takes precedence over preset and kernel.',
  },
  kernel: {
    values:
      'lu, qr, cholesky, svd, svdvals, eigh, schur, hessenberg, matmul, inv, det, solve, lstsq, qr_pivoted, bidiagonal',
    without: `${DEFAULTS.kernel}; ${FIRST.kernel} where nothing at all is asked`,
    meaning: 'What every thread computes.',
  },
  gil: {
    values: choices(GILS),
    without: `${DEFAULTS.gil}; ${FIRST.gil} where nothing at all is asked`,
    meaning: 'Whether the kernel releases the GIL; numpy means as the NumPy or SciPy call does.',
  },
  n: { values: '1 to 1024', without: DEFAULTS.n, meaning: 'Rows and columns of its matrix.' },
  threads: { values: '1 to 1024', without: DEFAULTS.threads, meaning: 'How many threads compute.' },
  repeat: {
    values: 'a whole number from 1',
    without: DEFAULTS.repeat,
    meaning: 'How many times each thread does so.',
  },
  compare: {
    values: 'interpreters, separated by commas',
    without: 'one-lock,cpython-3.12, or the preset’s',
    meaning:
      'Makes one run for each: one-lock, cpython-2.7, cpython-3.9, cpython-3.12, cpython-3.13t, cpython-3.14t, subinterpreters.',
  },
  engine: {
    values: 'measured | simulated',
    without: DEFAULTS.engine,
    meaning: 'Real threads, or a simulation on as many virtual cores as you like.',
  },
  cores: { values: '1 to 1024', without: '4, or the preset’s', meaning: 'Virtual cores of a simulation.' },
  times: {
    values: choices(TIMES),
    without: DEFAULTS.times,
    meaning: 'How many times everything runs; the median is shown.',
  },
  lesson: {
    values: LESSONS.map(({ name }) => name).join(', '),
    without: 'none',
    meaning: 'A lesson with its question: a reader places a bet, runs it and sees the truth.',
  },
  controls: {
    values: choices(CONTROLS),
    without: 'run',
    meaning:
      'What a reader can do: nothing, run it, or change everything in a form. A lesson always has its own buttons.',
  },
  start: {
    values: choices(STARTS),
    without: DEFAULTS.start,
    meaning:
      'Starts on a click, or as soon as a reader scrolls to it. Until then nothing is loaded. A lesson then waits for the bet.',
  },
  theme: {
    values: choices(THEMES),
    without: DEFAULTS.theme,
    meaning: 'auto follows your page: dark where its text is light.',
  },
  height: {
    values: 'auto | 320 to 1200',
    without: 'auto',
    meaning:
      'Pixels kept for it. auto starts at the height of its fallback content, opens to 640 on a click (900 where it is narrow), and grows further only where no reader sees it. With start="load" it is that high from the start.',
  },
  sw: {
    values: 'present or not',
    without: 'not',
    meaning: 'For hosts that send no headers: a service worker in the playground’s own folder adds them.',
  },
  base: {
    values: 'an address',
    without: 'the folder of gil-playground.js',
    meaning: 'The folder with embed.html. Its server decides whether there are threads.',
  },
};
