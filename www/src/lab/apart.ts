// Runs where threads cannot share memory: in processes, each with a memory of its own, and the lock a message between them.
// Invariant: measured all the same, by the same kernels, and labelled as what it is.

import type { Report } from '../run/report.ts';
import type { Checked, Refusal, Scenario } from '../wasm/core.ts';
import type { Proposal } from '../wasm/protocol.ts';
import { ArrivingLanes } from './arriving.ts';
import { type Asked, Lab, type Observer } from './lab.ts';
import { makesSharedMemory } from './sharing.ts';

/** Each has 128 MiB. */
const MOST_PROCESSES = 16;

export class ProcessLab extends Lab {
  override get measures(): boolean {
    return this.isolation !== null || makesSharedMemory();
  }

  override async check(questions: readonly Proposal[]): Promise<Checked[]> {
    const checked = await super.check(questions);
    return checked.map((answer, i) => {
      if (this.isolation !== null || 'refusal' in answer || questions[i]?.engine !== 'measured')
        return answer;
      const refusal = teamOf(answer.scenario) ?? tooMany(answer.scenario);
      return refusal === null ? answer : { refusal };
    });
  }

  protected override async measureOne(
    asked: Asked,
    stop: AbortSignal,
    index: number,
    observer: Observer,
  ): Promise<Report> {
    if (this.isolation !== null) return super.measureOne(asked, stop, index, observer);
    const ask = { scenario: JSON.stringify(asked.scenario) };
    const preparing = (words: string) => observer.preparing(index, words);
    await this.quiet(stop, preparing);
    const cluster = await this.coreFor(await this.needs(ask), stop, preparing);
    observer.preparing(index, 'Starting processes');
    const layout = await this.prepare(cluster, ask);
    const live = new ArrivingLanes(layout, this.words?.phases.indexOf('running') ?? 0);
    cluster.noted = (note) => live.note(note);
    try {
      observer.running(index, live);
      await cluster.call('apart', ask, Number.POSITIVE_INFINITY);
    } finally {
      observer.ended(index);
      this.afterglow(cluster);
    }
    stop.throwIfAborted();
    return this.reportOf(cluster, 'processes');
  }
}

/** Why a Scenario with threads inside its kernels is refused. */
function teamOf({ threads }: Scenario): Refusal | null {
  const teams = threads.flatMap(({ ops }, i) =>
    ops.map((op, j) => ({
      path: `/threads/${i}/ops/${j}/blas_threads`,
      size: op.op === 'kernel' ? op.blas_threads : 1,
    })),
  );
  const [largest] = teams.toSorted((a, b) => b.size - a.size);
  if (largest === undefined || largest.size === 1) return null;
  return refusalOf(largest.path, {
    value: `${largest.size}`,
    bound: '1',
    fault: `blas_threads = ${largest.size}: each thread is a process of its own here, and processes can’t help each other`,
    fix: 'use 1',
  });
}

function tooMany({ threads }: Scenario): Refusal | null {
  const lanes = threads.reduce((sum, { count }) => sum + count, 0);
  if (lanes <= MOST_PROCESSES) return null;
  const most = threads.reduce((best, { count }, i) => (count > (threads[best]?.count ?? 0) ? i : best), 0);
  return refusalOf(`/threads/${most}/count`, {
    value: `${lanes}`,
    bound: `1 to ${MOST_PROCESSES}`,
    fault: `threads = ${lanes}: each is a process of 128 MiB here`,
    fix: `use 1 to ${MOST_PROCESSES}, or simulate them`,
  });
}

type Parts = Record<'value' | 'bound' | 'fault' | 'fix', string>;

function refusalOf(path: string, { value, bound, fault, fix }: Parts): Refusal {
  return { code: 'range', path, value, bound, fix, message: `${fault}; ${fix}` };
}
