// Words for what the atlas says. Invariant: pure functions from an answer to text; a verdict keeps the engine's own word.
import { capital, sentence } from '../base/format.ts';
import type { Answer, Era, Measurement, Step, Verdict } from './data.ts';

/** What a verdict means, to go on after its word. */
export const MEANING: Record<Verdict, string> = {
  releases: ' the GIL while it computes: other Python threads can run',
  holds: ' the GIL while it computes: every other Python thread waits',
  mixed: ': it holds the GIL for part of its work and releases it for the rest',
  depends: ': it releases the GIL on some arrays and holds it on others',
};

export const ERA_TITLE: Record<Era, string> = {
  today: 'Today',
  '2.7': 'Python 2.7',
};

export function eraHint(era: Era, versions: Record<string, string>): string {
  return era === '2.7'
    ? 'NumPy 1.5.1, SciPy 0.9.0'
    : `NumPy ${versions.numpy ?? ''}, SciPy ${versions.scipy ?? ''}`;
}

/** "100 %": the counting threads behind it carry no more digits. */
export function whole(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

/** How one can know. */
export function groundOf({ row, measured_version, read, verdict }: Answer): string {
  if (!measured_version) return `By the source of ${read}. Source only, not measured.`;
  if (row === null) return `By the source of ${read}. Not measured on just these arrays.`;
  const agrees = row.verdict === verdict ? 'and measured' : 'but measured otherwise';
  const spread = `${Math.round(row.spread[0] * 100)} to ${whole(row.spread[1])}`;
  return `By the source of ${read}, ${agrees}: the GIL was free for ${whole(row.free)} of its time (${spread}).`;
}

/** The engine's phrases as sentences; a name that one begins with stays as it is written. */
export function told(phrase: string): string {
  return sentence(/^[a-z]+[ :,]/.test(phrase) ? capital(phrase) : phrase);
}

/** Steps that go by one rule to the same end, and the number that decided in each. */
export function joined(steps: readonly Step[]): { step: Step; here: string[] }[] {
  const kinds = Map.groupBy(steps, ({ rule, lets_go }) => `${lets_go} ${rule}`);
  return [...kinds.values()].flatMap((alike) => {
    const [step] = alike;
    const here = new Set(alike.flatMap((one) => one.here ?? []));
    return step === undefined ? [] : [{ step, here: [...here] }];
  });
}

/** Every line of the source once. */
export function placesOf(steps: readonly Step[]): Step[] {
  return [...new Map(steps.map((step) => [`${step.read} ${placeOf(step)}`, step])).values()];
}

/** Where in the source it stands, as editors and grep write it. */
export function placeOf({ file, line }: Step): string {
  return `${file}:${line}`;
}

/** A command to look it up with, in the folder of the unpacked source distribution. */
export function commandOf({ file, kind }: Step): string {
  if (kind === '') return `grep -nE 'ALLOW_THREADS|BEGIN_THREADS|nogil' ${file}`;
  // Of what the scan calls a nogil function or declaration, that word stands in the source.
  return `grep -n '${kind.startsWith('nogil ') ? 'nogil' : kind}' ${file}`;
}

/** Where the measured rows come from. */
export function conditionsOf({ date, versions, blas, machine }: Measurement): string {
  const python = `Python ${versions.python ?? ''}, NumPy ${versions.numpy ?? ''}, SciPy ${versions.scipy ?? ''}`;
  const { cores, cpu, system } = machine;
  const day = new Date(date).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return `${python}, ${blas.join(' and ')} on one thread, ${cores} cores of ${cpu}, ${system}, ${day}.`;
}
