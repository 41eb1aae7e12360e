import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glimpse } from '../src/glass/glimpse.ts';
import { storyOf } from '../src/run/lock/story.ts';
import type { Runtime } from '../src/wasm/core.ts';
import { simulate, VOCABULARY } from './core.ts';
import { golden, TWO_HOGS, trackFrom, trackOf, WORDS, written } from './reports.ts';
import { told } from './stories.ts';

test('where bytecode looks depends on the interpreter', () => {
  const looks = (runtime: Runtime) => {
    const track = written(runtime, { a: [['python', 0, 10]] }, [[0, 0, 'take']]);
    const { listing } = glimpse(track, told(track), WORDS, { count: 1, timeUs: 0 });
    return listing.find(({ text }) => text.startsWith('checkpoint'))?.text;
  };
  assert.equal(looks('cpython-3.9'), 'checkpoint(t), before almost every instruction:');
  assert.equal(looks('cpython-3.12'), 'checkpoint(t), at loop ends, at function entry and after calls:');
});

test('from switch to switch, forward and back', () => {
  const story = told(TWO_HOGS);
  assert.deepEqual(
    [story.switchFrom(0, 1), story.switchFrom(1, 1), story.switchFrom(5, 1), story.switchFrom(7, 1)],
    [1, 5, 7, 8],
  );
  assert.deepEqual(
    [story.switchFrom(8, -1), story.switchFrom(7, -1), story.switchFrom(1, -1), story.switchFrom(0, -1)],
    [7, 5, 0, 0],
  );
});

test('each interpreter has its own lock', () => {
  const report = golden('interpreters');
  const story = told(trackOf(report));
  assert.deepEqual(
    story.locks.names,
    [0, 1, 2].map((owner) => `the GIL of interpreter ${owner}`),
  );
  for (const [lane, { thread }] of report.lanes.entries()) {
    assert.equal(story.lockOf[lane], report.scenario.threads[thread]?.interpreter);
  }
});

test('a forced switch, field by field and line by line', () => {
  const story = told(TWO_HOGS);
  const seen = (count: number) => {
    const shown = glimpse(TWO_HOGS, story, WORDS, { count, timeUs: story.event(count - 1).timeUs });
    const [panel] = shown.locks;
    return {
      fields: Object.fromEntries(panel?.fields.map(({ name, value }) => [name, value]) ?? []),
      fresh: panel?.fields.filter(({ fresh }) => fresh).map(({ name }) => name),
      sentence: shown.sentence,
      lines: shown.listing.filter(({ now }) => now).map(({ text }) => text),
    };
  };
  const asked = seen(2);
  assert.equal(asked.fields.drop_request, '1 on hog 1, set by hog 2 at 5.09 ms');
  assert.deepEqual(asked.fresh, ['drop_request']);
  assert.deepEqual(asked.lines, ['drop_request = 1 on last_holder']);
  assert.match(asked.sentence, /^Hog 2 has waited its interval of 5\.00 ms and seen no switch/);
  const dropped = seen(3);
  assert.deepEqual([dropped.fields.locked, dropped.fields.holder], ['0', 'none']);
  assert.match(dropped.sentence, /^Hog 1 sees its drop_request and drops the GIL/);
  const forced = seen(4);
  assert.deepEqual([forced.fields.drop_request, forced.fields['on switch_cond']], ['0', 'hog 1 waits']);
  assert.deepEqual(forced.lines, ['drop_request = 0', 'wait(switch_cond) until last_holder != t']);
  const taken = seen(5);
  assert.deepEqual(
    [taken.fields.holder, taken.fields.last_holder, taken.fields.switch_number],
    ['hog 2, since 5.13 ms', 'hog 2', '2'],
  );
  assert.ok(taken.lines.some((text) => text.includes('switch_number += 1')));
  assert.match(taken.sentence, /signals switch_cond: hog 1 may go on/);
});

test('between two events the sentence says how long ago the last one was', () => {
  const { sentence } = glimpse(TWO_HOGS, told(TWO_HOGS), WORDS, { count: 1, timeUs: 2000 });
  assert.match(sentence, /^2\.00 ms earlier: Hog 1 takes/);
});

test('of several events at one time, a thread does until its own what it did before', () => {
  const track = written(
    'cpython-2.7',
    {
      a: [
        ['python', 0, 26],
        ['gil-wait', 26, 50, ['lost-race', 1]],
      ],
      b: [
        ['gil-wait', 0, 26, ['bytecode', 0]],
        ['python', 26, 50],
      ],
    },
    [
      [0, 0, 'take'],
      [26, 0, 'tick'],
      [26, 0, 'drop'],
      [26, 1, 'take'],
      [50, 1, 'drop'],
    ],
  );
  const states = (count: number) =>
    glimpse(track, told(track), WORDS, { count, timeUs: 26 }).threads.map(({ state, holds }) => [
      state,
      holds,
    ]);
  const waiting = ['waiting for the lock', false];
  assert.deepEqual(states(2), [['running Python', true], waiting], 'after the tick');
  assert.deepEqual(states(3), [waiting, waiting], 'after the drop');
  assert.deepEqual(states(4), [waiting, ['running Python', true]], 'after the take');
});

test('a thread that drops and takes at one time is not said to hold it in between', () => {
  const track = written('one-lock', { a: [['kernel-held', 0, 100]] }, [
    [0, 0, 'take'],
    [50, 0, 'drop'],
    [50, 0, 'take'],
    [100, 0, 'drop'],
  ]);
  const { threads } = glimpse(track, told(track), WORDS, { count: 2, timeUs: 50 });
  assert.deepEqual([threads[0]?.state, threads[0]?.holds], ['has just dropped the lock', false]);
});

/** What whoever holds a lock can be doing, and what nobody can without one. */
const HOLDING =
  /^(running Python|computing, holding|has just taken|ready, but no core|waiting for something)/;

const NEEDS_IT = /running Python|holding the lock|has just taken/;

test('at every event of every preset, what a thread does agrees with whether it holds the lock', () => {
  for (const { name, compare, scenario } of VOCABULARY.presets) {
    for (const runtime of compare) {
      const track = trackFrom(simulate(JSON.stringify({ ...scenario, runtime })));
      const story = storyOf(track, VOCABULARY);
      for (let count = 0; story !== null && count <= Math.min(story.count, 500); count++) {
        const moment = { count, timeUs: count === 0 ? 0 : story.event(count - 1).timeUs };
        for (const { holds, state, countdown } of glimpse(track, story, VOCABULARY, moment).threads) {
          const where = `${name}, ${runtime}, event ${count}: ${holds ? 'holds it, ' : ''}${state}`;
          if (holds) assert.ok(HOLDING.test(state) && countdown === null, where);
          else assert.ok(!NEEDS_IT.test(state), where);
        }
      }
    }
  }
});

test('a field that an event changes has its line, also where a request is cleared', () => {
  const story = told(TWO_HOGS);
  for (let count = 1; count <= story.count; count++) {
    const moment = { count, timeUs: story.event(count - 1).timeUs };
    const { locks, listing } = glimpse(TWO_HOGS, story, WORDS, moment);
    const lines = listing.flatMap(({ now, text }) => (now ? [text] : [])).join('; ');
    for (const { name, value, fresh } of locks[0]?.fields ?? []) {
      if (!fresh) continue;
      if (name === 'drop_request')
        assert.match(lines, value === '0' ? /drop_request = 0/ : /drop_request = 1/);
      if (name === 'locked') assert.match(lines, value === '0' ? /locked = 0/ : /locked = 1/);
      if (name === 'switch_number') assert.match(lines, /switch_number \+= 1/);
    }
  }
});

test('of a thousand threads those are shown that have to do with the lock', () => {
  const lanes = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `t ${i}`,
      i === 700
        ? [['python', 0, 100] as const]
        : i === 900
          ? [['gil-wait', 0, 100, ['bytecode', 700]] as const]
          : [['io', 0, 100] as const],
    ]),
  ) as unknown as Parameters<typeof written>[1];
  const track = written('cpython-3.12', lanes, [[0, 700, 'take']]);
  const { threads, others } = glimpse(track, told(track), WORDS, { count: 1, timeUs: 0 });
  const names = threads.map(({ name }) => name);
  assert.ok(names.includes('t 700') && names.includes('t 900'));
  assert.equal(names.length + others, 1000);
});
