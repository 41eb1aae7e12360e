// Runs where threads cannot share memory: in processes, each with a memory of its own, and the lock a message between them.
// Invariant: measured all the same, by the same kernels, and labelled as what it is.

import type { Report } from '../run/report.ts';
import type { Checked, Question } from '../wasm/protocol.ts';
import { ArrivingLanes } from './arriving.ts';
import { type Asked, Lab, type Observer } from './lab.ts';
import { makesSharedMemory } from './sharing.ts';

/** Each has 128 MiB. */
const MOST_PROCESSES = 16;

export class ProcessLab extends Lab {
  override get measures(): boolean {
    return this.isolation !== null || makesSharedMemory();
  }

  override async check(questions: readonly Question[]): Promise<Checked[]> {
    const checked = await super.check(questions);
    return checked.map((answer, i) => {
      if (this.isolation !== null || !answer.ok || questions[i]?.engine !== 'measured') return answer;
      const { threads } = answer.scenario;
      const lanes = threads.reduce((sum, { count }) => sum + count, 0);
      const teams = threads.flatMap(({ ops }) => ops.map((op) => (op.op === 'kernel' ? op.blas_threads : 1)));
      const most = Math.max(1, ...teams);
      if (most > 1)
        return refused(
          `blas_threads = ${most}: each thread is a process of its own here, and processes can’t help each other; use 1`,
        );
      if (lanes > MOST_PROCESSES)
        return refused(
          `threads = ${lanes}: each is a process of 128 MiB here; use 1 to ${MOST_PROCESSES}, or simulate them`,
        );
      return answer;
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

function refused(message: string): Checked {
  return { ok: false, message };
}
