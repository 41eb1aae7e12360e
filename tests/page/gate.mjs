// Holds the sanity gate to its promise: what the page tells beside two busy programs is what a quiet machine shows, or
// nothing. `node gate.mjs [--truth 20] [--runs 200] [--only two-hogs,one-lock] [--kept FILE]` prints the counts as JSON.
// Invariant: it reads what a reader reads: the headline, the table and the lesson; nothing is asked of the core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { serve } from './server.mjs';

const { chromium } = createRequire(new URL('../../www/package.json', import.meta.url))('playwright-core');

/** Two threads of plain arithmetic get at least so much of one's throughput on a quiet machine. */
const QUIET = 1.85;
/** How often a machine that is not quiet is looked at again, and how long after. */
const LOOKS = 60;
const PAUSE_MS = 5000;
/** What is told may differ from the truth by this factor. */
const NEAR = 1.25;
const BUSY = 2;
/** Of two hundred. */
const MOST_WRONG = 4 / 200;
/** Of the runs on the quiet machine. */
const LEAST_TOLD = 0.95;
/** With the tries that the page makes by itself. */
const PATIENCE_MS = 300_000;

const { values } = parseArgs({
  options: {
    truth: { type: 'string', default: '20' },
    runs: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
    // The half on the quiet machine takes most of an hour: it is written there, and read from there if it is there.
    kept: { type: 'string', default: '' },
    // Counts mean nothing then: for trying the script itself.
    anyhow: { type: 'boolean', default: false },
  },
});
const [TRUTH, RUNS] = [Number(values.truth), Number(values.runs)];
const ONLY = values.only === '' ? null : values.only.split(',');

const ARITHMETIC = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', () => {
    const start = performance.now();
    let x = 1;
    for (let i = 0; i < 60_000_000; i++) x = x * 0.5 + 1;
    parentPort.postMessage(performance.now() - start + (x > 9 ? 1 : 0));
  });`;
const pair = [1, 2].map(() => new Worker(ARITHMETIC, { eval: true }));

/** The throughput of two threads over that of one. */
async function ofTwo() {
  const time = async (worker) => {
    worker.postMessage(null);
    const [ms] = await once(worker, 'message');
    return ms;
  };
  const alone = Math.min(await time(pair[0]), await time(pair[0]));
  return (2 * alone) / Math.max(...(await Promise.all(pair.map(time))));
}

async function quiet() {
  for (let look = 0; look < LOOKS; look++) {
    const found = await ofTwo();
    if (found >= QUIET || values.anyhow) return;
    console.error(`two threads get ${found.toFixed(2)} of one: waiting until the machine is quiet`);
    await sleep(PAUSE_MS);
  }
  throw new Error('the machine is not quiet: stop other programs and start again');
}

const served = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const page = await browser.newPage();

/** All that can be asked for here: each preset, and each lesson that can be measured. */
async function questions() {
  await page.goto(served.url);
  await page.waitForSelector('gil-app[data-stage=ready]');
  const presets = await page
    .locator('gil-form select option')
    .evaluateAll((all) => all.map((one) => one.value));
  const lessons = await page
    .locator('.lessons a')
    .evaluateAll((all) => all.map((one) => new URLSearchParams(one.hash.slice(1)).get('lesson')));
  const named = [
    ...presets
      .filter((name) => /^[a-z]/.test(name) && name.includes('-'))
      .map((name) => ({ kind: 'preset', name })),
    ...lessons.map((name) => ({ kind: 'lesson', name })),
  ];
  return named.filter(({ name }) => ONLY?.includes(name) ?? true);
}

/** What the page says of one question: comparisons by name, with null for what it does not tell. */
async function ask({ kind, name }) {
  await page.goto('about:blank');
  await page.goto(`${served.url}#v=1&${kind}=${name}&engine=measured`);
  await page.waitForSelector('gil-app[data-stage=ready]');
  const start = kind === 'lesson' ? 'Just show me' : 'Run';
  await page.getByRole('button', { name: start, exact: true }).click();
  await page.waitForSelector('gil-app[data-stage=done], gil-app[data-stage=failed]', {
    timeout: PATIENCE_MS,
  });
  const value = async (locator, attribute) => {
    const text = (await locator.count()) === 0 ? null : await locator.first().getAttribute(attribute);
    return text === null || text === '' ? null : Number(text);
  };
  const told = {};
  if (kind === 'lesson') {
    const shown = page.locator('[data-testid=reveal], [data-testid=noisy], [data-testid=off-topic]');
    await shown.first().waitFor();
    // Its words are about simulated runs only.
    if ((await page.getByTestId('off-topic').count()) > 0) return told;
    const engine = page.getByTestId('reveal');
    if ((await engine.count()) > 0 && (await engine.getAttribute('data-engine')) !== 'measured') return told;
    told[`${name} · lesson`] = await value(engine, 'data-truth');
    if (told[`${name} · lesson`] === null) console.error(`${name}: ${await shown.first().innerText()}`);
    return told;
  }
  const headline = page.getByTestId('headline');
  await headline.waitFor();
  const noisy = (await headline.innerText()) === 'Too noisy to compare';
  if (noisy) console.error(`${name}: ${await page.getByTestId('sentence').innerText()}`);
  if (noisy || (await value(headline, 'data-ratio')) !== null)
    told[`${name} · headline`] = await value(headline, 'data-ratio');
  await page.getByTestId('speedup').first().waitFor();
  for (const cell of await page.getByTestId('speedup').all())
    told[`${name} · table · ${await cell.getAttribute('data-runtime')}`] = await value(cell, 'data-value');
  return told;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
const apart = (a, b) => Math.max(a / b, b / a);

function busy() {
  return Array.from({ length: BUSY }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
}

let hogs = [];
const endHogs = () => {
  for (const hog of hogs) hog.kill('SIGKILL');
};
// Whatever ends this, nobody is left to spin.
process.on('exit', endHogs);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** What each question says on a quiet machine, and how often it says something. */
async function onQuietMachine() {
  const found = { asked: [], truth: {}, runs: 0, told: 0 };
  for (const question of await questions()) {
    const said = new Map();
    for (let i = 0; i < TRUTH; i++) {
      await quiet();
      const told = await ask(question);
      // A lesson that is simulated whatever was asked has nothing to measure, so it counts neither way.
      if (Object.keys(told).length === 0) break;
      if (i === 0) found.asked.push(question);
      found.runs += 1;
      if (Object.values(told).every((value) => value !== null)) found.told += 1;
      for (const [what, value] of Object.entries(told))
        if (value !== null) said.set(what, [...(said.get(what) ?? []), value]);
    }
    for (const [what, all] of said) found.truth[what] = median(all);
    console.error(`${question.kind} ${question.name}: ${JSON.stringify([...said])}`);
  }
  return found;
}

try {
  const known = values.kept !== '' && existsSync(values.kept);
  const onQuiet = known ? JSON.parse(readFileSync(values.kept, 'utf8')) : await onQuietMachine();
  const { asked, truth } = onQuiet;
  if (values.kept !== '' && !known) writeFileSync(values.kept, JSON.stringify(onQuiet));
  hogs = busy();
  const beside = { runs: 0, told: 0, wrong: [] };
  for (let i = 0; i < RUNS; i++) {
    const told = await ask(asked[i % asked.length]);
    beside.runs += 1;
    for (const [what, value] of Object.entries(told)) {
      if (value === null) continue;
      beside.told += 1;
      const is = truth[what];
      if (is === undefined || apart(is, value) > NEAR)
        beside.wrong.push({ what, told: value, truth: is ?? null });
    }
    console.error(`${i + 1} of ${RUNS}: ${JSON.stringify(told)}`);
  }
  const kept = {
    quiet: onQuiet.told >= LEAST_TOLD * onQuiet.runs,
    beside: beside.wrong.length <= MOST_WRONG * beside.runs,
  };
  const { runs, told } = onQuiet;
  console.log(JSON.stringify({ truth, quiet: { runs, told }, beside, kept }, null, 2));
  if (!values.anyhow && !(kept.quiet && kept.beside)) process.exitCode = 1;
} finally {
  endHogs();
  for (const worker of pair) await worker.terminate();
  await browser.close();
  await served.close();
}
