// The element around the frame: what it is told of the session, and what it asks. Invariant: it is told what a reader sees,
// each thing once; whatever it asks is answered.

import { fetched, type Problem, ProblemError, problemOf } from '../base/problem.ts';
import type { FromFrame, ToFrame } from '../element/messages.ts';
import type { Failure, Ready, Report } from '../element/types.ts';
import type { Session } from '../page/session.ts';
import type { Timelines } from '../timeline/timelines.ts';
import { Channel } from './channel.ts';
import type { Keys } from './keys.ts';
import { adoptLook } from './look.ts';
import { published } from './report.ts';

const NOTHING_RUN: Problem = {
  code: 'bad-config',
  title: 'There is no trace yet.',
  detail: 'Nothing has been run.',
  hint: 'Call run() first.',
};

const ASKED_WRONGLY = 'A question is a hash: it begins with #. This one is ignored.';

export class Host {
  readonly #session: Session;
  readonly #timelines: () => Timelines | null;
  readonly #channel = new Channel((message) => this.#obey(message));
  /** The question that was asked last is being read. */
  #asking: Promise<void> = Promise.resolve();
  /** What was told last. */
  #stage = '';
  #problem: Problem | null = null;
  #complaints = '';
  #height = 0;

  constructor(session: Session, timelines: () => Timelines | null) {
    this.#session = session;
    this.#timelines = timelines;
  }

  ready(ready: Ready, badge: string): void {
    this.#channel.say({ type: 'ready', ready, badge });
  }

  /** How high the page would like to be. */
  size(height: number): void {
    const whole = Math.ceil(height);
    if (whole === this.#height) return;
    this.#height = whole;
    this.#channel.say({ type: 'size', height: whole });
  }

  /** What is new in the session. */
  tell(keys: Keys): void {
    const { stage, problem, experiment, question } = this.#session;
    if (stage === 'running' && experiment !== null) {
      const { run, runs, done, total } = experiment.progress;
      // Of all runs together: each has as many operations as the one that is on.
      this.#channel.say({ type: 'progress', done: run * total + done, total: runs * total });
    }
    if (problem !== this.#problem && problem !== null)
      this.#channel.say({ type: 'error', failure: failureOf(problem) });
    this.#problem = problem;
    this.#warn([...keys.complaints, ...question.complaints.map(({ message }) => message)]);
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#channel.say({ type: 'state', state: stage });
    if (stage === 'done') this.#channel.say({ type: 'result', reports: this.#reports() });
  }

  #warn(complaints: readonly string[]): void {
    const all = complaints.join('\n');
    if (all === this.#complaints) return;
    this.#complaints = all;
    for (const message of complaints) this.#channel.say({ type: 'warning', message });
  }

  #reports(): Report[] {
    const { experiment, vocabulary } = this.#session;
    if (experiment === null || vocabulary === null) return [];
    return experiment.shown.map(({ report }) => published(report, vocabulary));
  }

  #obey(message: ToFrame): void {
    switch (message.type) {
      case 'look':
        adoptLook(message.look);
        this.#timelines()?.repaint();
        break;
      case 'ask':
        // A parent's word: anything but a hash would be another address.
        if (typeof message.hash !== 'string' || !message.hash.startsWith('#')) {
          this.#channel.say({ type: 'warning', message: ASKED_WRONGLY });
          break;
        }
        history.replaceState(null, '', message.hash);
        this.#asking = this.#session.read();
        break;
      case 'run':
      case 'trace':
        void this.#answer(message.type, message.id);
        break;
      case 'cancel':
        this.#session.cancel();
        break;
      case 'reset':
        this.#session.leave();
        break;
    }
  }

  async #answer(asked: 'run' | 'trace', id: number): Promise<void> {
    let answer: FromFrame;
    try {
      const value = asked === 'run' ? await this.#run() : await this.#trace();
      answer = { type: 'answer', id, value };
    } catch (thrown) {
      answer = { type: 'refusal', id, failure: failureOf(problemOf(thrown)) };
    }
    this.#channel.say(answer);
  }

  async #run(): Promise<Report[]> {
    await this.#asking;
    await this.#session.run();
    const { done, problem, question } = this.#session;
    if (done) return this.#reports();
    const detail = question.complaints.map(({ message }) => message).join(' ');
    throw new ProblemError(
      problem ?? {
        code: 'bad-config',
        title: 'The playground cannot run this.',
        detail,
        hint: 'Change the attribute that the message names, then run again.',
      },
    );
  }

  async #trace(): Promise<string> {
    const shown = this.#session.done ? (this.#session.experiment?.shown ?? []) : [];
    if (shown.length === 0) throw new ProblemError(NOTHING_RUN);
    const { textOf } = await fetched(() => import('../files/question.ts'));
    return textOf({ make: 'file', format: 'perfetto', runs: shown.map(({ report }) => report.columns) });
  }
}

function failureOf({ code, title, detail, hint }: Problem): Omit<Failure, 'docsUrl'> {
  return { code, message: detail === '' ? title : `${title} ${detail}`, hint };
}
