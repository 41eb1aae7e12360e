// The setup in one sentence, under the form. Invariant: pure functions of the settings; nothing is said of a setup that
// cannot be run.

import { capital } from '../base/format.ts';
import { draftOf, readFields } from '../question/draft.ts';
import { compared, coresOf, type Settings } from '../question/settings.ts';
import { titleOf } from '../question/variant.ts';
import { letsGo } from '../run/call.ts';
import type { Engine, Vocabulary } from '../wasm/core.ts';

/** `here`: how many cores this machine has. */
export function summaryOf(settings: Settings, vocabulary: Vocabulary, engine: Engine, here: number): string {
  return settings.scenario === null && settings.preset === null
    ? ofKernel(settings, vocabulary, engine)
    : ofCores(settings, vocabulary, engine, here);
}

function ofKernel(settings: Settings, vocabulary: Vocabulary, engine: Engine): string {
  const [n, count, repeat] = [settings.n, settings.threads, settings.repeat].map(Number);
  const kernel = vocabulary.kernels.find(({ name }) => name === settings.kernel);
  if (!n || !count || !repeat || kernel === undefined) return '';
  const total = (count * repeat).toLocaleString('en');
  const runs = compared(settings, vocabulary).length * Number(settings.times);
  const times = runs === 2 ? 'twice' : runs === 1 ? 'once' : `${runs} times`;
  const verb = engine === 'simulated' ? 'simulated' : 'run';
  const free = letsGo({ name: settings.kernel, n, gil: settings.gil }, vocabulary);
  return `${total} × ${kernel.call} on ${n}×${n} matrices, ${verb} ${times}. ${capital(kernel.sentence)}. It ${free ? 'releases' : 'holds'} the GIL.`;
}

/** Whether this machine is what a ready-made question was made for. */
function ofCores(settings: Settings, vocabulary: Vocabulary, engine: Engine, here: number): string {
  const wanted = Number(coresOf(settings, vocabulary));
  return engine === 'measured' && wanted > here
    ? `It was made for ${wanted} cores and there are ${here} here: simulate it to see them all.`
    : '';
}

/** "One lock and CPython 3.10+": who is compared. */
export function answerers(settings: Settings, vocabulary: Vocabulary): string {
  const labels = compared(settings, vocabulary).map((variant) => titleOf(variant, vocabulary));
  return labels.length > 3 ? `${labels.length} runs` : labels.join(' · ');
}

/** As many groups of threads as are named. */
const NAMED = 5;

/** "Your own threads: hog, 4 × worker." */
export function ownThreads({ scenario }: Settings): string {
  const read = readFields(scenario ?? '');
  const threads = (read.ok ? draftOf(read.fields) : null)?.threads ?? [];
  if (threads.length === 0) return 'No threads yet.';
  const names = threads
    .slice(0, NAMED)
    .map(({ name, count = 1 }) => (count === 1 ? `${name}` : `${count} × ${name}`));
  const more = threads.length > NAMED ? ` and ${threads.length - NAMED} more` : '';
  return `Your own threads: ${names.join(', ')}${more}.`;
}
