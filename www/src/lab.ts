// Runs Scenarios, on real threads or on virtual cores: owns the compiled module and the one cluster alive. Invariant: at
// most one run at a time; after a crash, a cancel that did not take, or another thread count, everything starts afresh
// in new memory; nothing is ever simulated in place of a measurement that was asked for and can be made.
import wasmUrl from '../pkg/gil_playground_bg.wasm?url';
import { Cluster } from './cluster.ts';
import type { Doubt, Engine, Scenario, Vocabulary } from './core.ts';
import { coresHere } from './here.ts';
import { type Live, LiveLanes } from './live.ts';
import { type Arriving, loadWasm } from './load.ts';
import { CANCELLED, ProblemError } from './problem.ts';
import type { Checked, Columns, Judged, Question } from './protocol.ts';
import { type Report, reportOf } from './report.ts';
import { type Isolation, probeSharing } from './sharing.ts';
import { inTurn } from './turn.ts';

const LOAD_TIMEOUT_MS = 8000;
const CHECK_TIMEOUT_MS = 5000;
export const STEP_TIMEOUT_MS = 60_000;
/** How long a cancelled run may take to stop by itself before its threads are ended. */
const CANCEL_GRACE_MS = 200;
/** Chromium lets a busy worker spin for two more seconds after it was ended; nothing may be measured beside it. */
const AFTERGLOW_MS = 2500;

/** Why the page simulates every run. */
export const NOT_ISOLATED = {
  code: 'not-isolated',
  title: 'Simulated, not measured: threads cannot share memory on this page.',
  detail:
    'Browsers share memory between threads only on pages with isolation headers. Some browsers refuse even then, so every run is simulated, on virtual cores.',
  hint:
    'To measure real threads, run `cargo xtask demo`, or serve this folder over https or localhost with ' +
    '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp".',
} as const;

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
    return this.#cluster?.memory?.buffer.byteLength ?? 0;
  }
  /** Set while the tab was out of sight during a run: its times mean little. */
  hidden = false;
  #module: WebAssembly.Module | null = null;
  /** Null until it has been opened. */
  protected words: Vocabulary | null = null;
  #cluster: Cluster | null = null;
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

  /** Loads the core and gives its vocabulary. May be called again after a failure. */
  async open(arriving?: Arriving): Promise<Vocabulary> {
    this.isolation = await probeSharing();
    this.#module ??= await loadWasm(wasmUrl, 'The core', arriving);
    const { vocabulary } = await this.#freshCluster();
    this.words = vocabulary;
    return vocabulary;
  }

  /** Whether it can measure at all; true until the core is open and knows better. */
  get measures(): boolean {
    return this.isolation !== null;
  }

  /** The engine that answers where this one is wanted: without shared memory nothing can be measured. */
  engineFor(wanted: Engine): Engine {
    return this.isolation === null ? 'simulated' : wanted;
  }

  async check(questions: readonly Question[]): Promise<Checked[]> {
    const { cluster } = await this.anyCluster();
    return cluster.call('check', questions, CHECK_TIMEOUT_MS);
  }

  /** Why these runs must not be told beside one another; what one of them is doubted for by itself stands in its head. */
  async judge(runs: readonly Judged[]): Promise<Doubt[]> {
    if (runs.filter(({ engine }) => engine === 'measured').length < 2) return [];
    const asked = runs.map(({ engine, scenario, wall_us, one_thread_us }) => {
      return { engine, scenario, wall_us, one_thread_us };
    });
    return (await this.anyCluster()).cluster.call('judge', asked, CHECK_TIMEOUT_MS);
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
      // A run that still waited for its turn was stopped without a Problem of ours.
      stopIf(stop.signal);
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
    const cluster = this.#cluster;
    if (current === null || this.#stop.signal.aborted) return;
    this.#stop.abort();
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
    observer.preparing(index, `Simulating on ${cores === 1 ? '1 virtual core' : `${cores} virtual cores`}`);
    const { cluster } = await this.anyCluster();
    try {
      const ask = { scenario: JSON.stringify(scenario) };
      const columns = await cluster.call('simulate', ask, Number.POSITIVE_INFINITY);
      stopIf(stop);
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
    const threads = await (await this.anyCluster()).cluster.call('workers', ask, STEP_TIMEOUT_MS);
    const cluster = await this.#clusterOf(threads, stop, (words) => observer.preparing(index, words));
    const layout = await cluster.call('prepare', ask, STEP_TIMEOUT_MS);
    stopIf(stop);
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
    stopIf(stop);
    return this.reportOf(cluster, this.isolation, elapsedUs);
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

  /** A cluster whose pool has exactly this many threads. */
  async #clusterOf(threads: number, stop: AbortSignal, preparing: (words: string) => void): Promise<Cluster> {
    await this.quiet(stop, preparing);
    const { cluster } = await this.anyCluster();
    if (cluster.threads === threads) return cluster;
    preparing(threads === 1 ? 'Starting one thread' : `Starting ${threads} threads`);
    if (cluster.threads !== null) cluster.end(CANCELLED);
    const fresh = cluster.alive ? cluster : (await this.#freshCluster()).cluster;
    stopIf(stop);
    try {
      await fresh.call('pool', { threads }, Number.POSITIVE_INFINITY);
    } catch (thrown) {
      if (thrown instanceof ProblemError) fresh.end(thrown.problem);
      throw thrown;
    }
    fresh.threads = threads;
    stopIf(stop);
    return fresh;
  }

  protected async anyCluster(): Promise<{ cluster: Cluster }> {
    return this.#cluster?.alive ? { cluster: this.#cluster } : this.#freshCluster();
  }

  async #freshCluster(): Promise<{ cluster: Cluster; vocabulary: Vocabulary }> {
    this.#module ??= await loadWasm(wasmUrl, 'The core');
    const cluster = new Cluster();
    this.#cluster = cluster;
    const ask = { module: this.#module, share: this.isolation !== null };
    try {
      const { memory, vocabulary } = await cluster.call('open', ask, LOAD_TIMEOUT_MS);
      cluster.memory = memory;
      return { cluster, vocabulary };
    } catch (thrown) {
      if (thrown instanceof ProblemError) cluster.end(thrown.problem);
      throw thrown;
    }
  }
}

export function stopIf(stop: AbortSignal): void {
  if (stop.aborted) throw new ProblemError(CANCELLED);
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    stop.addEventListener('abort', () => reject(new ProblemError(CANCELLED)));
    setTimeout(resolve, ms);
  });
}
