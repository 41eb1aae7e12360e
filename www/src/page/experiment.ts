// One press of Run, as the page shows it: tracks that fill, progress, then results. Invariant: what is drawn while it
// runs comes from the run's own records; once a run is over its track is the report's, nothing kept from the live view,
// and of several rounds the one with the median wall time is shown.

import { duration, kernelTitle, size } from '../base/format.ts';
import type { Asked, Lab } from '../lab/lab.ts';
import type { Live } from '../lab/live.ts';
import type { Made, Planned } from '../question/plan.ts';
import { titleOf } from '../question/variant.ts';
import { mends, TRIES } from '../run/doubts.ts';
import { factsOf } from '../run/facts.ts';
import type { Finished, Progress } from '../run/finished.ts';
import { locksOf } from '../run/owners.ts';
import { type Report, reportOf } from '../run/report.ts';
import { hasLock, tagOf } from '../run/runtimes.ts';
import type { Story } from '../run/sentence.ts';
import { emptyLane, statesIn } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import type { Doubt, Op, Vocabulary } from '../wasm/core.ts';

const PHASE_WORDS: Record<string, string> = {
  ready: 'Creating the matrices',
  'warm-up': 'Warming up',
  clock: 'Comparing the threads’ clocks',
  'one-thread': 'Timing the work on one thread alone',
  running: 'Computing',
  verifying: 'Checking each result',
  done: 'Collecting the timeline',
};

/** Numbers that change all the time are told this often. */
const TELL_MS = 180;
/** A run in which nothing at all happens for so long gets a word about it. */
const STALL_MS = 8000;
const DOUBT_EVERY_MS = 1000;

/** Where the words about runs cannot be had. */
const UNTOLD: Story = {
  headline: 'The words about these runs couldn’t be loaded',
  sentence: 'Check your connection, then run again.',
  ratio: null,
};

/** Calls its argument again and again until what it returns is called, and draws where the argument says so. */
type Follow = (read: () => boolean) => () => void;

export class Experiment {
  tracks: Track[];
  progress: Progress;
  /** All rounds of each run, in the order of the runs. */
  readonly rounds: readonly Finished[][];
  /** Of each run that has ended the round with the median wall time; the same list until another one ends. */
  shown: readonly Finished[] = [];
  /** Why they must not be told as results: the words of the core's sanity gate. */
  doubts: readonly Doubt[] = [];
  /** What is told of them; null before there is anything. */
  story: Story | null = null;
  /** Every state that has been on a finished timeline. */
  readonly seen = new Set<string>();
  #planned: readonly Planned[];
  #times: number;
  #vocabulary: Vocabulary;
  #changed: () => void;
  #fromFile = false;
  /** How often these runs were made before, and came out too noisy. */
  #tried = 0;
  #toldAtMs = 0;
  #movedAtMs = performance.now();

  constructor(planned: readonly Planned[], times: number, vocabulary: Vocabulary, changed: () => void) {
    this.#planned = planned;
    this.#times = times;
    this.#vocabulary = vocabulary;
    this.#changed = changed;
    this.rounds = planned.map(() => []);
    this.tracks = planned.map((run) => waitingTrack(run, vocabulary));
    this.progress = {
      run: 0,
      runs: 0,
      label: this.#label(0),
      words: 'Preparing',
      done: 0,
      total: 0,
      silentS: 0,
    };
  }

  /** Runs that were made before. */
  static of({ planned, titles, fromFile, rounds }: Made, vocabulary: Vocabulary): Experiment {
    const experiment = new Experiment(planned, rounds[0]?.length ?? 1, vocabulary, () => {});
    experiment.#fromFile = fromFile;
    for (const [run, title] of titles.entries()) experiment.#setTrack(run, { title });
    for (const [run, all] of rounds.entries())
      for (const columns of all) experiment.#finish(run, reportOf(columns, vocabulary));
    for (const [run, { report }] of experiment.shown.entries()) experiment.#show(run, report);
    return experiment;
  }

  /** What it was made of. */
  get made(): Made {
    return {
      planned: this.#planned,
      titles: this.tracks.map(({ title }) => title),
      fromFile: this.#fromFile,
      rounds: this.rounds.map((rounds) => rounds.map(({ report }) => report.columns)),
    };
  }

  /** Whether these are the runs that would be made now; `planned` is null where that is unknown. */
  answers(planned: readonly Planned[] | null): boolean {
    const asked = (runs: readonly Planned[]) =>
      JSON.stringify(runs.map(({ scenario, engine }) => [scenario, engine]));
    return planned === null || this.#fromFile || asked(planned) === asked(this.#planned);
  }

  async run(lab: Lab, follow: Follow): Promise<void> {
    const all = this.#planned.map((_, run) => run);
    let left = all;
    for (this.#tried = 0; ; this.#tried++) {
      await this.#series(left, lab, follow);
      await this.judge(lab);
      if (!mends(this.doubts) || this.#tried + 1 === TRIES) return;
      // What is right by itself stays; where only the comparison is in doubt, each of them may be wrong.
      const wrong = all.filter((run) => this.shown[run]?.report.head.doubts.length !== 0);
      left = wrong.length > 0 ? wrong : all;
    }
  }

  /** Asks the sanity gate about what is shown, and puts into words what may be told. */
  async judge(lab: Pick<Lab, 'judge'>): Promise<void> {
    const own = this.shown.flatMap(({ title, report }) =>
      report.head.doubts.map((doubt) => ({ ...doubt, sentence: `${title}: ${doubt.sentence}` })),
    );
    this.doubts = [...own, ...(await lab.judge(this.shown.map(({ report }) => report.head)))];
    // Nothing needs the words before there is something to tell.
    const words = await import('../run/sentence.ts').catch(() => null);
    this.story = words?.storyOf(this.shown, this.doubts, this.#vocabulary) ?? UNTOLD;
  }

  /** Makes these runs. */
  async #series(runs: readonly number[], lab: Lab, follow: Follow): Promise<void> {
    let unfollow = () => {};
    for (const run of runs) this.rounds[run]?.splice(0);
    const rounds = Array.from({ length: this.#times }, (_, round) =>
      runs.map((run) => again(this.#planned[run] as Planned, round)),
    );
    const of = (at: number) => runs[at % runs.length] as number;
    this.progress.runs = runs.length * this.#times;
    // A step computed in one go sends no sign, so only the clock can tell.
    const doubting = setInterval(() => this.#doubt(), DOUBT_EVERY_MS);
    const over = lab.run(rounds.flat(), {
      preparing: (at, words) => {
        this.#moved();
        this.#tell({ run: at, label: this.#label(of(at)), words, done: 0, total: 0 });
      },
      running: (at, live) => {
        this.#moved();
        this.#setTrack(of(at), { lanes: [...live.lanes], status: 'live', endUs: 0 });
        this.#tell({
          run: at,
          label: this.#label(of(at)),
          words: PHASE_WORDS.ready ?? '',
          done: 0,
          total: live.opsTotal,
        });
        unfollow = follow(this.#reader(of(at), live));
      },
      ended: () => unfollow(),
      finished: (at, report) => {
        this.#moved();
        this.#finish(of(at), report);
        this.#changed();
      },
    });
    await over.finally(() => clearInterval(doubting));
    for (const [run, { report }] of this.shown.entries()) this.#show(run, report);
  }

  #finish(run: number, report: Report): void {
    const { title } = this.#trackOf(run);
    const facts = factsOf(report, this.#vocabulary, title);
    this.rounds[run]?.push({ title, report, facts });
    this.shown = this.rounds.flatMap(medianOf);
    this.#show(run, report);
  }

  #show(run: number, report: Report): void {
    const { head, columns, pieces, ...found } = report;
    this.#setTrack(run, { ...found, status: 'done', endUs: head.wall_us });
    for (const state of statesIn(report.lanes)) this.seen.add(this.#vocabulary.states[state] ?? '');
  }

  /** Whether there is something to draw: only while the lanes run, so that nothing is drawn while they time and watch. */
  #reader(run: number, live: Live): () => boolean {
    const phases = this.#vocabulary.phases;
    let startedUs = Number.POSITIVE_INFINITY;
    let before = '';
    return () => {
      const { phase, opsDone, grown } = live.read();
      const nowMs = performance.now();
      const track = this.#trackOf(run);
      const name = phases[phase] ?? '';
      if (name === 'running') {
        // The barrier's time on this clock is not known; every record shows it was at least this long ago.
        startedUs = Math.min(startedUs, nowMs * 1000 - live.newestUs);
        track.endUs = Math.max(live.newestUs, nowMs * 1000 - startedUs);
      }
      const words = PHASE_WORDS[name] ?? name;
      const moved = grown || opsDone !== this.progress.done || words !== this.progress.words;
      if (moved) this.#moved();
      // A phase that is over by the next look needs no word: to show it would take the very cores that are watched.
      if (moved && name === before && nowMs - this.#toldAtMs >= TELL_MS) this.#tell({ words, done: opsDone });
      before = name;
      return name === 'running';
    };
  }

  #moved(): void {
    this.#movedAtMs = performance.now();
    this.progress.silentS = 0;
  }

  #doubt(): void {
    const silentMs = performance.now() - this.#movedAtMs;
    if (silentMs >= STALL_MS) this.#tell({ silentS: Math.round(silentMs / 1000) });
  }

  #label(run: number): string {
    const { title } = this.#trackOf(run);
    return this.#tried === 0 ? title : `${title}, try ${this.#tried + 1} of ${TRIES}: the last was too noisy`;
  }

  #trackOf(run: number): Track {
    return this.tracks[run] as Track;
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

/** The round with the median wall time, if there is a round. */
function medianOf(rounds: readonly Finished[]): Finished[] {
  const inOrder = rounds.toSorted((a, b) => a.facts.wallUs - b.facts.wallUs);
  return inOrder.slice(Math.floor((inOrder.length - 1) / 2)).slice(0, 1);
}

/** A simulated run comes out the same unless the dice fall otherwise. */
function again({ scenario, engine }: Planned, round: number): Asked {
  return { scenario: { ...scenario, seed: scenario.seed + round }, engine };
}

function waitingTrack({ scenario, engine, variant }: Planned, vocabulary: Vocabulary): Track {
  const { runtime, threads } = scenario;
  const locks = hasLock(vocabulary, runtime);
  return {
    engine,
    scenario,
    runtime,
    title: titleOf(variant, vocabulary),
    tag: tagOf(scenario, vocabulary),
    locks,
    gils: locksOf(scenario, locks),
    lanes: threads.flatMap((thread, group) =>
      Array.from({ length: thread.count }, (_, i) =>
        emptyLane(thread.count === 1 ? thread.name : `${thread.name} ${i + 1}`, group, i),
      ),
    ),
    held: null,
    events: null,
    owners: null,
    heldCount: null,
    handoffs: [],
    passes: null,
    status: 'waiting',
    endUs: 0,
    taskName: (thread, op, rep) => `${opName(threads[thread]?.ops[op])}, task ${rep + 1}`,
  };
}

function opName(op: Op | undefined): string {
  if (op === undefined) return 'operation';
  if (op.op === 'kernel') {
    const batch = op.batch === undefined ? '' : `${op.batch} times `;
    return `${batch}${op.function ?? kernelTitle(op.name)} of ${size(op)}`;
  }
  return op.op === 'python' ? `${duration(op.us)} of Python` : `a wait of ${duration(op.us)}`;
}
