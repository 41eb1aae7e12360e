// One press of Run, as the page shows it: tracks that fill, progress, then reports. Invariant: what is drawn while it
// runs comes from the run's own records; once a run is over its track is the report's, nothing kept from the live view.
import type { Engine, Op, Scenario, Vocabulary } from './core.ts';
import { duration, size } from './format.ts';
import type { Lab } from './lab.ts';
import type { LiveLanes } from './live.ts';
import type { Report } from './report.ts';
import { tagOf } from './runtimes.ts';
import { kernelTitle } from './sentence.ts';
import { emptyLane, statesIn } from './spans.ts';
import type { Track } from './timeline/track.ts';

export interface Progress {
  run: number;
  runs: number;
  label: string;
  words: string;
  done: number;
  total: number;
}

const PHASE_WORDS: Record<string, string> = {
  ready: 'Making the matrices',
  'warm-up': 'Warming up, so that no run is timed on cold code',
  clock: 'Bringing the threads’ clocks together',
  'one-thread': 'Timing the work on one thread alone',
  running: 'Computing',
  verifying: 'Checking the results by their own equations',
  done: 'Collecting the timeline',
};

/** Numbers that change all the time are told this often. */
const TELL_MS = 180;
/** A run in which nothing at all happens for so long gets a word about it. */
const STALL_MS = 60_000;

export class Experiment {
  tracks: Track[];
  progress: Progress;
  reports: Report[] = [];
  /** Every state that has been on a finished timeline. */
  readonly seen = new Set<string>();
  readonly engine: Engine;
  #vocabulary: Vocabulary;
  #changed: () => void;
  #toldAtMs = 0;
  #movedAtMs = performance.now();

  constructor(scenarios: readonly Scenario[], engine: Engine, vocabulary: Vocabulary, changed: () => void) {
    this.engine = engine;
    this.#vocabulary = vocabulary;
    this.#changed = changed;
    this.tracks = scenarios.map((scenario) => waitingTrack(scenario, engine, vocabulary));
    this.progress = {
      run: 0,
      runs: scenarios.length,
      label: this.#label(0),
      words: 'Preparing',
      done: 0,
      total: 0,
    };
  }

  /** `follow` calls its argument again and again until what it returns is called. */
  async run(lab: Lab, scenarios: Scenario[], follow: (read: () => void) => () => void): Promise<void> {
    let unfollow = () => {};
    this.reports = await lab.run(scenarios, this.engine, {
      preparing: (run, words) => this.#tell({ run, label: this.#label(run), words, done: 0, total: 0 }),
      running: (run, live) => {
        this.#movedAtMs = performance.now();
        this.#setTrack(run, { lanes: live.lanes, status: 'live' });
        this.#tell({
          run,
          label: this.#label(run),
          words: PHASE_WORDS.ready ?? '',
          done: 0,
          total: live.opsTotal,
        });
        unfollow = follow(this.#reader(run, live));
      },
      ended: () => unfollow(),
      finished: (run, report) => {
        const { lanes, held, head } = report;
        this.#setTrack(run, { lanes, held, status: 'done', endUs: head.wall_us });
        for (const state of statesIn(lanes)) this.seen.add(this.#vocabulary.states[state] ?? '');
        this.#changed();
      },
    });
  }

  #reader(run: number, live: LiveLanes): () => void {
    const phases = this.#vocabulary.phases;
    let startedUs = Number.POSITIVE_INFINITY;
    return () => {
      const { phase, opsDone, grown } = live.read();
      const nowMs = performance.now();
      const track = this.tracks[run];
      const name = phases[phase] ?? '';
      if (track !== undefined && name === 'running') {
        // The barrier's time on this clock is not known; every record shows it was at least this long ago.
        startedUs = Math.min(startedUs, nowMs * 1000 - live.newestUs);
        track.endUs = Math.max(live.newestUs, nowMs * 1000 - startedUs);
      } else if (track !== undefined) {
        track.endUs = live.newestUs;
      }
      const words = PHASE_WORDS[name] ?? name;
      const moved = grown || opsDone !== this.progress.done || words !== this.progress.words;
      if (moved) this.#movedAtMs = nowMs;
      if (nowMs - this.#movedAtMs > STALL_MS) {
        this.#tell({ words: `${words}; nothing has moved for a minute, Cancel is safe` });
      } else if (moved && nowMs - this.#toldAtMs >= TELL_MS) {
        this.#tell({ words, done: opsDone });
      }
    };
  }

  #label(run: number): string {
    return this.tracks[run]?.title ?? '';
  }

  #setTrack(run: number, change: Partial<Track>): void {
    this.tracks = this.tracks.map((track, i) => (i === run ? { ...track, ...change } : track));
  }

  #tell(change: Partial<Progress>): void {
    this.#toldAtMs = performance.now();
    this.progress = { ...this.progress, ...change };
    this.#changed();
  }
}

function waitingTrack(scenario: Scenario, engine: Engine, vocabulary: Vocabulary): Track {
  const { runtime, threads } = scenario;
  const row = vocabulary.runtimes.find(({ name }) => name === runtime);
  return {
    engine,
    runtime,
    title: row?.label ?? runtime,
    tag: tagOf(runtime),
    locks: row?.locks ?? true,
    lanes: threads.flatMap((thread, group) =>
      Array.from({ length: thread.count }, (_, i) =>
        emptyLane(thread.count === 1 ? thread.name : `${thread.name} ${i + 1}`, group),
      ),
    ),
    held: null,
    status: 'waiting',
    endUs: 0,
    opName: (thread, op) => opName(threads[thread]?.ops[op]),
  };
}

function opName(op: Op | undefined): string {
  if (op === undefined) return 'operation';
  if (op.op === 'kernel') {
    const batch = op.batch === undefined ? '' : `${op.batch} times `;
    return `${batch}${kernelTitle(op.name)} of ${size(op)}`;
  }
  return op.op === 'python' ? `${duration(op.us)} of Python` : `a wait of ${duration(op.us)}`;
}
