// What a lesson looks at: the numbers of one finished run, taken from its timeline. Invariant: pure functions of the
// report; it knows no lesson.
import type { Calls } from '../../run/call.ts';
import { factsOf, type RunFacts } from '../../run/facts.ts';
import type { Report } from '../../run/report.ts';
import type { LaneSpans } from '../../run/spans.ts';
import type { Op, Scenario, State, Vocabulary } from '../../wasm/core.ts';

export interface Evidence extends RunFacts {
  scenario: Scenario;
  /** What its calls do with the GIL. */
  calls: Calls;
  intervalUs: number;
  speedup: number;
  /** How often the lock went from one thread to another. */
  handoffs: number;
  /** How often a holder had to drop the lock. */
  forced: number;
  /** How often a holder of 2.7 offered the lock. */
  ticks: number;
  heldKernelUs: number;
  releasedKernelUs: number;
  /** Ready to run without a core to run on; helpers inside kernels count, too. Only a simulation knows. */
  noCoreUs: number;
  /** The middle of all stretches of Python that ended because another thread wanted the lock; null where none did. */
  turnUs: number | null;
  /** A thread that blocks now and then, if there is one. */
  polite: Polite | null;
}

export interface Polite {
  name: string;
  /** What one pass over its operations asks for: its waits and its computing, added up. */
  workUs: number;
  /** One pass in this run: the middle of all. */
  passUs: number;
  /** How much of a pass went by in waiting for the lock: the middle of all. */
  waitUs: number;
  /** How much longer than asked for its waits were, until the system had woken it: the middle of all. */
  wakeUs: number;
}

export function evidenceOf(report: Report, vocabulary: Vocabulary, label: string): Evidence {
  const { head, lanes } = report;
  const { scenario, metrics } = head;
  const state = (name: State) => vocabulary.states.indexOf(name);
  const spent = (name: State) => total(lanes, state(name));
  const python = lanes.flatMap((lane) => turns(lane, state('python'), state('gil-wait')));
  return {
    ...factsOf(report, vocabulary, label),
    scenario,
    calls: vocabulary,
    intervalUs: scenario.switch_interval_us,
    speedup: metrics.speedup,
    handoffs: metrics.handoffs,
    forced: metrics.forced_switches,
    ticks: report.events.kind.filter((kind) => kind === vocabulary.events.indexOf('tick')).length,
    heldKernelUs: spent('kernel-held'),
    releasedKernelUs: spent('kernel-released'),
    noCoreUs: spent('runnable'),
    turnUs: python.length === 0 ? null : middle(python),
    polite: politeOf(report, state('gil-wait'), state('io')),
  };
}

function total(lanes: readonly LaneSpans[], state: number): number {
  let sumUs = 0;
  for (const lane of lanes) {
    for (let i = 0; i < lane.count; i++) if (lane.state[i] === state) sumUs += lengthUs(lane, i);
  }
  return sumUs;
}

function lengthUs(lane: LaneSpans, span: number): number {
  return (lane.endUs[span] as number) - (lane.startUs[span] as number);
}

/** Stretches of Python that a wait for the lock cut short within one operation. */
function turns(lane: LaneSpans, python: number, wait: number): number[] {
  const found: number[] = [];
  let startUs: number | null = null;
  for (let i = 0; i < lane.count; i++) {
    if (lane.state[i] === python) startUs ??= lane.startUs[i] as number;
    else {
      const cut = lane.state[i] === wait && lane.op[i] === lane.op[i - 1] && lane.rep[i] === lane.rep[i - 1];
      if (startUs !== null && cut) found.push((lane.startUs[i] as number) - startUs);
      startUs = null;
    }
  }
  return found;
}

/** The first group of threads that waits for something outside and computes nothing. */
function politeOf({ head, lanes }: Report, wait: number, io: number): Polite | null {
  const { threads } = head.scenario;
  const group = threads.findIndex(({ ops }) => ops.some(isWait) && !ops.some((op) => op.op === 'kernel'));
  const thread = threads[group];
  if (thread === undefined) return null;
  const passes = lanes.filter((each) => each.thread === group).flatMap((lane) => passesOf(lane, wait, io));
  if (passes.length === 0) return null;
  return {
    name: thread.name,
    workUs: asked(thread.ops),
    passUs: middle(passes.map(({ us }) => us)),
    waitUs: middle(passes.map(({ waitUs }) => waitUs)),
    wakeUs: Math.max(0, middle(passes.map(({ ioUs }) => ioUs)) - asked(thread.ops.filter(isWait))),
  };
}

function asked(ops: readonly Op[]): number {
  return ops.reduce((sum, op) => sum + (op.op === 'kernel' ? 0 : op.us), 0);
}

function isWait(op: Op): boolean {
  return op.op === 'wait';
}

interface Pass {
  us: number;
  waitUs: number;
  ioUs: number;
}

function passesOf(lane: LaneSpans, wait: number, io: number): Pass[] {
  const passes: Pass[] = [];
  for (let i = 0; i < lane.count; i++) {
    const rep = lane.rep[i] as number;
    passes[rep] ??= { us: 0, waitUs: 0, ioUs: 0 };
    const pass = passes[rep];
    pass.us += lengthUs(lane, i);
    if (lane.state[i] === wait) pass.waitUs += lengthUs(lane, i);
    if (lane.state[i] === io) pass.ioUs += lengthUs(lane, i);
  }
  return passes.filter(Boolean);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
