// What a link can be made of. Invariant: names that are written never change, because old links open for ever.
import { ENGINES } from '../wasm/core.ts';
import { GILS, STARTS, THEMES, TIMES } from './settings.ts';

/** A part of a link that can't be used. */
export interface Wrong {
  key: string;
  value: string;
  /** What reading it ended with, if it did. */
  why: string;
}

/** Keys whose value is one of a few words. */
export const CHOICES = { gil: GILS, engine: ENGINES, times: TIMES, start: STARTS, theme: THEMES } as const;
export const VERSION = '1';
