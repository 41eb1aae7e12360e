// What a press of Run does, whenever it comes. Invariant: no page and no core: a lab that runs and stops as the test says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CANCELLED, ProblemError } from '../src/base/problem.ts';
import type { Asked, Lab, Observer } from '../src/lab/lab.ts';
import { Session, type SessionHost } from '../src/page/session.ts';
import { VOCABULARY } from './vocabulary.ts';

/** Runs never end by themselves. `slowCheck`: what judging the settings waits for. */
class FakeLab {
  runs = 0;
  memoryBytes = 0;
  measures = true;
  isolation = 'header';
  slowCheck: Promise<void> = Promise.resolve();
  #stop: (() => void) | null = null;

  answering = () => 'first';
  open = () => Promise.resolve(VOCABULARY);
  engineFor = (engine: string) => engine;
  check = async (asks: { scenario: string }[]) => {
    await this.slowCheck;
    return asks.map(({ scenario }) => ({ scenario: { seed: 1, ...JSON.parse(scenario) } }));
  };
  run = (_: readonly Asked[], observer: Observer) => {
    this.runs += 1;
    observer.preparing(0, 'Preparing');
    return new Promise((_resolve, reject) => {
      this.#stop = () => reject(new ProblemError(CANCELLED));
    });
  };
  cancel = () => this.#stop?.();
}

async function opened(): Promise<{ session: Session; lab: FakeLab }> {
  // As in a frame, whose history belongs to the page around it.
  const around = { addEventListener: () => {}, removeEventListener: () => {}, window: { parent: null } };
  Object.assign(globalThis, around);
  const lab = new FakeLab();
  const place = {
    dataset: {},
    hash: '',
    timelines: null,
    updateComplete: Promise.resolve(true),
    addController: () => {},
    requestUpdate: () => {},
    refused: () => {},
  };
  const session = new Session(place as unknown as SessionHost, lab as unknown as Lab);
  session.hostConnected();
  await until(() => session.stage === 'ready');
  return { session, lab };
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.fail('it never came about');
}

test('Run pressed while a cancelled run is tidied up after runs, once', async () => {
  const { session, lab } = await opened();
  void session.run();
  await until(() => lab.runs === 1);
  let tidied = () => {};
  lab.slowCheck = new Promise((resolve) => {
    tidied = resolve;
  });
  session.cancel();
  await until(() => session.stage === 'ready');
  void session.run();
  void session.run();
  tidied();
  await until(() => lab.runs === 2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(lab.runs, 2);
  assert.equal(session.stage, 'running');
  session.cancel();
});

test('Run asked for before the cancel has taken effect runs after it', async () => {
  const { session, lab } = await opened();
  void session.run();
  await until(() => lab.runs === 1);
  const stop = lab.cancel;
  lab.cancel = () => void setTimeout(stop, 10);
  session.cancel();
  const again = session.run();
  await until(() => lab.runs === 2);
  lab.cancel = stop;
  session.cancel();
  await again;
  assert.equal(session.stage, 'ready');
});

test('a run that is on is not started again', async () => {
  const { session, lab } = await opened();
  void session.run();
  await until(() => lab.runs === 1);
  void session.run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(lab.runs, 1);
  session.cancel();
});

test('Cancel before the run has begun stops it', async () => {
  const { session, lab } = await opened();
  let checked = () => {};
  lab.slowCheck = new Promise((resolve) => {
    checked = resolve;
  });
  const run = session.run();
  assert.equal(session.stage, 'running');
  session.cancel();
  checked();
  await run;
  assert.equal(lab.runs, 0);
  assert.equal(session.stage, 'ready');
  assert.equal(session.problem?.code, 'aborted');
});
