// What is said of the runs that were made while a lesson is open. Invariant: pure; the lesson speaks of runs by the
// interpreters of its setup or a try, whose work it says it is about. Of any other it is told what each timeline holds.

import { readFields } from '../question/draft.ts';
import type { Settings } from '../question/settings.ts';
import { writeVariant } from '../question/variant.ts';
import { tooNoisy } from '../run/noisy.ts';
import { account } from '../run/sentence.ts';
import type { Doubt } from '../wasm/core.ts';
import { kindly } from './catalogue/bet.ts';
import type { Evidence } from './catalogue/evidence.ts';
import { type Finding, type Lesson, settingsOf } from './catalogue/lesson.ts';

export interface Reading {
  /** Why nothing is concluded; null where something may be. */
  noisy: string | null;
  /** Null where the lesson's words are not about these runs, or nothing is concluded. */
  finding: Finding | null;
  /** No dial was turned and nothing was edited: a bet was about just this. */
  own: boolean;
  /** What is true of the runs, whatever the lesson. */
  plainly: string;
}

/** More runs than these are told by their own timelines. */
const TOLD = 3;

/** `asked`: the settings that the runs were asked by; `doubts`: what the sanity gate says of them. */
export function readRuns(
  lesson: Lesson,
  asked: Settings,
  runs: readonly Evidence[],
  doubts: readonly Doubt[],
): Reading {
  const noisy = doubts.length > 0;
  return {
    noisy: noisy ? tooNoisy(doubts) : null,
    finding: !noisy && answers(lesson, runs) && lesson.about(runs) ? lesson.find(runs) : null,
    own: isOwn(lesson, asked, runs),
    plainly: runs.slice(0, TOLD).map(account).map(closed).join(' '),
  };
}

/** What is said to a reader who bet; null where it could be untrue. */
export function reply({ intuitions }: Lesson, bet: number | null, { finding, own }: Reading): string | null {
  const truth = finding?.truth ?? null;
  if (bet === null || truth === null || !own) return null;
  return kindly(bet, truth, intuitions);
}

/** Whether these interpreters answer the lesson or one of its tries, in their order. */
function answers({ setUp, tries, measurable }: Lesson, runs: readonly Evidence[]): boolean {
  const here = runs.map(({ runtime }) => runtime).join();
  const theirs = [setUp, ...tries].map(({ compare = setUp.compare }) =>
    compare.map(({ runtime }) => runtime).join(),
  );
  return theirs.includes(here) && (measurable || runs.every(({ engine }) => engine === 'simulated'));
}

function isOwn(lesson: Lesson, asked: Settings, runs: readonly Evidence[]): boolean {
  const { scenario, compare, engine } = settingsOf(lesson);
  return (
    asked.cores === null &&
    asked.scenario !== null &&
    normal(asked.scenario) === normal(scenario) &&
    asked.compare?.map(writeVariant).join() === compare?.map(writeVariant).join() &&
    runs.every((run) => run.engine === engine)
  );
}

/** The same text for the same Scenario, however it is laid out. */
function normal(scenario: string | null): string {
  const read = readFields(scenario ?? '');
  return read.ok ? JSON.stringify(read.fields) : '';
}

function closed(words: string): string {
  return `${words}.`;
}
