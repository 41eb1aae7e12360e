// Runs where threads cannot share memory: in processes, each with a memory of its own, and the lock a message between them.
// Invariant: measured all the same, by the same kernels, and labelled as what it is.

import type { Report } from '../run/report.ts';
import type { Checked } from '../wasm/core.ts';
import type { Proposal } from '../wasm/protocol.ts';
import { ArrivingLanes } from './arriving.ts';
import { type Asked, Lab, type Observer } from './lab.ts';
import { makesSharedMemory } from './sharing.ts';

export class ProcessLab extends Lab {
  override get measures(): boolean {
    return this.isolation !== null || makesSharedMemory();
  }

  override check(questions: readonly Proposal[]): Promise<Checked[]> {
    const apart = this.isolation === null;
    return super.check(questions.map((question) => ({ ...question, apart })));
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
