// What the settings ask, judged by the core: runs to make, or what is wrong with them. Invariant: there are runs only
// where nothing is complained about, and a sentence is told once.

import { sentence } from '../base/format.ts';
import type { Asked, Lab } from '../lab/lab.ts';
import type { Vocabulary } from '../wasm/core.ts';
import type { Columns } from '../wasm/protocol.ts';
import { type Ask, asksOf, type Complaint, type Settings } from './settings.ts';
import type { Variant } from './variant.ts';

/** One run to make, its Scenario complete. */
export interface Planned extends Asked {
  variant: Variant;
}

/** An experiment that is over, as it can be kept. */
export interface Made {
  planned: readonly Planned[];
  titles: readonly string[];
  fromFile: boolean;
  /** Run by run, round by round. */
  rounds: readonly (readonly Columns[])[];
}

export interface Plan {
  planned: Planned[] | null;
  complaints: Complaint[];
}

export async function planOf(settings: Settings, lab: Lab, vocabulary: Vocabulary): Promise<Plan> {
  const made = asksOf(settings, vocabulary);
  const asks = made.asks.map((ask) => ({ ...ask, engine: lab.engineFor(ask.engine) }));
  const complaints = [...made.complaints];
  const planned: Planned[] = [];
  for (const [i, checked] of (await lab.check(asks)).entries()) {
    const ask = asks[i] as Ask;
    if (!('refusal' in checked)) {
      planned.push({ ...ask, scenario: checked.scenario });
      continue;
    }
    const message = sentence(checked.refusal.message);
    if (complaints.some((known) => known.message === message)) continue;
    complaints.push({ field: await fieldOf(checked.refusal, settings, i, ask.variant), message });
  }
  return { planned: complaints.length === 0 ? planned : null, complaints };
}

/** Most questions have nothing wrong with them: what finds the field is fetched once one has. */
async function fieldOf(...about: Parameters<typeof import('./complaints.ts').fieldOf>): Promise<string> {
  const found = await import('./complaints.ts').catch(() => null);
  return found?.fieldOf(...about) ?? '';
}
