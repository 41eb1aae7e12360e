import assert from 'node:assert/strict';
import { test } from 'node:test';
import { print } from '../src/builder/print.ts';
import { kindly, shown, verdict } from '../src/lessons/catalogue/bet.ts';
import { evidenceOf } from '../src/lessons/catalogue/evidence.ts';
import { FACTOR, type Lesson } from '../src/lessons/catalogue/lesson.ts';
import { outputOf } from '../src/lessons/catalogue/ops.ts';
import { CATALOGUE, lessonOf } from '../src/lessons/catalogue.ts';
import { readRuns, reply } from '../src/lessons/reading.ts';
import { LESSONS, type LessonName } from '../src/question/lessons.ts';
import { wordsOf } from '../src/question/link-words.ts';
import { simulate, VOCABULARY } from './core.ts';
import { type Answer, evidence, found, NO_NUMBER, own, reading, settingsFor } from './lesson-runs.ts';

function tried(lesson: Lesson, label: string): Answer {
  const change = lesson.tries.find((each) => each.label === label);
  assert.ok(change, `${lesson.name} has no try "${label}"`);
  return found(lesson, change);
}

const tryOf = (name: LessonName, label: string) => tried(lessonOf(name), label);

test('the catalogue has every lesson once, in order', () => {
  assert.deepEqual(
    CATALOGUE.map(({ name }) => name),
    LESSONS.map(({ name }) => name),
  );
});

test('every lesson and every try has an explanation of at most 120 words without a hole in it', () => {
  for (const lesson of CATALOGUE) {
    for (const change of [{ label: 'itself' }, ...lesson.tries]) {
      const { truth, why, more } = found(lesson, change);
      const text = [why, ...more].join(' ');
      const where = `${lesson.name}, ${change.label}: ${text}`;
      if (process.env.SHOW)
        console.log(`${lesson.name} | ${change.label} | ${shown(lesson.axis, truth)} | ${text}\n`);
      assert.ok(text.split(/\s+/).length <= 120, where);
      assert.ok(NO_NUMBER.includes(lesson.name) || (Number.isFinite(truth) && truth > 0), where);
      assert.doesNotMatch(text, /undefined|NaN|null|Infinity|\bno core|every bytecode|round-robin/, where);
      for (const sentence of [why, ...more]) assert.match(sentence, /^[\p{Lu}\p{N}].*[.:]$/u, where);
    }
  }
});

test('a lesson’s truth lies on its own axis, and so does each intuition', () => {
  for (const lesson of CATALOGUE) {
    const { truth } = found(lesson);
    const truths = NO_NUMBER.includes(lesson.name) ? [] : [truth];
    for (const value of [...truths, ...lesson.intuitions.map(({ near }) => near)]) {
      assert.ok(value >= lesson.axis.min && value <= lesson.axis.max, `${lesson.name}: ${value}`);
    }
  }
});

test('every lesson’s rule is what its simulated runs show', () => {
  for (const { name, rule } of CATALOGUE)
    assert.ok(
      rule.holds(own(name), (label) => tryOf(name, label)),
      rule.words,
    );
});

test('det holds and inv releases, and the sentence turns with them', () => {
  assert.match(own('numpy-rule').why, /^A call of det gives back one number, .*held the lock/);
  assert.match(
    tryOf('numpy-rule', 'inv, same size').why,
    /147,456 numbers, more than 500, .*released the lock/,
  );
  assert.match(tryOf('numpy-rule', 'det of 520 small matrices').why, /520 numbers, .*released the lock/);
});

test('the threshold lies between 500 and 501 elements of output, in the core as in the sentence', () => {
  for (const [name, sizes] of Object.entries({
    inv: [22, 23],
    solve: [500, 501],
    det: [64],
    matmul: [22, 23],
  })) {
    for (const n of sizes) {
      for (const batch of [1, 2, 500, 501].filter((count) => n < 100 || count === 1)) {
        const ops = [{ op: 'kernel', name, n, batch, gil: 'numpy' }];
        const report = simulate(JSON.stringify({ runtime: 'cpython-3.12', threads: [{ name: 'w', ops }] }));
        const { heldKernelUs, scenario } = evidenceOf(report, VOCABULARY, '');
        const op = scenario.threads[0]?.ops[0];
        assert.ok(op?.op === 'kernel');
        assert.equal(
          heldKernelUs > 0,
          (outputOf(op, VOCABULARY) ?? 0) <= VOCABULARY.threshold,
          `${batch} × ${name} of ${n}`,
        );
      }
    }
  }
});

test('a kernel that holds the lock turns the sentence about releasing it', () => {
  assert.match(own('releasing').why, /released the lock, so up to four threads computed at a time/);
  const kept = tryOf('releasing', 'the kernel holds the lock');
  assert.match(kept.why, /held the lock/);
  assert.ok(own('releasing').truth > 3.5 && kept.truth < 1.1);
});

test('a turn is the interval and a little, whatever the interval', () => {
  for (const [label, us] of [
    ['itself', 5000],
    ['an interval of 0.5 ms', 500],
  ] as const) {
    const { truth, why } = label === 'itself' ? own('interval') : tryOf('interval', label);
    assert.ok(truth >= us && truth < us + 400, `${label}: ${truth}`);
    assert.match(why, us === 500 ? /500 µs/ : /5\.00 ms/);
  }
  assert.match(tryOf('interval', 'an interval of 100 ms').why, /no thread had asked yet/);
  assert.match(tryOf('interval', 'one thread only').why, /never switches/);
});

test('a request waits for the interval, and for nothing once nobody is busy', () => {
  const [slow, fast] = [own('convoy'), tryOf('convoy', 'an interval of 0.5 ms')];
  assert.ok(slow.truth > 5000 && slow.truth < 11_500, String(slow.truth));
  assert.ok(fast.truth > 500 && fast.truth < 1500, String(fast.truth));
  assert.match(slow.why, /getting it back costs a switch interval of 5\.00 ms/);
  assert.match(fast.why, /500 µs/);
  assert.ok(tryOf('convoy', 'an interval of 20 ms').truth > 20_000);
  assert.match(tryOf('convoy', 'no busy thread').why, /got the lock whenever it needed it/);
  assert.match(tryOf('convoy', 'no GIL').why, /no global lock/);
});

test('2.7 loses on two cores, and on one core the sentence turns', () => {
  assert.match(own('python-2.7').why, /On two cores the threads fought/);
  assert.match(tryOf('python-2.7', '2.7 on one core').why, /On one core .* next to nothing was lost/);
});

test('the share under the lock is found in the run, and bounds the gain', () => {
  assert.match(own('my-job').why, /held for 20\.\d % of the work, .* more than 5\.00× as fast/);
  assert.match(
    tryOf('my-job', 'half Python').why,
    /held for 50\.\d % of the work, .* more than 2\.00× as fast/,
  );
  assert.match(
    tryOf('my-job', '5 % Python').why,
    /held for 5\.\d % of the work, so eight threads on eight cores set the limit/,
  );
});

test('what is measured decides what is said of the hidden lock', () => {
  const lesson = lessonOf('hidden-lock');
  const [small, large] = evidence(lesson).map((run) => ({ ...run, engine: 'measured' as const }));
  assert.ok(small && large);
  const why = (ofSmall: number, ofLarge: number) =>
    lesson.find([
      { ...small, speedup: ofSmall },
      { ...large, speedup: ofLarge },
    ])?.why ?? '';
  assert.match(why(0.9, 1.7), /small tasks gained less: something they share is not drawn/);
  assert.match(why(1.7, 1.7), /shows no hidden lock/);
  assert.match(why(0.9, 0.8), /this run shows nothing/);
  assert.match(own('hidden-lock').why, /^Simulated: .* no memory allocator/);
});

test('lesson six gives no number that is simulated, and measured cores limit only where they were nearly used up', () => {
  const lesson = lessonOf('blas-threads');
  const [run] = evidence(lesson);
  assert.ok(run);
  assert.equal(lesson.find([run])?.truth, null);
  assert.doesNotMatch([own('blas-threads').why, ...own('blas-threads').more].join(' '), /\d×/);
  const told = (speedup: number) => {
    const found = lesson.find([{ ...run, engine: 'measured', cores: 2, speedup }]);
    assert.equal(found?.truth, speedup);
    return found.more.join(' ');
  };
  assert.match(told(1.9), /Cores, not threads, set the limit: 1\.90× on two cores/);
  assert.doesNotMatch(told(0.9), /set the limit/);
  assert.match(told(0.9), /On two cores it is 0\.90× as fast as one thread, less than the 2\.00× /);
});

test('a run of very many passes is evidence like any other', () => {
  const server = {
    name: 'server',
    repeat: 150_000,
    ops: [
      { op: 'wait', us: 1 },
      { op: 'python', us: 1 },
    ],
  };
  const report = simulate(JSON.stringify({ runtime: 'cpython-3.12', cores: 1, threads: [server] }));
  assert.ok((evidenceOf(report, VOCABULARY, '').polite?.passUs ?? 0) > 2);
});

test('a bet without a known reason gets no reply, and no crowd is made up', () => {
  assert.equal(kindly(16, 1, []), null);
  assert.equal(kindly(0.3, 4, lessonOf('one-lock').intuitions), null);
  assert.match(kindly(1.1, 1, []) ?? '', /close to what the timeline shows/);
});

test('without a GIL, and with one again, the first lesson’s sentence turns', () => {
  assert.match(own('one-lock').why, /One thread ran at a time/);
  assert.match(tryOf('one-lock', 'Python without a GIL').why, /no global lock.*four threads ran at a time/);
  assert.match(tryOf('no-gil', 'sub-interpreters, but all threads in one').why, /One thread ran at a time/);
});

test('a lesson whose question was edited away says nothing rather than something wrong', () => {
  const empty = { cores: 1, threads: [{ name: 'hog', ops: [{ op: 'python', us: 10 }] }] };
  for (const name of ['convoy', 'numpy-rule', 'releasing', 'blas-threads', 'hidden-lock'] as const) {
    const { finding, plainly } = reading(lessonOf(name), { scenario: empty });
    assert.equal(finding, null, name);
    assert.match(plainly, /took 1\d\.\d µs/);
  }
});

test('one thread is not called both', () => {
  assert.match(tryOf('interval', 'one thread only').more.join(' '), /It all took 50\.0 ms/);
});

test('only a bet on the lesson’s own setup gets the reply to it, however its Scenario is laid out', () => {
  const lesson = lessonOf('one-lock');
  const own = settingsFor(lesson);
  const runs = evidence(lesson);
  assert.match(reply(lesson, 1, readRuns(lesson, own, runs, [])) ?? '', /that is what a GIL does/);
  const printed = { ...own, scenario: print(JSON.parse(own.scenario ?? '')) };
  assert.notEqual(printed.scenario, own.scenario);
  assert.ok(readRuns(lesson, printed, runs, []).own);
  assert.ok(!readRuns(lesson, { ...own, cores: '2' }, runs, []).own);
  const measured = runs.map((run) => ({ ...run, engine: 'measured' as const }));
  assert.equal(reply(lesson, 1, readRuns(lesson, own, measured, [])), null);
  assert.equal(reply(lesson, null, readRuns(lesson, own, runs, [])), null);
});

test('a measured run of 2.7 does not know how often the lock was offered, and says nothing of it', () => {
  const lesson = lessonOf('python-2.7');
  const runs = evidence(lesson).map((run) => ({
    ...run,
    engine: 'measured' as const,
    ticks: 139,
    handoffs: 140,
  }));
  const finding = lesson.find(runs);
  assert.match(
    finding?.why ?? '',
    /^On two cores the lock changed hands 140 times, and with two threads it took/,
  );
  assert.doesNotMatch([finding?.why, ...(finding?.more ?? [])].join(' '), /offered|139|mostly in vain/);
  assert.match(
    [own('python-2.7').why, ...own('python-2.7').more].join(' '),
    /was offered [\d,]+ times.*mostly in vain/,
  );
});

test('what would still help is decided by the threads and the cores there are', () => {
  const more = (name: LessonName, count: number, cores: number) => {
    const { scenario } = {
      ...lessonOf(name).setUp,
      ...lessonOf(name).tries.find(({ label }) => /5 %/.test(label)),
    };
    const threads = scenario.threads.map((thread) => ({ ...thread, count }));
    return found(lessonOf(name), { scenario: { ...scenario, cores, threads } }).more.join(' ');
  };
  assert.match(more('my-job', 8, 16), /More threads will still help: there are cores without one/);
  assert.match(more('my-job', 8, 8), /More cores help only with more threads/);
  assert.match(more('my-job', 8, 4), /More cores will still help/);
  assert.match(more('releasing', 4, 4), /more cores alone would not help/);
  assert.match(more('releasing', 4, 2), /two cores for four threads/);
});

test('a server alone is late by the time it takes to wake it, and that is said', () => {
  const { truth, more } = tryOf('convoy', 'no busy thread');
  assert.ok(truth > 110 && truth < 150, String(truth));
  assert.match(
    more.join(' '),
    /work of a request is 80\.0 µs; it took 1\d\d µs\. For 4\d\.\d µs .* wake the thread/,
  );
});

test('inv is not said to be as much work as det', () => {
  assert.doesNotMatch(tryOf('numpy-rule', 'inv, same size').more.join(' '), /same work/);
});

test('what cannot be told is not judged', () => {
  assert.equal(verdict(FACTOR, 2, null), 'You said 2.00×, but this run cannot tell.');
});

test('an unknown lesson is a complaint with the names there are', () => {
  assert.match(
    wordsOf({ key: 'lesson', value: 'gill', why: '' }),
    /lesson = gill is not known; the lessons are one-lock, /,
  );
});
