// What is copied and what files are called. Invariant: pure functions of what is shown; what a user wrote can neither
// close a tag nor a bracket, nor leave the folder.

import { draftOf } from '../question/draft.ts';
import { DEFAULTS, type Settings } from '../question/settings.ts';
import { MOST_RUNS, type Variant, varied } from '../question/variant.ts';
import type { Calls } from '../run/call.ts';
import type { RunFacts } from '../run/facts.ts';
import { tell } from '../run/sentence.ts';
import type { Doubt, Engine, ReportHead, Scenario } from '../wasm/core.ts';

/** A frame with the small playground in it, which asks the same. */
export function embedCode(url: string): string {
  const frame = new URL('embed.html', url);
  frame.hash = new URL(url).hash;
  const src = frame.href.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<iframe src="${src}" title="GIL playground" loading="lazy" width="100%" height="640" ` +
    'allow="cross-origin-isolated; clipboard-write; fullscreen"></iframe>'
  );
}

/** The link with one line on what came out, who says so and when. */
export function markdown(
  url: string,
  facts: readonly RunFacts[],
  doubts: readonly Doubt[],
  version: string,
  today: Date,
): string {
  const address = url.replaceAll('(', '%28').replaceAll(')', '%29');
  if (facts.length === 0) return `[GIL playground: when do threads help numerical Python?](${address})`;
  const engines = [...new Set(facts.map(({ engine }) => engine))].join(' and ');
  const day = today.toISOString().slice(0, 10);
  const { headline } = tell(facts, doubts) ?? { headline: 'GIL playground' };
  return `[${headline.replace(/[[\]\\`*_<]/g, '\\$&')}](${address}) (${engines}, GIL playground ${version}, ${day})`;
}

/** "gil-two-hogs-cpython-3.12-simulated.svg" */
export function fileName(
  settings: Settings,
  run: { runtime: string; engine: Engine } | null,
  ending: string,
): string {
  const subject =
    settings.scenario !== null ? 'scenario' : (settings.preset ?? `${settings.kernel}-${settings.n}`);
  const parts = ['gil', subject, ...(run === null ? ['all-runs'] : [run.runtime, run.engine])];
  return `${parts.join('-').replace(/[^\w.-]+/g, '-')}${ending}`;
}

/** The settings that ask again what runs of a file answered, as far as links can say it. */
export function settingsOf(heads: readonly ReportHead[], theme: string, calls: Calls): Settings {
  const [first, ...others] = heads.map(({ scenario, engine }) => ({ scenario, engine }));
  if (first === undefined) return { ...DEFAULTS, theme };
  const compare: Variant[] = [{ runtime: first.scenario.runtime }];
  for (const { scenario, engine } of others) {
    const { runtime, cores, switch_interval_us: interval } = scenario;
    const variant: Variant = { runtime };
    if (engine !== first.engine) variant.engine = engine;
    if (cores !== first.scenario.cores) variant.cores = String(cores);
    if (interval !== first.scenario.switch_interval_us) variant.interval = String(interval);
    const call = callsOf(scenario).find((other) => !callsOf(first.scenario).includes(other));
    if (typeof call === 'string') variant.function = call;
    const own = ({ threads }: Scenario) => threads.every(({ interpreter }) => interpreter === 'each');
    if (own(scenario) && !own(first.scenario)) variant.interpreter = 'each';
    const again = varied({ ...first.scenario }, variant, calls, (_, typed) => Number(typed));
    const fits = compare.length < MOST_RUNS && JSON.stringify(again) === JSON.stringify(scenario);
    if (fits) compare.push(variant);
  }
  return { ...DEFAULTS, theme, scenario: JSON.stringify(first.scenario), compare, engine: first.engine };
}

function callsOf(scenario: Scenario): unknown[] {
  const ops = draftOf({ ...scenario })?.threads.flatMap((thread) => thread.ops) ?? [];
  return ops.map((op) => op.function).filter((call) => call !== undefined);
}
