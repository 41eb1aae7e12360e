// The wasm files that have come, and the worker of each that is in use. Invariant: one core and one simulator alive at most;
// each file is fetched once, and only when it is needed.
import firstUrl from '../../pkg/first/gil_first_bg.wasm?url';
import fullUrl from '../../pkg/full/gil_full_bg.wasm?url';
import simulatorUrl from '../../pkg/simulator/gil_simulator_bg.wasm?url';
import { CANCELLED, ProblemError } from '../base/problem.ts';
import type { Needs, Vocabulary } from '../wasm/core.ts';
import { type Arriving, inWords, loadWasm } from '../wasm/load.ts';
import { Cluster } from './cluster.ts';
import type { Core } from './cores.ts';

/** Where they are, and what they are called. */
const CORES: Record<Core, { url: string; what: string }> = {
  first: { url: firstUrl, what: 'core' },
  full: { url: fullUrl, what: 'core with every kernel' },
  simulator: { url: simulatorUrl, what: 'simulator' },
};

const LOAD_TIMEOUT_MS = 8000;

export class Clusters {
  /** Whether threads share memory here; to be known before the first one starts. */
  shares = false;
  readonly #modules = new Map<Core, WebAssembly.Module>();
  #measuring: Cluster | null = null;
  #simulating: Cluster | null = null;

  get memoryBytes(): number {
    return this.#measuring?.memory?.buffer.byteLength ?? 0;
  }

  async simulator(preparing: (words: string) => void): Promise<Cluster> {
    return alive(this.#simulating) ?? this.#load('simulator', preparing);
  }

  /** A core that can measure it: the one there is, if it can. */
  async measuring({ full }: Needs, preparing: (words: string) => void): Promise<Cluster> {
    const there = alive(this.#measuring);
    if (there !== null && (there.core === 'full' || !full)) return there;
    return this.#load(full || this.#modules.has('full') ? 'full' : 'first', preparing);
  }

  /** One that answers questions about Scenarios: the one there is, else a new one. */
  async anyone(): Promise<Cluster> {
    const there = alive(this.#measuring) ?? alive(this.#simulating);
    if (there !== null) return there;
    const [loaded = 'first'] = this.#modules.keys();
    return (await this.start(loaded)).cluster;
  }

  async #load(core: Core, preparing: (words: string) => void): Promise<Cluster> {
    const loading = `Loading the ${CORES[core].what}`;
    if (!this.#modules.has(core)) preparing(loading);
    const arriving = inWords((words) => preparing(`${loading}: ${words}`));
    return (await this.start(core, arriving)).cluster;
  }

  async start(core: Core, arriving?: Arriving): Promise<{ cluster: Cluster; vocabulary: Vocabulary }> {
    const { url, what } = CORES[core];
    const module = this.#modules.get(core) ?? (await loadWasm(url, `The ${what}`, arriving));
    this.#modules.set(core, module);
    const cluster = new Cluster(core);
    if (core === 'simulator') this.#simulating = cluster;
    else {
      this.#measuring?.end(CANCELLED);
      this.#measuring = cluster;
    }
    const ask = { module, share: this.shares };
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

function alive(cluster: Cluster | null): Cluster | null {
  return cluster?.alive ? cluster : null;
}
