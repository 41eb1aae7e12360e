import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Axis,
  apart,
  isClose,
  positionOf,
  read,
  STEPS,
  shown,
  valueAt,
  verdict,
} from '../src/lessons/bet.ts';
import { CATALOGUE, lessonOf } from '../src/lessons/catalogue.ts';
import { evidenceOf } from '../src/lessons/evidence.ts';
import { FACTOR, type Finding, type Lesson, type SetUp, SPAN, settingsOf } from '../src/lessons/lesson.ts';
import { LESSONS, type LessonName, lessonComplaints } from '../src/lessons/names.ts';
import { outputOf, THRESHOLD } from '../src/lessons/output.ts';
import { RULES } from '../src/lessons/rules.ts';
import { asksOf, DEFAULTS } from '../src/settings.ts';
import { titleOf } from '../src/variant.ts';
import { simulate, VOCABULARY } from './core.ts';

/** The runs of a lesson or a try, simulated, as the card sees them. */
function evidence(lesson: Lesson, change: Partial<SetUp> = {}) {
  const settings = { ...DEFAULTS, ...settingsOf(lesson, change) };
  const { asks, complaints } = asksOf(settings, VOCABULARY);
  assert.deepEqual(complaints, []);
  return asks.map(({ scenario, variant }) =>
    evidenceOf(simulate(scenario), VOCABULARY, titleOf(variant, VOCABULARY)),
  );
}

function found(lesson: Lesson, change: Partial<SetUp> = {}): Finding {
  const finding = lesson.find(evidence(lesson, change));
  assert.ok(finding, `${lesson.name} has nothing to say`);
  return finding;
}

function tried(lesson: Lesson, label: string): Finding {
  const change = lesson.tries.find((each) => each.label === label);
  assert.ok(change, `${lesson.name} has no try "${label}"`);
  return found(lesson, change);
}

const own = (name: LessonName) => found(lessonOf(name));
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
      assert.ok(Number.isFinite(truth) && truth > 0, where);
      assert.doesNotMatch(text, /undefined|NaN|null|Infinity|\bno core|every bytecode|round-robin/, where);
      for (const sentence of [why, ...more]) assert.match(sentence, /^[\p{Lu}\p{N}].*[.:]$/u, where);
    }
  }
});

test('a lesson’s truth lies on its own axis, and so does each intuition', () => {
  for (const lesson of CATALOGUE) {
    const { truth, intuitions } = found(lesson);
    for (const value of [truth, ...intuitions.map(({ near }) => near)]) {
      assert.ok(value >= lesson.axis.min && value <= lesson.axis.max, `${lesson.name}: ${value}`);
    }
  }
});

test('every rule is what its lesson’s simulated runs show, and every lesson has a rule', () => {
  for (const rule of RULES) {
    assert.ok(
      rule.holds(own(rule.lesson), (label) => tryOf(rule.lesson, label)),
      rule.words,
    );
  }
  assert.deepEqual(new Set(RULES.map(({ lesson }) => lesson)), new Set(LESSONS.map(({ name }) => name)));
});

test('det holds and inv releases, and the sentence turns with them', () => {
  assert.match(own('numpy-rule').why, /^A call of det gives back one number, .*kept the lock/);
  assert.match(
    tryOf('numpy-rule', 'inv, same size').why,
    /147,456 numbers, more than 500, .*let the lock go/,
  );
  assert.match(tryOf('numpy-rule', 'det of 520 small matrices').why, /520 numbers, .*let the lock go/);
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
        assert.equal(heldKernelUs > 0, (outputOf(op) ?? 0) <= THRESHOLD, `${batch} × ${name} of ${n}`);
      }
    }
  }
});

test('a kernel that keeps the lock turns the sentence about letting go', () => {
  assert.match(own('releasing').why, /let the lock go, so up to four threads computed at a time/);
  const kept = tryOf('releasing', 'the kernel keeps the lock');
  assert.match(kept.why, /kept the lock/);
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
  assert.match(tryOf('interval', 'an interval of 100 ms').why, /nobody had asked yet/);
  assert.match(tryOf('interval', 'one thread only').why, /never switches/);
});

test('a request waits for the interval, and for nothing once nobody is busy', () => {
  const [slow, fast] = [own('convoy'), tryOf('convoy', 'an interval of 0.5 ms')];
  assert.ok(slow.truth > 5000 && slow.truth < 11_500, String(slow.truth));
  assert.ok(fast.truth > 500 && fast.truth < 1500, String(fast.truth));
  assert.match(slow.why, /coming back costs a switch interval of 5\.00 ms/);
  assert.match(fast.why, /500 µs/);
  assert.ok(tryOf('convoy', 'an interval of 20 ms').truth > 20_000);
  assert.match(tryOf('convoy', 'no busy thread').why, /Nobody kept the lock/);
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
    /held for 5\.\d % of the work, so the eight cores set the limit/,
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
  assert.match(why(0.9, 0.8), /this run tells nothing/);
  assert.match(why(0.3, 2.7), /this run tells nothing/);
  assert.match(own('hidden-lock').why, /^Simulated: .* no memory allocator/);
});

test('without a GIL, and with one again, the first lesson’s sentence turns', () => {
  assert.match(own('one-lock').why, /One thread ran at a time/);
  assert.match(tryOf('one-lock', 'Python without a GIL').why, /no global lock.*four threads ran at a time/);
  assert.match(tryOf('no-gil', 'sub-interpreters, but all threads in one').why, /One thread ran at a time/);
});

test('a lesson whose question was edited away says nothing rather than something wrong', () => {
  const empty = { cores: 1, threads: [{ name: 'hog', ops: [{ op: 'python', us: 10 }] }] };
  for (const name of ['convoy', 'numpy-rule', 'releasing', 'blas-threads', 'hidden-lock'] as const) {
    assert.equal(lessonOf(name).find(evidence(lessonOf(name), { scenario: empty })), null, name);
  }
});

const axis: fc.Arbitrary<Axis> = fc.constantFrom(FACTOR, SPAN, lessonOf('python-2.7').axis);

test('what the slider says can be typed, and what is typed is put where the slider would', () => {
  fc.assert(
    fc.property(axis, fc.double({ min: 0, max: 1, noNaN: true }), (on, position) => {
      const value = valueAt(on, position);
      assert.ok(value >= on.min && value <= on.max);
      assert.ok(Math.abs(positionOf(on, value) - position) < 0.02);
      const typed = read(on, shown(on, value));
      assert.ok(typed !== null && apart(typed, value) < 1.01, `${shown(on, value)} → ${typed}`);
    }),
  );
  assert.equal(read(FACTOR, '4'), 4);
  assert.equal(read(FACTOR, '4 ms'), null);
  assert.equal(read(SPAN, '0,3 s'), 300_000);
  assert.equal(read(SPAN, '5'), 5000);
  assert.equal(read(SPAN, 'long'), null);
});

test('each position of the slider is a value that puts it back there, so that no key is without effect', () => {
  for (const { axis: on, name } of CATALOGUE) {
    for (let step = 0; step <= STEPS; step++) {
      const value = valueAt(on, step / STEPS);
      assert.equal(Math.round(positionOf(on, value) * STEPS), step, `${name}: ${value}`);
    }
  }
});

test('the verdict says both numbers, and is kind to a bet that is close', () => {
  assert.equal(verdict(FACTOR, 4, 1.02), 'You said 4.00×, it is 1.02×.');
  assert.equal(verdict(FACTOR, 1.1, 1), 'You said 1.10×, it is 1.00×: well judged.');
  assert.equal(verdict(SPAN, null, 5130), 'It is 5.13 ms.');
  assert.ok(!isClose(0, 1));
});

test('an unknown lesson is a complaint with the names there are', () => {
  assert.deepEqual(lessonComplaints(null), []);
  assert.deepEqual(lessonComplaints('convoy'), []);
  assert.match(
    lessonComplaints('gill')[0]?.message ?? '',
    /^lesson = gill is not known; .*one-lock, releasing/,
  );
});
