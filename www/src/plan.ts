// What the settings ask, judged by the core: runs to make, or what is wrong with them. Invariant: there are runs only
// where nothing is complained about, and a sentence is told once.
import type { Vocabulary } from './core.ts';
import type { Planned } from './experiment.ts';
import { sentence } from './format.ts';
import type { Lab } from './lab.ts';
import { type Ask, asksOf, type Complaint, type Settings } from './settings.ts';

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
    if (checked.ok) {
      planned.push({ ...ask, scenario: checked.scenario });
      continue;
    }
    const message = sentence(checked.message);
    if (complaints.some((known) => known.message === message)) continue;
    complaints.push({ field: await fieldOf(message, settings, i, ask.variant), message });
  }
  return { planned: complaints.length === 0 ? planned : null, complaints };
}

/** Most questions have nothing wrong with them: what finds the field is fetched once one has. */
async function fieldOf(...about: Parameters<typeof import('./complaints.ts').fieldOf>): Promise<string> {
  const found = await import('./complaints.ts').catch(() => null);
  return found?.fieldOf(...about) ?? '';
}
