// What the sanity gate doubts is told nowhere: headline, copied line, lesson, table and chart each ask it. Invariant: the
// doubts are made up here; whether a run deserves one is tested in the core, in tests/timeline/doubts.rs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdown } from '../src/files/texts.ts';
import type { Asked, Lab, Observer } from '../src/lab/lab.ts';
import { evidenceOf } from '../src/lessons/catalogue/evidence.ts';
import { settingsOf } from '../src/lessons/catalogue/lesson.ts';
import { lessonOf } from '../src/lessons/catalogue.ts';
import { readRuns, reply } from '../src/lessons/reading.ts';
import { Experiment } from '../src/page/experiment.ts';
import { Results } from '../src/page/results.ts';
import type { Planned } from '../src/question/plan.ts';
import { DEFAULTS } from '../src/question/settings.ts';
import { mends, TRIES } from '../src/run/doubts.ts';
import { factsOf } from '../src/run/facts.ts';
import type { Finished } from '../src/run/finished.ts';
import { TOO_NOISY, tooNoisy } from '../src/run/noisy.ts';
import type { Report } from '../src/run/report.ts';
import { tell } from '../src/run/sentence.ts';
import { pointOf } from '../src/scaling/point.ts';
import type { Doubt, ReportHead } from '../src/wasm/core.ts';
import { judge, simulate, VOCABULARY } from './core.ts';

const DOUBT: Doubt = {
  code: 'speedup',
  sentence: 'a speedup of 7.25 is more than the 2 that this work allows',
  value: 7.25,
  limit: 2.1,
  again: true,
};
const STEPS: Doubt = {
  ...DOUBT,
  code: 'steps',
  sentence: 'an operation is 1 step of this clock',
  again: false,
};

const hogs = (runtime: string) =>
  JSON.stringify({
    runtime,
    cores: 4,
    threads: [{ name: 'hog', count: 4, ops: [{ op: 'python', us: 50_000 }] }],
  });

/** A run as a quiet machine would have measured it, or as one that the gate doubts. */
function measured(runtime: string, doubts: readonly Doubt[] = []): Report {
  const report = simulate(hogs(runtime));
  const head: ReportHead = { ...report.head, engine: 'measured', doubts: [...doubts] };
  return { ...report, head };
}

function finished(report: Report): Finished {
  const title = report.head.scenario.runtime;
  return { title, report, facts: factsOf(report, VOCABULARY, title) };
}

const RUNS = ['one-lock', 'cpython-3.12'].map((runtime) => finished(measured(runtime)));
const FACTS = RUNS.map(({ facts }) => facts);
/** What would be a conclusion. */
const CONCLUSION = /as fast|as long|same time|no difference|speed of one|\d×/;

test('the headline says that it is too noisy, why and what to do, and gives no factor', () => {
  const story = tell(FACTS, [DOUBT]);
  assert.equal(story?.headline, TOO_NOISY);
  assert.equal(story.ratio, null);
  assert.match(
    story.sentence,
    /^A speedup of 7\.25 is more than .* allows\. Close other programs.* run again\.$/,
  );
  assert.doesNotMatch(story.sentence, CONCLUSION);
  assert.match(tell(FACTS, [STEPS])?.sentence ?? '', /larger n or repeat/);
  assert.match(tell(FACTS, [])?.headline ?? '', CONCLUSION);
  assert.equal(tell(FACTS.slice(1), [DOUBT])?.headline, TOO_NOISY, 'of one run, too');
});

test('the line that is copied says so', () => {
  const line = markdown('https://example.org/', FACTS, [DOUBT], '0.1.0', new Date());
  assert.match(line, /^\[Too noisy to compare\]/);
  assert.doesNotMatch(line, CONCLUSION);
});

test('a lesson explains nothing and judges no bet', () => {
  const lesson = lessonOf('one-lock');
  const asked = { ...DEFAULTS, ...settingsOf(lesson) };
  const runs = [evidenceOf(measured('cpython-3.12'), VOCABULARY, 'CPython 3.10+')];
  assert.match(readRuns(lesson, asked, runs, []).finding?.why ?? '', /One thread ran at a time/);
  const reading = readRuns(lesson, asked, runs, [DOUBT]);
  assert.equal(reading.finding, null);
  assert.match(reading.noisy ?? '', /speedup of 7\.25/);
  assert.equal(reply(lesson, 1, reading), null);
});

/** All that a template would show. */
function textOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(textOf).join('');
  if (part === null || part === undefined || typeof part === 'symbol') return '';
  if (typeof part !== 'object') return String(part);
  const { strings, values } = part as { strings: readonly string[]; values: readonly unknown[] };
  return strings.map((text, i) => text + textOf(values[i])).join('');
}

test('the table leaves speedup and efficiency out and says why', () => {
  const shownWith = (doubts: readonly Doubt[]) => {
    const results = new Results();
    Object.assign(results, { shown: RUNS, rounds: RUNS.map((run) => [run]), doubts, vocabulary: VOCABULARY });
    return textOf((results as unknown as { render(): unknown }).render()).replaceAll(/\s+/g, ' ');
  };
  const cell = (table: string, name: string) =>
    table.match(new RegExp(`data-testid=${name} [^>]*>([^<]*)`))?.[1]?.trim();
  assert.match(cell(shownWith([]), 'speedup') ?? '', /×$/);
  const noisy = shownWith([DOUBT]);
  assert.equal(cell(noisy, 'speedup'), '–');
  assert.equal(cell(noisy, 'efficiency'), '–');
  assert.match(cell(noisy, 'wall') ?? '', /ms$/, 'what was measured stays');
  assert.match(noisy, /Too noisy to compare\. A speedup of 7\.25/);
});

test('a chart’s point carries the doubts of its run', () => {
  assert.deepEqual(pointOf(measured('cpython-3.12', [DOUBT]), VOCABULARY).doubts, [DOUBT]);
});

/** A lab that gives these Reports, one series after the other, and asks the real core about them. */
function labOf(series: readonly (readonly Report[])[]) {
  const asked: string[][] = [];
  const lab = {
    asked,
    async run(runs: readonly Asked[], observer: Observer) {
      const reports = series[asked.length] ?? [];
      asked.push(runs.map(({ scenario }) => scenario.runtime));
      for (const [at, { scenario }] of runs.entries()) {
        observer.preparing(at, '');
        const made = reports.find(({ head }) => head.scenario.runtime === scenario.runtime);
        observer.finished(at, made as Report);
      }
    },
    judge,
  };
  return lab as typeof lab & Pick<Lab, 'judge'>;
}

const PLANNED = RUNS.map(({ report: { head } }): Planned => {
  return { scenario: head.scenario, engine: 'measured', variant: { runtime: head.scenario.runtime } };
});

async function experiment(series: readonly (readonly Report[])[]) {
  const lab = labOf(series);
  const labels = new Set<string>();
  const made: Experiment = new Experiment(PLANNED, 1, VOCABULARY, () => labels.add(made.progress.label));
  await made.run(lab as unknown as Lab, () => () => {});
  return { experiment: made, asked: lab.asked, made: lab.asked.length, labels: [...labels].join('\n') };
}

const good = RUNS.map(({ report }) => report);
const bad = [measured('one-lock'), measured('cpython-3.12', [DOUBT])];

test('what comes out too noisy is made again by itself, at most twice, and says so', async () => {
  const second = await experiment([bad, good]);
  assert.equal(second.made, 2);
  assert.deepEqual(second.experiment.doubts, []);
  assert.deepEqual(
    second.experiment.rounds.map((rounds) => rounds.length),
    [1, 1],
    'nothing is left of the first',
  );
  assert.match(second.labels, /try 2 of 3: the last was too noisy/);
  const never = await experiment([...Array.from({ length: TRIES }, () => bad), good]);
  assert.equal(never.made, TRIES);
  assert.match(never.experiment.doubts[0]?.sentence ?? '', /^CPython 3\.10\+: a speedup of 7\.25/);
  assert.equal((await experiment([good])).made, 1);
});

test('what is right by itself is not made again, and all of it is where only the comparison is in doubt', async () => {
  const both = ['one-lock', 'cpython-3.12'];
  const { asked, experiment: made } = await experiment([bad, good]);
  assert.deepEqual(asked, [both, ['cpython-3.12']]);
  assert.deepEqual(
    made.shown.map(({ report }) => report.head.scenario.runtime),
    both,
  );
  const slow = measured('one-lock');
  slow.head = { ...slow.head, wall_us: slow.head.wall_us * 1.37 };
  assert.deepEqual((await experiment([[slow, measured('cpython-3.12')], good])).asked, [both, both]);
});

test('what another try cannot mend is not tried again', async () => {
  const steps = await experiment([[measured('one-lock'), measured('cpython-3.12', [STEPS])], good]);
  assert.equal(steps.made, 1);
  assert.deepEqual(
    steps.experiment.doubts.map(({ code }) => code),
    ['steps'],
  );
  assert.ok(!mends([]) && mends([DOUBT]) && !mends([DOUBT, STEPS]));
  assert.match(tooNoisy([DOUBT, STEPS]), /^A speedup.*\. An operation.*\. Give each thread more/);
});

test('runs that hold the lock for the same work are compared by the core, and a difference is not told', async () => {
  const slow = { ...measured('one-lock') };
  slow.head = { ...slow.head, wall_us: slow.head.wall_us * 1.37 };
  const { experiment: made } = await experiment(
    Array.from({ length: TRIES }, () => [slow, measured('cpython-3.12')]),
  );
  assert.deepEqual(
    made.doubts.map(({ code }) => code),
    ['no-cause'],
  );
  assert.equal(
    tell(
      made.shown.map(({ facts }) => facts),
      made.doubts,
    )?.headline,
    TOO_NOISY,
  );
});
