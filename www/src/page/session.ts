// What is asked, what runs and what came out of it, without its looks. Invariant: one Settings, one Lab, one Experiment at
// a time; the stage stands on the element that shows it; every failure becomes a Problem.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { CANCELLED, type Problem, ProblemError, problemOf } from '../base/problem.ts';
import type { Opened } from '../files/share.ts';
import type { Lab } from '../lab/lab.ts';
import { readLessonLink } from '../lessons/link.ts';
import { isLesson } from '../question/lessons.ts';
import { type Asker, Question } from '../question/question.ts';
import { asksSame, DEFAULTS, type Settings } from '../question/settings.ts';
import type { Story } from '../run/sentence.ts';
import type { Stretch } from '../run/stretch.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { Stage } from '../ui/parts.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { inWords } from '../wasm/load.ts';
import { bringBack, keep } from './before.ts';
import { Experiment } from './experiment.ts';

/** The element that shows it. */
export interface SessionHost extends ReactiveControllerHost, HTMLElement {
  /** Where runs are drawn; null while nothing is. */
  readonly timelines: Timelines | null;
  /** The reader asked for a run that cannot be made, and has been told why. */
  refused(): void;
  /** The address, as this place reads it. */
  readonly hash: string;
}

export class Session implements ReactiveController, Asker {
  readonly lab: Lab;
  readonly question: Question;
  problem: Problem | null = null;
  /** How much of the core has come, in words, while that takes long. */
  arrived = '';
  /** Null until the core is there. */
  vocabulary: Vocabulary | null = null;
  experiment: Experiment | null = null;
  /** What its runs were asked by. */
  ran: Settings = DEFAULTS;
  /** What is to be said of runs from earlier in this session: that they are in view, or why they aren't. */
  kept = '';
  /** The stretch of time that is selected in the timelines. */
  stretch: Stretch | null = null;
  readonly #place: SessionHost;
  #stage: Stage = 'opening';
  /** Why the settings could not be judged the last time. */
  #unjudged: Problem | null = null;
  /** The run that is on answers a question that is no longer asked. */
  #abandoned = false;
  /** The run that is on is ending because it was cancelled. */
  #cancelled = false;
  /** The link asked for a run, or the reader pressed Run before the core was there. */
  #runWhenOpen = false;
  /** What is going on: opening, a run, or both. */
  #current: Promise<void> | null = null;

  constructor(place: SessionHost, lab: Lab) {
    this.#place = place;
    this.lab = lab;
    this.question = new Question(this, lab, readLessonLink);
    place.addController(this);
  }

  get stage(): Stage {
    return this.#stage;
  }

  get settings(): Settings {
    return this.question.settings;
  }

  get running(): boolean {
    return this.#stage === 'running';
  }

  get done(): boolean {
    return this.#stage === 'done';
  }

  hostConnected(): void {
    addEventListener('hashchange', this.read);
    this.#enter('opening');
    void this.#alone(() => this.#begin());
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.read);
  }

  readonly read = async (): Promise<void> => {
    await this.question.read(this.#place.hash);
    await bringBack(this);
  };

  async #begin(): Promise<void> {
    await this.read();
    // A lesson waits for the bet.
    this.#runWhenOpen ||= this.settings.start === 'load' && !isLesson(this.settings.lesson);
    await this.#open();
  }

  async #open(): Promise<void> {
    this.#enter('opening');
    this.problem = null;
    try {
      this.vocabulary = await this.lab.open(
        this.lab.answering(this.settings),
        inWords((words) => {
          this.arrived = words;
          this.requestUpdate();
        }),
      );
      this.#place.dataset.memoryBytes = String(this.lab.memoryBytes);
      this.#enter('ready');
    } catch (thrown) {
      this.fail(thrown);
    } finally {
      this.arrived = '';
    }
    if (this.vocabulary !== null) await this.question.check();
    await bringBack(this);
    const run = this.#runWhenOpen && this.#stage === 'ready';
    this.#runWhenOpen = false;
    if (run) await this.#run();
  }

  /** What is asked for while something is going on waits for that. */
  #alone(work: () => Promise<void>): Promise<void> {
    this.#current ??= work().finally(() => {
      this.#current = null;
    });
    return this.#current;
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#place.dataset.stage = stage;
    this.requestUpdate();
  }

  requestUpdate(): void {
    this.#place.requestUpdate();
  }

  /** False until the core is there and knows better. */
  get simulatesOnly(): boolean {
    return this.vocabulary !== null && !this.lab.measures;
  }

  fail(thrown: unknown): void {
    this.problem = problemOf(thrown);
    this.experiment = null;
    this.#enter(this.problem.code === 'aborted' ? 'ready' : 'failed');
  }

  /** What was found before stays: it answers what was asked then. */
  unjudged(thrown: unknown): void {
    if (thrown === null) {
      if (this.problem === this.#unjudged) this.problem = null;
    } else if (this.experiment === null) this.fail(thrown);
    else this.problem = this.#unjudged = problemOf(thrown);
    this.requestUpdate();
  }

  /** Runs stay while their question does, and in the form also when it changes; another lesson has none yet. */
  adopt(settings: Settings, from: 'address' | 'page'): void {
    const { lesson, theme } = settings;
    if (theme !== this.settings.theme) this.paint(theme);
    const left =
      from === 'address'
        ? !asksSame(settings, this.settings)
        : lesson !== null && lesson !== this.settings.lesson;
    if (left) this.leave();
  }

  /** Back to where nothing has been run. */
  leave(): void {
    if (this.running) {
      this.#abandoned = true;
      this.cancel();
    } else if (this.done) this.#drop();
  }

  #drop(): void {
    this.kept = '';
    this.experiment = null;
    this.problem = null;
    this.#enter('ready');
  }

  /** `theme`: light, dark, or auto for what the system prefers. */
  paint(theme: string): void {
    document.documentElement.style.colorScheme = theme === 'auto' ? '' : theme;
    this.#place.timelines?.repaint();
  }

  /** Settles when the run is over, however it ended. `asked`: what a reader did to start it, if one did. */
  readonly run = (asked?: Event): Promise<void> => {
    if (this.#stage === 'opening') this.#runWhenOpen = true;
    // A run that was cancelled, or that is being tidied up after, is not the one that is asked for now.
    else if (this.#current !== null && (this.#cancelled || !this.running))
      return this.#current.then(() => this.run(asked));
    return this.#alone(() => this.#run(asked));
  };

  async #run(asked?: Event): Promise<void> {
    if (this.vocabulary === null) {
      this.#runWhenOpen = true;
      await this.#open();
      return;
    }
    const before = this.#stage;
    this.#abandoned = false;
    this.#cancelled = false;
    this.#enter('running');
    const planned = await this.question.check();
    if (planned === null) {
      if (this.running) this.#enter(before);
      if (asked !== undefined) this.#place.refused();
      return;
    }
    this.problem = null;
    this.kept = '';
    this.experiment = new Experiment(planned, Number(this.settings.times), this.vocabulary, () =>
      this.requestUpdate(),
    );
    this.stretch = null;
    this.ran = this.settings;
    this.requestUpdate();
    await this.#place.updateComplete;
    try {
      // Until here there was no run yet that could have been cancelled.
      if (this.#cancelled) throw new ProblemError(CANCELLED);
      await this.experiment.run(this.lab, (read) => this.#place.timelines?.follow(read) ?? (() => {}));
      this.#enter('done');
    } catch (thrown) {
      this.fail(thrown);
    }
    if (this.#abandoned) {
      this.#drop();
      await bringBack(this);
    } else keep(this);
    this.#place.dataset.memoryBytes = String(this.lab.memoryBytes);
    this.#place.dataset.runs = String(Number(this.#place.dataset.runs ?? 0) + 1);
    await this.question.recheck();
  }

  readonly cancel = (): void => {
    this.#cancelled = this.running;
    this.lab.cancel();
  };

  /** Another question has another answer to look into. */
  readonly ask = ({ detail }: CustomEvent<Settings>): void => this.question.set({ ...detail, view: null });

  readonly look = ({ detail }: CustomEvent<Settings['view']>): void => this.question.look(detail);

  readonly select = ({ detail }: CustomEvent<Stretch | null>): void => {
    this.stretch = detail;
    this.requestUpdate();
  };

  readonly retry = (): Promise<void> =>
    this.vocabulary === null ? this.#alone(() => this.#open()) : this.run();

  /** Shows runs of a file; the form then asks what they answered. */
  async show({ made, settings }: Opened): Promise<void> {
    if (this.vocabulary === null || this.running) return;
    const experiment = Experiment.of(made, this.vocabulary);
    await experiment.judge(this.lab);
    if (this.running) return;
    this.kept = '';
    this.take(experiment, settings);
    this.question.set(settings);
    await this.question.written;
    keep(this);
  }

  get shows(): boolean {
    return this.experiment !== null && !this.#abandoned;
  }

  /** Shows runs that were made before. */
  take(experiment: Experiment, ran: Settings): void {
    this.experiment = experiment;
    this.ran = ran;
    this.problem = null;
    this.#enter('done');
  }

  get story(): Story | null {
    return this.done ? (this.experiment?.story ?? null) : null;
  }

  /** Whether the runs answer another question than the one that is asked now. */
  get stale(): boolean {
    return this.done && this.experiment?.answers(this.question.planned) === false;
  }
}
