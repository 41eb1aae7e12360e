// Runs Scenarios, on real threads or on virtual cores. Invariant: at most one run at a time; after a crash, a cancel that did
// not take, or another thread count, everything starts afresh in new memory; nothing is ever simulated in place of a
// measurement that was asked for and can be made.
import { FULL_PRESETS, FULL_WORDS } from '../../pkg/first/cores.js';
import { coresHere } from '../base/here.ts';
import { CANCELLED, ProblemError } from '../base/problem.ts';
import { type Report, reportOf } from '../run/report.ts';
import type { Checked, Doubt, Engine, Layout, Needs, Scenario, Vocabulary } from '../wasm/core.ts';
import type { Arriving } from '../wasm/load.ts';
import type { Columns, Judged, Proposal } from '../wasm/protocol.ts';
import type { Cluster } from './cluster.ts';
import { Clusters } from './clusters.ts';
import { type Core, coreOf, type Wanted } from './cores.ts';
import { type Live, LiveLanes } from './live.ts';
import { type Isolation, NOT_ISOLATED, probeSharing } from './sharing.ts';
import { orStopped, sleep } from './stopping.ts';
import { inTurn } from './turn.ts';

const CHECK_TIMEOUT_MS = 5000;
const STEP_TIMEOUT_MS = 60_000;
/** How long a cancelled run may take to stop by itself before its threads are ended. */
const CANCEL_GRACE_MS = 200;
/** Chromium lets a busy worker spin for two more seconds after it was ended; nothing may be measured beside it. */
const AFTERGLOW_MS = 2500;

/** One run of a series, its Scenario complete. */
export interface Asked {
  scenario: Scenario;
  engine: Engine;
}

/** Watches a series of runs from outside. */
export interface Observer {
  /** Something takes a while before the run itself: said in words. */
  preparing(run: number, words: string): void;
  running(run: number, live: Live): void;
  /** The live lanes must not be read any more. */
  ended(run: number): void;
  finished(run: number, report: Report): void;
}

export class Lab {
  isolation: Isolation | null = null;
  /** Bytes of the memory in use: fixed, because memory that grows breaks browsers. */
  get memoryBytes(): number {
    return this.#clusters.memoryBytes;
  }
  /** Set while the tab was out of sight during a run: its times mean little. */
  hidden = false;
  readonly #clusters = new Clusters();
  /** Null until it has been opened. */
  protected words: Vocabulary | null = null;
  /** The one that a run waits for. */
  #busy: Cluster | null = null;
  #live: Live | null = null;
  #stop = new AbortController();
  /** The series of runs that is going on. */
  #current: Promise<Report[]> | null = null;
  #quietAt = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.hidden = true;
    });
  }

  /** What answers these settings. */
  answering(settings: Wanted): Core {
    return coreOf(settings, { words: FULL_WORDS, presets: FULL_PRESETS });
  }

  /** Loads what answers first and gives the vocabulary, which is the same in all. May be called again after a failure. */
  async open(core: Core, arriving?: Arriving): Promise<Vocabulary> {
    this.isolation = await probeSharing();
    this.#clusters.shares = this.isolation !== null;
    const { vocabulary } = await this.#clusters.start(this.measures ? core : 'simulator', arriving);
    this.words = vocabulary;
    return vocabulary;
  }

  /** Whether it can measure at all; true until the core is open and knows better. */
  get measures(): boolean {
    return this.isolation !== null;
  }

  /** The engine that answers where this one is wanted: without shared memory nothing can be measured. */
  engineFor(wanted: Engine): Engine {
    return this.measures ? wanted : 'simulated';
  }

  async check(questions: readonly Proposal[]): Promise<Checked[]> {
    return (await this.#clusters.anyone()).call('check', questions, CHECK_TIMEOUT_MS);
  }

  /** Why these runs must not be told beside one another; what one of them is doubted for by itself stands in its head. */
  async judge(runs: readonly Judged[]): Promise<Doubt[]> {
    if (runs.filter(({ engine }) => engine === 'measured').length < 2) return [];
    const asked = runs.map(({ engine, scenario, wall_us, one_thread_us }) => {
      return { engine, scenario, wall_us, one_thread_us };
    });
    return (await this.#clusters.anyone()).call('judge', asked, CHECK_TIMEOUT_MS);
  }

  /** Runs one after the other; rejects with what stopped it. What was going on before is stopped. */
  async run(runs: readonly Asked[], observer: Observer): Promise<Report[]> {
    while (this.#current !== null) {
      const before = this.#current;
      this.cancel();
      await before.catch(() => {});
    }
    const stop = new AbortController();
    this.#stop = stop;
    const current = inTurn(
      () => this.#runAll(runs, stop, observer),
      () => observer.preparing(0, 'Waiting until another playground has finished'),
      stop.signal,
    );
    this.#current = current;
    try {
      return await current;
    } catch (thrown) {
      // What fails after a stop fails because of it.
      stop.signal.throwIfAborted();
      throw thrown;
    } finally {
      this.#current = null;
    }
  }

  async #runAll(runs: readonly Asked[], stop: AbortController, observer: Observer): Promise<Report[]> {
    const reports: Report[] = [];
    for (const [index, { scenario, engine }] of runs.entries()) {
      this.hidden = document.visibilityState === 'hidden';
      const report =
        engine === 'simulated'
          ? await this.#simulateOne(scenario, stop.signal, index, observer)
          : await this.measureOne({ scenario, engine }, stop.signal, index, observer);
      reports.push(report);
      observer.finished(index, report);
    }
    return reports;
  }

  /** Stops the run; `run` rejects within 300 ms. */
  cancel(): void {
    const current = this.#current;
    const cluster = this.#busy;
    if (current === null || this.#stop.signal.aborted) return;
    this.#stop.abort(new ProblemError(CANCELLED));
    this.#live?.cancel();
    // What is short ends by itself, and then nothing has to be loaded again.
    setTimeout(() => {
      if (this.#current === current) cluster?.end(CANCELLED);
    }, CANCEL_GRACE_MS);
  }

  async #simulateOne(
    scenario: Scenario,
    stop: AbortSignal,
    index: number,
    observer: Observer,
  ): Promise<Report> {
    const { cores } = scenario;
    const simulating = `Simulating on ${cores === 1 ? '1 virtual core' : `${cores} virtual cores`}`;
    const preparing = (words: string) => observer.preparing(index, words);
    const cluster = await orStopped(this.#clusters.simulator(preparing), stop);
    observer.preparing(index, simulating);
    this.#busy = cluster;
    try {
      const ask = { scenario: JSON.stringify(scenario) };
      const columns = await cluster.call('simulate', ask, Number.POSITIVE_INFINITY);
      stop.throwIfAborted();
      return this.read(columns);
    } finally {
      this.afterglow(cluster);
    }
  }

  protected async measureOne(
    { scenario }: Asked,
    stop: AbortSignal,
    index: number,
    observer: Observer,
  ): Promise<Report> {
    const ask = { scenario: JSON.stringify(scenario) };
    const cluster = await this.#pooled(ask, stop, (words) => observer.preparing(index, words));
    const layout = await this.prepare(cluster, ask);
    stop.throwIfAborted();
    if (cluster.memory === null || this.isolation === null) throw new ProblemError(NOT_ISOLATED);
    const live = new LiveLanes(cluster.memory, layout);
    this.#live = live;
    let phase: string;
    // Another clock than that of the threads, which theirs is held against.
    const startedMs = Date.now();
    try {
      observer.running(index, live);
      phase = await cluster.call('run', null, Number.POSITIVE_INFINITY);
    } finally {
      // From here on the core may give the lanes' memory to something else: it must not be read any more, let alone written.
      this.#live = null;
      observer.ended(index);
      this.afterglow(cluster);
    }
    const elapsedUs = (Date.now() - startedMs) * 1000;
    if (phase === 'cancelled') await cluster.call('discard', null, STEP_TIMEOUT_MS);
    stop.throwIfAborted();
    return this.reportOf(cluster, this.isolation, elapsedUs);
  }

  /** Lays the run out. */
  protected prepare(cluster: Cluster, ask: { scenario: string }): Promise<Layout> {
    return cluster.call('prepare', { ...ask, cores: coresHere() }, STEP_TIMEOUT_MS);
  }

  /** What came out of the run that has just ended. */
  protected async reportOf(cluster: Cluster, isolation: string, elapsed_us?: number): Promise<Report> {
    const environment = {
      cores: coresHere(),
      isolation,
      hidden: this.hidden,
      ...(elapsed_us !== undefined && { elapsed_us }),
    };
    return this.read(await cluster.call('finish', { environment }, STEP_TIMEOUT_MS));
  }

  protected read(columns: Columns): Report {
    return reportOf(columns, this.words as Vocabulary);
  }

  /** Cancelled or crashed: its threads may go on computing for a while. */
  protected afterglow(cluster: Cluster): void {
    if (!cluster.alive) this.#quietAt = performance.now() + AFTERGLOW_MS;
  }

  /** Waits until the threads of an earlier run have left the cores. */
  protected async quiet(stop: AbortSignal, preparing: (words: string) => void): Promise<void> {
    const quietMs = this.#quietAt - performance.now();
    if (quietMs <= 0) return;
    preparing('Waiting for the stopped threads to leave the cores');
    await sleep(quietMs, stop);
  }

  /** A core whose pool has just the threads that the run needs. */
  async #pooled(
    ask: { scenario: string },
    stop: AbortSignal,
    preparing: (words: string) => void,
  ): Promise<Cluster> {
    await this.quiet(stop, preparing);
    const needs = await this.needs(ask);
    const cluster = await this.coreFor(needs, stop, preparing);
    if (cluster.threads === needs.workers) return cluster;
    preparing(needs.workers === 1 ? 'Starting one thread' : `Starting ${needs.workers} threads`);
    if (cluster.threads !== null) cluster.end(CANCELLED);
    const pool = { threads: needs.workers, stackBytes: needs.stack_bytes };
    const fresh = cluster.alive ? cluster : await this.coreFor(needs, stop, preparing);
    try {
      await fresh.call('pool', pool, Number.POSITIVE_INFINITY);
    } catch (thrown) {
      if (thrown instanceof ProblemError) fresh.end(thrown.problem);
      throw thrown;
    }
    fresh.threads = needs.workers;
    stop.throwIfAborted();
    return fresh;
  }

  /** What a measured run of this takes. */
  protected async needs(ask: { scenario: string }): Promise<Needs> {
    return (await this.#clusters.anyone()).call('needs', ask, STEP_TIMEOUT_MS);
  }

  /** A core that can measure it. */
  protected async coreFor(
    needs: Needs,
    stop: AbortSignal,
    preparing: (words: string) => void,
  ): Promise<Cluster> {
    this.#busy = await orStopped(this.#clusters.measuring(needs, preparing), stop);
    return this.#busy;
  }
}
