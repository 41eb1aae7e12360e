// What happened and why, in one headline and one sentence. Invariant: every case is decided by the runs' numbers; where
// the machine, not the lock, explains them, it says so, and whatever was simulated is called that. What the core's sanity
// gate doubts is told as that and nothing else.

import { capital, countWord, duration, kernelTitle, percent, times } from '../base/format.ts';
import type { Doubt, KernelOp, Scenario, Vocabulary } from '../wasm/core.ts';
import { type Calls, callOf, callsOf, releases } from './call.ts';
import type { RunFacts } from './facts.ts';
import { TOO_NOISY, tooNoisy } from './noisy.ts';
import type { Report } from './report.ts';
import { hasLock, runtimeLook } from './runtimes.ts';
import { sharesOf } from './shares.ts';

export interface Story {
  headline: string;
  sentence: string;
  /** First wall over second wall; null with fewer than two runs. */
  ratio: number | null;
}

/** Walls closer than this are the same: shorter differences come and go between runs. */
const SAME = 1.07;
/** Passing the lock on takes tens of microseconds: a shorter kernel weighs no more than a few of those. */
const SHORT_US = 250;
/** A kernel slower than its fair share of the cores by this factor had company. */
const CROWDED = 1.25;

const MANY = { thread: 'threads', process: 'processes' };

/** "Four threads", lower case. */
function workers({ worker, lanes }: RunFacts): string {
  return lanes === 1 ? `one ${worker}` : `${countWord(lanes)} ${MANY[worker]}`;
}

function cores(count: number, kind = ''): string {
  return count === 1 ? `one ${kind}core` : `${countWord(count)} ${kind}cores`;
}

function virtualCores(runs: readonly RunFacts[]): string {
  const counts = runs.map((run) => run.cores);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? cores(most, 'virtual ') : `${least} to ${most} virtual cores`;
}

/** "Behind the lock" for one kernel that releases the lock, else the interpreter's label. */
function look(run: RunFacts) {
  return runtimeLook(run.runtime, run.label, run.oneKernel);
}

function headlineOf(first: RunFacts, second: RunFacts): string {
  const ratio = first.wallUs / second.wallUs;
  const [a, b] = [look(first), look(second)];
  if (!(ratio > 0 && ratio < Number.POSITIVE_INFINITY))
    return 'Nothing took time: there is nothing to compare';
  const than = isFirstQuestion(first, second) ? '' : ` as ${a.place}`;
  if (ratio >= SAME) return `${b.title} was ${times(ratio)} as fast${than}`;
  if (ratio <= 1 / SAME) return `${b.title} took ${times(1 / ratio)} as long${than}`;
  return than === '' ? `${b.title} made no difference` : `${b.title} and ${a.place} took the same time`;
}

function crowded(run: RunFacts, kernel: string): string {
  const fair = Math.max(1, run.lanes / run.cores);
  const share = fair > 1 ? `, where ${times(fair)} would be fair on ${cores(run.cores)}` : '';
  return `each ${kernel} took ${times(run.kernelUs / run.oneThreadUs)} as long as alone${share}`;
}

/** The page's own first question: one kernel that releases the lock, behind one lock and under CPython. */
function isFirstQuestion(first: RunFacts, second: RunFacts): boolean {
  return first.oneKernel && first.runtime === 'one-lock' && second.runtime === 'cpython-3.12';
}

/** What one run took, and what its lock had to do with it. */
export function account(run: RunFacts): string {
  const took = `${run.label} took ${duration(run.wallUs)}`;
  const pool = run.poolUs > 0 ? `; for the BLAS pool they waited ${duration(run.poolUs)}` : '';
  if (!run.locks) return `${took} without a lock${pool}`;
  const waited =
    run.waitUs > 0
      ? `its ${MANY[run.worker]} waited ${duration(run.waitUs)} for it in all`
      : `no ${run.worker} waited for it`;
  return `${took}, with the lock held ${percent(run.heldFraction)} of that time, and ${waited}${pool}`;
}

function sentenceOf(first: RunFacts, second: RunFacts): string {
  if (!isFirstQuestion(first, second)) return `${account(first)}. ${account(second)}.`;
  const ratio = first.wallUs / second.wallUs;
  const kernel = kernelTitle(first.kernel);
  const atOnce = Math.min(second.cores, second.lanes);
  const slowdown = second.kernelUs / second.oneThreadUs;
  const crowding = slowdown / Math.max(1, second.lanes / second.cores);
  if (second.lanes === 1) {
    return `With one ${second.worker} there is no other to wait for: both runs do the same ${countWord(second.ops)} ${second.ops === 1 ? 'task' : 'tasks'} one after the other, so it makes no difference whether ${kernel} releases the lock. Try two ${MANY[second.worker]}.`;
  }
  if (second.cores === 1) {
    return `${second.engine === 'simulated' ? 'There is one virtual core' : 'This machine offers one core'}: releasing the lock lets ${workers(second)} take turns, but only one can compute at any moment. The gain needs a second core.`;
  }
  if (first.oneThreadUs / first.ops < SHORT_US && first.engine === 'measured') {
    return `Each ${kernel} takes about ${duration(first.oneThreadUs / first.ops)} alone, so short that handing the lock on weighs as much as the algebra. Try a larger n to see the algebra.`;
  }
  if (ratio >= 1.3) {
    const limit =
      crowding >= CROWDED
        ? ` Yet ${crowded(second, kernel)}: something else used the cores or the memory, so a quiet machine would show more.`
        : second.lanes > second.cores
          ? ` What limits it now is ${cores(second.cores)} for ${workers(second)}.`
          : '';
    return `Behind the lock only one ${first.worker} computed at a time, and together the others spent ${duration(first.waitUs)} waiting; with the lock released during ${kernel}, up to ${countWord(atOnce)} computed at once.${limit}`;
  }
  if (crowding >= CROWDED) {
    return `Released kernels did run side by side, but ${crowded(second, kernel)}: something else is using the cores or the memory. Close other programs and run again.`;
  }
  if (second.engine === 'simulated') return `${account(first)}. ${account(second)}.`;
  return `Releasing the lock gained little here, although the lock was held only ${percent(second.heldFraction)} of the time: with ${cores(second.cores)} a clear gain was possible, so run again when the machine is quiet or try a larger n.`;
}

function alone(run: RunFacts, more: string): Story {
  const speedup = run.oneThreadUs / run.wallUs;
  const { place } = look(run);
  const where = place === run.label ? `under ${place}` : place;
  return {
    headline: `${capital(workers(run))} ${where}: ${times(speedup)} the speed of one`,
    sentence: `The same work takes one ${run.worker} alone ${duration(run.oneThreadUs)}. ${account(run)}.${more}`,
    ratio: null,
  };
}

/** What the words leave out. */
function others(runs: readonly RunFacts[]): string {
  if (runs.length <= 2) return '';
  const fastest = runs.reduce((best, run) => (run.wallUs < best.wallUs ? run : best));
  return ` Of all ${countWord(runs.length)} runs ${fastest.label} was the fastest: ${duration(fastest.wallUs)}.`;
}

/**
 * What these runs' kernels do with a GIL that their calls do otherwise in CPython, and why threads gain nothing where they
 * hold it there as well: a sentence each, with a space before it.
 */
export function remarks(scenarios: readonly Scenario[], calls: Calls): string {
  const ops = scenarios.flatMap(({ threads }) => threads.flatMap((thread) => thread.ops));
  const kernels = ops.filter((op) => op.op === 'kernel');
  const told = (which: (op: KernelOp) => boolean, rest: (op: KernelOp) => string) =>
    kernels.filter(which).map((op) => ` ${callOf(op, calls)?.name ?? op.name} ${rest(op)}`);
  const holds = (op: KernelOp) => releases(op, calls) === false;
  const all = [
    ...told(
      (op) => op.gil === 'releases' && holds(op),
      () =>
        'only releases the GIL here because the setup says so: in CPython it holds it on such arrays, and threads would gain nothing from it. To see that, set GIL to “as the call does” under Edit threads and operations.',
    ),
    ...told(
      (op) => op.gil === 'numpy' && holds(op),
      (op) =>
        `holds the GIL on such arrays, so under one GIL its threads compute one at a time; ${instead(op, calls)}.`,
    ),
    ...told(
      (op) => callOf(op, calls)?.rest !== undefined && releases(op, calls) === null,
      () =>
        'releases the GIL for a part of its time only. A kernel of this page does one or the other throughout, so CPython’s gain lies between the two.',
    ),
  ];
  return [...new Set(all)].join('');
}

/** What helps where a call holds the GIL. */
function instead(op: KernelOp, calls: Calls): string {
  const others = callsOf(op, calls).map(({ name }) => name);
  const free = others.find((name) => releases({ ...op, function: name }, calls) === true);
  return free === undefined ? 'processes don’t share one' : `${free} does the same and releases it`;
}

/** What the GIL leaves to gain, where that is less than the cores do: no schedule of this work exceeds it. */
function limitOf({ facts, report }: Told): string {
  const { serial_fraction: serial, amdahl_bound: bound } = report.head.metrics;
  const room = Math.min(facts.cores, facts.lanes);
  const isLimit = facts.locks && facts.runtime !== 'one-lock' && serial > 0 && bound < 0.95 * room;
  if (!isLimit || Math.abs(bound * serial - 1) > 0.01) return '';
  return ` Under ${facts.label} ${percent(serial)} of this work needs the GIL, so no number of threads and cores makes it more than ${times(bound)} as fast as one thread.`;
}

/** The longest wait for a lock, as the table of threads has it. */
function longestWaitUs({ pieces }: Report, { states }: Vocabulary): number {
  return Math.max(0, ...sharesOf(pieces, null, states).map(({ waitsUs }) => waitsUs.at(-1) ?? 0));
}

/** Whether it is about how long threads that block now and then wait beside others, and not about how soon all is done. */
function isAboutWaits({ threads }: Scenario): boolean {
  const blocks = threads.some(({ ops }) => ops.some((op) => op.op === 'wait' && op.us > 0));
  return blocks && new Set(threads.map(({ ops }) => JSON.stringify(ops))).size > 1;
}

/**
 * The story of the first two runs, and who was the fastest of more; `doubts` are what the sanity gate says of them, `more`
 * what `remarks` finds, and `waitsUs` the longest wait for the lock in each, where they are about that.
 */
export function tell(
  runs: readonly RunFacts[],
  doubts: readonly Doubt[] = [],
  more = '',
  waitsUs: readonly number[] | null = null,
): Story | null {
  const [first, second] = runs;
  if (first === undefined) return null;
  if (doubts.length > 0) return { headline: TOO_NOISY, sentence: tooNoisy(doubts), ratio: null };
  const story: Story =
    second === undefined
      ? alone(first, more)
      : waitsUs !== null
        ? {
            headline: `Longest wait for the lock: ${runs.map(({ label }, i) => `${label} ${duration(waitsUs[i] ?? 0)}`).join(', ')}`,
            sentence: `${account(first)}. ${account(second)}.${more}`,
            ratio: null,
          }
        : {
            headline: headlineOf(first, second),
            sentence: `${sentenceOf(first, second)}${others(runs)}${more}`,
            ratio: first.wallUs / second.wallUs,
          };
  const computed = runs.filter(({ engine }) => engine === 'simulated');
  if (computed.length === 0) return story;
  if (computed.length < runs.length) {
    const who = computed.map(({ label }) => label).join(' and ');
    return { ...story, sentence: `${who}: computed, not measured. ${story.sentence}` };
  }
  return {
    ...story,
    headline: `Simulated: ${story.headline}`,
    sentence: `Computed for ${virtualCores(runs)}, not measured. Real threads gain less. ${story.sentence}`,
  };
}

interface Told {
  facts: RunFacts;
  report: Report;
}

/** The story of finished runs, with what is to be said of their setup. */
export function storyOf(
  runs: readonly Told[],
  doubts: readonly Doubt[],
  vocabulary: Vocabulary,
): Story | null {
  const scenarios = runs.map(({ report }) => report.head.scenario);
  const waits = scenarios.every(isAboutWaits)
    ? runs.map(({ report }) => longestWaitUs(report, vocabulary))
    : null;
  const locked = scenarios.filter(({ runtime }) => hasLock(vocabulary, runtime));
  const more = [remarks(locked, vocabulary), ...new Set(runs.map(limitOf))].join('');
  return tell(
    runs.map(({ facts }) => facts),
    doubts,
    more,
    waits,
  );
}
