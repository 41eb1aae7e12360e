// What a run can be saved as. Invariant: the order is that of the buttons; the last one takes several runs at once.
import type { Columns } from '../wasm/protocol.ts';
import type { Question } from './messages.ts';

export const FORMATS = [
  { make: 'svg', label: 'SVG', ending: '.svg', type: 'image/svg+xml' },
  { make: 'csv', label: 'CSV', ending: '.csv', type: 'text/csv' },
  { make: 'report', label: 'Report', ending: '.report.json', type: 'application/json' },
  { make: 'trace', label: 'Perfetto', ending: '.trace.json', type: 'application/json' },
] as const;

export type Format = (typeof FORMATS)[number];

/** What is asked of the core for a file. */
export type Saving = Exclude<Question, { make: 'runs' }>;

export function questionOf({ make }: Format, run: Columns): Saving {
  return make === 'trace' ? { make, runs: [run] } : { make, run };
}
