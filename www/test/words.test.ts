import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { times } from '../src/base/format.ts';
import { caveatsOf } from '../src/run/caveats.ts';
import { factsOf, type RunFacts } from '../src/run/facts.ts';
import { tagOf } from '../src/run/runtimes.ts';
import { remarks, storyOf, tell } from '../src/run/sentence.ts';
import type { Op, Scenario } from '../src/wasm/core.ts';
import { VOCABULARY as CORE, simulate } from './core.ts';

const LOCKED: RunFacts = {
  engine: 'measured',
  runtime: 'one-lock',
  label: 'One lock',
  locks: true,
  oneKernel: true,
  worker: 'thread',
  lanes: 4,
  ops: 32,
  cores: 2,
  wallUs: 600_000,
  oneThreadUs: 590_000,
  heldFraction: 0.99,
  waitUs: 1_700_000,
  poolUs: 0,
  kernelUs: 590_000,
  kernel: 'qr',
  timerStepUs: 5,
};

const RELEASED: RunFacts = {
  ...LOCKED,
  runtime: 'cpython-3.12',
  label: 'CPython 3.12',
  wallUs: 305_000,
  heldFraction: 0.001,
  waitUs: 90,
  kernelUs: 1_190_000,
};

const sentence = (change: Partial<RunFacts>, both: Partial<RunFacts> = {}) =>
  tell([
    { ...LOCKED, ...both },
    { ...RELEASED, ...both, ...change },
  ])?.sentence ?? '';

test('the headline’s factor is the ratio of the walls', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e9, noNaN: true }),
      fc.double({ min: 1, max: 1e9, noNaN: true }),
      (a, b) => {
        const story = tell([
          { ...LOCKED, wallUs: a },
          { ...RELEASED, wallUs: b },
        ]);
        assert.equal(story?.ratio, a / b);
        if (a / b >= 1.07) assert.equal(story.headline, `Releasing the lock was ${times(a / b)} as fast`);
      },
    ),
  );
});

test('a clear gain is explained by waiting, and by the cores that limit it', () => {
  assert.match(
    sentence({}),
    /only one thread computed at a time.*1\.70 s waiting.*up to two computed at once.*two cores for four threads/,
  );
  assert.doesNotMatch(sentence({}, { lanes: 2 }), /What limits it/);
});

test('what the machine, not the lock, explains is said to be the machine', () => {
  assert.match(
    sentence({ wallUs: 580_000, kernelUs: 2_200_000 }),
    /took 3\.73× as long as alone.*Close other programs/,
  );
  assert.match(
    sentence({ kernelUs: 1_800_000 }),
    /Yet each QR took 3\.05× as long as alone, where 2\.00× would be fair on two cores/,
  );
  assert.match(sentence({ wallUs: 590_000 }), /gained little/);
});

test('one thread, one core and tiny kernels each get their own reason', () => {
  assert.match(sentence({ wallUs: 600_000 }, { lanes: 1 }), /no other to wait for/);
  assert.match(sentence({ wallUs: 600_000 }, { cores: 1 }), /one core.*second core/);
  assert.match(sentence({}, { oneThreadUs: 32 * 40 }), /takes about 40\.0 µs alone.*larger n/);
});

test('where processes work, no thread is spoken of', () => {
  const both = { worker: 'process' as const };
  assert.match(sentence({}, both), /only one process computed at a time.*two cores for four processes/);
  const hogs = { ...both, oneKernel: false };
  const changes = [both, hogs, { ...both, lanes: 1 }, { ...both, cores: 1 }, { ...both, oneThreadUs: 9 }];
  for (const told of changes) assert.doesNotMatch(sentence({}, told), /thread/, JSON.stringify(told));
  const alone = tell([{ ...RELEASED, ...both }]);
  assert.match(`${alone?.headline} ${alone?.sentence}`, /Four processes.*takes one process alone/);
});

test('no sentence has a hole in it', () => {
  const number = fc.double({ min: 0, max: 1e8, noNaN: true });
  const facts = fc.record({
    wallUs: number,
    oneThreadUs: number,
    waitUs: number,
    kernelUs: number,
    lanes: fc.integer({ min: 1, max: 64 }),
    cores: fc.integer({ min: 1, max: 64 }),
  });
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      for (const runs of [
        [{ ...LOCKED, ...a }],
        [
          { ...LOCKED, ...a },
          { ...RELEASED, ...b, lanes: a.lanes, cores: a.cores },
        ],
      ]) {
        const story = tell(runs);
        assert.ok(story !== null);
        assert.doesNotMatch(`${story.headline} ${story.sentence}`, /undefined|null|\[object/);
      }
    }),
  );
});

test('one run alone is told against one thread', () => {
  const story = tell([RELEASED]);
  assert.equal(story?.ratio, null);
  assert.equal(story?.headline, 'Four threads with the lock released: 1.93× the speed of one');
});

test('whatever was simulated says so in its headline and its sentence, and blames no machine', () => {
  const number = fc.double({ min: 0, max: 1e8, noNaN: true });
  const facts = fc.record({ wallUs: number, oneThreadUs: number, kernelUs: number, oneKernel: fc.boolean() });
  fc.assert(
    fc.property(facts, facts, fc.integer({ min: 1, max: 64 }), fc.boolean(), (a, b, cores, both) => {
      const shared = { engine: 'simulated' as const, timerStepUs: 0, cores };
      const runs = [
        { ...LOCKED, ...shared, ...a },
        { ...RELEASED, ...shared, ...b, kernelUs: b.oneThreadUs },
      ];
      const story = tell(both ? runs : runs.slice(1));
      assert.match(story?.headline ?? '', /^Simulated: /);
      assert.match(story?.sentence ?? '', /^Computed for .+ virtual cores?, not measured\. /);
      assert.doesNotMatch(story?.sentence ?? '', /This machine|quiet|Close other/);
    }),
  );
});

test('anything but the first question is told by its interpreters’ names and numbers', () => {
  const hogs = { oneKernel: false, kernel: 'kernel' };
  const story = tell([
    { ...LOCKED, ...hogs, runtime: 'cpython-2.7', label: 'CPython 2.7' },
    { ...RELEASED, ...hogs, runtime: 'cpython-3.14t', label: 'CPython 3.14t', locks: false },
  ]);
  assert.equal(story?.headline, 'CPython 3.14t was 1.97× as fast as CPython 2.7');
  assert.equal(
    story.sentence,
    'CPython 2.7 took 600 ms, with the lock held 99.0 % of that time, and its threads waited 1.70 s for it in all. ' +
      'CPython 3.14t took 305 ms without a lock.',
  );
});

test('more than two runs are not passed over, and no time at all is no factor', () => {
  const third: RunFacts = {
    ...RELEASED,
    engine: 'simulated',
    runtime: 'cpython-3.14t',
    label: 'CPython 3.14t',
    wallUs: 200_000,
  };
  const runs = [LOCKED, RELEASED, third].map((run): RunFacts => ({ ...run, engine: 'simulated' }));
  assert.match(tell(runs)?.sentence ?? '', /Of all three runs CPython 3\.14t was the fastest: 200 ms\.$/);
  const nothing = tell([
    { ...LOCKED, wallUs: 5 },
    { ...RELEASED, wallUs: 0 },
  ]);
  assert.equal(nothing?.headline, 'Nothing took time: there is nothing to compare');
  const cores = runs.slice(0, 2).map((run, i) => ({ ...run, cores: [1, 64][i] as number }));
  assert.match(tell(cores)?.sentence ?? '', /^Computed for 1 to 64 virtual cores, not measured/);
});

test('what stands beside one GIL is what the threads do under it', () => {
  const tag = (...ops: Op[]) =>
    tagOf({ runtime: 'cpython-3.12', threads: [{ ops }] } as unknown as Scenario, CORE).words;
  const kernel = (gil: string) => ({ op: 'kernel', name: 'det', gil }) as unknown as Op;
  assert.match(tag({ op: 'python', us: 5 }), /serialized: bytecode/);
  assert.match(tag(kernel('holds')), /kernels hold the GIL/);
  assert.match(tag(kernel('releases')), /kernels release the GIL/);
  assert.match(tag(kernel('releases'), kernel('holds')), /mixed/);
  assert.match(tag(kernel('numpy')), /kernels hold the GIL/, 'as numpy.linalg.det does');
  const old = tagOf(
    { runtime: 'cpython-2.7', threads: [{ ops: [kernel('numpy')] }] } as unknown as Scenario,
    CORE,
  );
  assert.match(old.words, /NumPy’s own rule/);
});

test('where a kernel does with the GIL what its call does not, or holds it as its call does, that is told', () => {
  const asked = (op: object) =>
    remarks([{ threads: [{ ops: [{ op: 'kernel', n: 256, gil: 'releases', ...op }] }] } as Scenario], CORE);
  const setup = /only releases the GIL here because the setup says so.*as the call does/;
  assert.match(asked({ name: 'det' }), setup);
  assert.match(asked({ name: 'det' }), /^ numpy\.linalg\.det only/);
  assert.match(asked({ name: 'eigh', function: 'scipy.linalg.eigh' }), /^ scipy\.linalg\.eigh only/);
  assert.equal(asked({ name: 'inv' }), '', 'it releases');
  assert.equal(asked({ name: 'inv', gil: 'numpy' }), '');
  assert.match(
    asked({ name: 'inv', n: 22, gil: 'numpy' }),
    /^ numpy\.linalg\.inv holds the GIL on such arrays/,
  );
  assert.match(asked({ name: 'det', gil: 'numpy' }), /holds the GIL on such arrays/);
  // It factors with the GIL and forms Q without it, up to 500 columns.
  for (const gil of ['releases', 'numpy']) {
    assert.match(
      asked({ name: 'qr', gil }),
      /^ numpy\.linalg\.qr releases the GIL for a part of its time only\./,
    );
    assert.equal(asked({ name: 'qr', n: 501, gil }), '');
  }
  const story = tell([LOCKED, RELEASED], [], asked({ name: 'det' }));
  assert.match(story?.sentence ?? '', setup);
  assert.doesNotMatch(tell([LOCKED, RELEASED])?.sentence ?? '', setup);
});

/** The page's words on a Scenario, simulated under each interpreter. */
function storyUnder(scenario: object, runtimes: readonly string[]) {
  const runs = runtimes.map((runtime) => {
    const report = simulate(JSON.stringify({ ...scenario, runtime }));
    return { facts: factsOf(report, CORE, runtime), report };
  });
  return storyOf(runs, [], CORE);
}

test('threads that block beside others are told by their longest wait, all others by their time', () => {
  const preset = (name: string) => CORE.presets.find((one) => one.name === name)?.scenario ?? {};
  const both = ['one-lock', 'cpython-3.12'];
  // The interface comes back at any time within the call of 80 ms.
  const { headline = '', ratio } = storyUnder(preset('long-c-call'), both) ?? {};
  const [, longest] =
    /^Simulated: Longest wait for the lock: one-lock .+, cpython-3\.12 (\d+)\.?\d* ms$/.exec(headline) ?? [];
  assert.ok(Number(longest) > 60 && Number(longest) <= 81, headline);
  assert.equal(ratio, null);
  assert.match(storyUnder(preset('two-hogs'), both)?.headline ?? '', /took the same time|as fast/);
});

test('what the GIL leaves to gain is told where it leaves less than the cores do', () => {
  const jobs = (name: string) => ({
    cores: 16,
    threads: [
      {
        name: 'job',
        count: 16,
        repeat: 4,
        ops: [
          { op: 'python', us: 3000 },
          { op: 'kernel', name: 'eigh', function: name, n: 400, gil: 'numpy', us: 27_000 },
          { op: 'kernel', name: 'svd', n: 400, gil: 'numpy', us: 38_000 },
        ],
      },
    ],
  });
  const held = storyUnder(jobs('scipy.linalg.eigh'), ['cpython-3.12'])?.sentence ?? '';
  // (3 + 27 + 38) ÷ (3 + 27).
  assert.match(held, /44\.1 % of this work needs the GIL, .* more than 2\.27× as fast as one thread\./);
  assert.match(
    held,
    /scipy\.linalg\.eigh holds the GIL .*; numpy\.linalg\.eigh does the same and releases it\./,
  );
  const free = storyUnder(jobs('numpy.linalg.eigh'), ['cpython-3.12'])?.sentence ?? '';
  assert.doesNotMatch(free, /needs the GIL|holds the GIL/);
  const none = storyUnder(jobs('scipy.linalg.eigh'), ['cpython-3.14t'])?.sentence ?? '';
  assert.doesNotMatch(none, /needs the GIL|holds the GIL/);
});

test('a simulation says which costs it guessed, and that crowded BLAS threads cost more than it knows', () => {
  const words = (op: object, engine: 'simulated' | 'measured' = 'simulated') => {
    const ops = [{ op: 'kernel', name: 'matmul', n: 512, ...op }];
    const { scenario } = simulate(
      JSON.stringify({ runtime: 'cpython-3.12', cores: 4, threads: [{ name: 'w', count: 4, ops }] }),
    ).head;
    return caveatsOf([{ engine, scenario }]).join(' ');
  };
  const [guess, crowd] = [/Kernels take an estimated time/, /More BLAS threads than cores/];
  assert.match(words({}), guess);
  assert.doesNotMatch(words({ us: 500 }), guess);
  assert.match(words({ us: 500, blas_threads: 4 }), crowd);
  assert.doesNotMatch(words({ us: 500 }), crowd);
  assert.equal(words({ blas_threads: 4 }, 'measured'), '');
});
