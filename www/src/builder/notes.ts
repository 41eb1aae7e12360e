// What an edit takes back in other fields, and what is then said there. Invariant: there is a note for each thing that was
// taken back and for nothing else, and only while the text is the one that the edit made.

import { kernelTitle } from '../base/format.ts';
import type { Draft, Path } from '../question/draft.ts';
import { type Calls, type Fields, recalled } from '../run/call.ts';
import { changed } from './edits.ts';
import { type Placed, written } from './fields.ts';
import { print } from './print.ts';

export class Notes {
  #row: Path = '';
  #notes: ReadonlyMap<Path, string> = new Map();
  #after = '';

  /** What is said at a field; `text` is the Scenario as it stands. */
  at(field: Path, text: string): string | undefined {
    return text === this.#after ? this.#notes.get(field) : undefined;
  }

  /** The text that follows when this is typed, and what has to be said aloud. */
  type(
    draft: Draft,
    text: string,
    placed: Placed,
    typed: string,
    calls: Calls,
  ): { text: string; said: string } {
    const { of, id } = placed;
    let found: [Path, string][] = [];
    const after = changed(draft, of, (at) => {
      const before = at as Fields;
      const edited = written(placed, before, typed);
      // A cost or an answer that is typed is meant for the call as it is.
      if (id === `${of}.us` || id === `${of}.gil`) return edited;
      const left = recalled(before, edited, calls);
      found = notesOf(edited, left, String(before.name)).map(([key, note]) => [`${of}.${key}`, note]);
      return left;
    });
    const kept = this.#row === of && this.#after === text ? [...this.#notes] : [];
    this.#row = of;
    this.#notes = new Map([...kept.filter(([path]) => path !== id), ...found]);
    this.#after = print(after);
    return { text: this.#after, said: found.map(([, note]) => note).join(' ') };
  }
}

function notesOf(before: Fields, after: Fields, kernel: string): [key: string, note: string][] {
  const notes: [string, string][] = [];
  const of = `another call or size of ${kernelTitle(kernel)}`;
  if (before.us !== after.us)
    notes.push([
      'us',
      after.us === undefined
        ? `Cleared: ${before.us} µs was the cost of ${of}.`
        : `${after.us} µs as measured for NumPy or SciPy; ${before.us} µs was the cost of ${of}.`,
    ]);
  if (before.gil !== after.gil)
    notes.push(['gil', `Was “${before.gil}”, right for ${of}: now this call’s own rule decides.`]);
  return notes;
}
