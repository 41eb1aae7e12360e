// The axis a bet is placed on, and what is said when the truth comes out. Invariant: pure functions; every position of
// the slider is a value of its own with no more digits than are shown, and that value puts the slider back there.
import { duration, times } from '../../base/format.ts';

export interface Axis {
  /** Factors, or microseconds. */
  unit: 'times' | 'time';
  min: number;
  max: number;
  /** Equal steps are equal factors. */
  log: boolean;
  ticks: readonly number[];
}

/** Positions of the slider: whole factors of two and of ten are among them. */
export const STEPS = 120;
/** A bet this close to the truth is right. */
const CLOSE = 1.2;
/** Further than this from an intuition it comes from another. */
const NEAR = 1.5;

/** What somebody who bet so may have had in mind. */
export interface Intuition {
  near: number;
  words: string;
}

/** 0 to 1; what lies beyond an end stands at it. */
export function positionOf({ min, max, log }: Axis, value: number): number {
  const along = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, along));
}

export function valueAt({ min, max, log }: Axis, position: number): number {
  const exact = log ? min * (max / min) ** position : min + (max - min) * position;
  // As many digits as are shown: three, and two of them at most behind the point.
  const rounded = Number(Number(exact.toPrecision(3)).toFixed(2));
  return Math.min(max, Math.max(min, rounded));
}

/** Where the slider stands while there is no bet: it is not one. */
export function middleOf(axis: Axis): number {
  return valueAt(axis, 0.5);
}

export function shown({ unit }: Axis, value: number): string {
  return unit === 'times' ? times(value) : duration(value);
}

const MICROSECONDS: Record<string, number> = { us: 1, µs: 1, μs: 1, '': 1e3, ms: 1e3, s: 1e6 };

/** What was typed: "4", "4×", "80 µs", "0.3 s"; a bare time is in milliseconds. Null when it is nothing of the kind. */
export function read({ unit }: Axis, text: string): number | null {
  const [, digits = '', suffix = ''] = /^\s*(\d*[.,]?\d+)\s*(×|x|[uµμm]?s)?\s*$/i.exec(text) ?? [];
  if (digits === '') return null;
  const number = Number(digits.replace(',', '.'));
  const of = suffix.toLowerCase();
  if (unit === 'times') return /^[×x]?$/.test(of) ? number : null;
  const factor = MICROSECONDS[of];
  return factor === undefined ? null : number * factor;
}

/** How many times apart they are, 1 or more. */
export function apart(a: number, b: number): number {
  if (a === b) return 1;
  return a > 0 && b > 0 ? Math.max(a / b, b / a) : Number.POSITIVE_INFINITY;
}

export function isClose(bet: number, truth: number): boolean {
  return apart(bet, truth) <= CLOSE;
}

/** "You said 4.00×, it is 1.02×." A bet is judged only where it is `own`: by the setup it was asked about. */
export function verdict(axis: Axis, bet: number | null, truth: number | null, own = true): string {
  const said = bet === null ? '' : `You said ${shown(axis, bet)}, `;
  if (truth === null) return said === '' ? 'This run cannot tell.' : `${said}but this run cannot tell.`;
  if (bet === null) return `It is ${shown(axis, truth)}.`;
  return `${said}it is ${shown(axis, truth)}${own && isClose(bet, truth) ? ': well judged' : ''}.`;
}

/** What is said to a bet, right or wrong; null where no reason for it is known. */
export function kindly(bet: number, truth: number, intuitions: readonly Intuition[]): string | null {
  const [nearest] = intuitions.toSorted((a, b) => apart(a.near, bet) - apart(b.near, bet));
  if (nearest !== undefined && apart(nearest.near, bet) <= NEAR) return nearest.words;
  return isClose(bet, truth) ? 'That is close to what the timeline shows.' : null;
}
