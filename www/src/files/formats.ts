// What a run can be saved as. Invariant: the order is that of the buttons; a trace alone takes several runs at once.
import type { Columns } from '../wasm/protocol.ts';
import type { Order } from './messages.ts';

export const SVG = { make: 'svg', label: 'SVG', ending: '.svg', type: 'image/svg+xml' } as const;
const CSV = { make: 'csv', label: 'CSV', ending: '.csv', type: 'text/csv' } as const;
const REPORT = { make: 'report', label: 'Report', ending: '.report.json', type: 'application/json' } as const;
export const TRACE = {
  make: 'trace',
  label: 'Perfetto',
  ending: '.trace.json',
  type: 'application/json',
} as const;
export const FORMATS = [SVG, CSV, REPORT, TRACE] as const;

export type Format = (typeof FORMATS)[number];

/** What is asked of the core for a file. */
export type Saving = Exclude<Order, { make: 'runs' }>;

export function questionOf({ make }: Format, run: Columns): Saving {
  return make === 'trace' ? { make, runs: [run] } : { make, run };
}
