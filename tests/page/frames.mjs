// Pans and zooms a timeline of a million simulated spans in headless Chromium, and says what each frame cost the page's
// main thread. `node frames.mjs` prints the figures as JSON for `cargo xtask bench page`. Invariant: the work of a frame
// is the processor time of all tasks that ran on the main thread from one animation frame to the next, as the browser's
// own tracing has it: handlers, drawing, layout, paint and the canvas' rasterisation. What other programs take is not
// in it.
import { createRequire } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import { serve } from './server.mjs';

const { chromium } = createRequire(new URL('../../www/package.json', import.meta.url))('playwright-core');
const FRAMES = 300;
const ROUNDS = 3;
const PATIENCE_MS = 280_000;
/** Nearly as long as a browser's timelines are allowed to be: one without a lock has no events beside its spans. */
const SCENARIO = {
  runtime: 'cpython-3.14t',
  cores: 64,
  threads: [
    {
      name: 'worker',
      count: 32,
      repeat: 10_300,
      ops: [
        { op: 'python', us: 20 },
        { op: 'kernel', name: 'qr', n: 64, us: 300 },
        { op: 'wait', us: 100 },
      ],
    },
  ],
};

const served = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const late = setTimeout(() => {
  console.error(
    `the page has not been measured for ${PATIENCE_MS / 1000} seconds: try again on an idle machine`,
  );
  process.exit(1);
}, PATIENCE_MS);

/** Runs `body` and gives the main thread's tasks meanwhile, in order, and which of them start a frame. */
async function traced(page, body) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] },
  });
  await body();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const callbacks = events.filter(({ name }) => name === 'FireAnimationFrame');
  const [{ pid, tid } = {}] = callbacks;
  const tasks = events
    .filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid)
    .map(({ ts, dur, tdur }) => ({ ts, dur, workMs: (tdur ?? dur) / 1000 }))
    .filter(({ workMs }) => Number.isFinite(workMs))
    .toSorted((a, b) => a.ts - b.ts);
  // All callbacks of a frame run in one task.
  const starts = new Set(callbacks.map((callback) => tasks.findLastIndex(({ ts }) => ts <= callback.ts)));
  return tasks.map(({ workMs }, i) => ({ workMs, starts: starts.has(i) }));
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The main thread's work from each animation frame to the next. */
function workOf(tasks) {
  const work = [];
  for (const { workMs, starts } of tasks) {
    if (starts) work.push(workMs);
    else if (work.length > 0) work[work.length - 1] += workMs;
  }
  // The last one has no end.
  return work.slice(0, -1);
}

/** In the page: zooms in and out and pans, a step in every frame, while the pointer moves. */
function explore(frames) {
  const host = document.querySelector('gil-app').shadowRoot.querySelector('gil-timelines');
  const lanes = host.shadowRoot.querySelector('.lanes');
  const { left, top, width, height } = lanes.getBoundingClientRect();
  const KEYS = [...'w'.repeat(16), ...'dddddddd', ...'s'.repeat(8), ...'aaaaaaaa', ...'s'.repeat(8)];
  return new Promise((resolve) => {
    let step = 0;
    const next = () => {
      if (step === frames) return resolve();
      const at = { clientX: left + ((step * 37) % width), clientY: top + ((step * 11) % height) };
      lanes.firstElementChild.dispatchEvent(
        new PointerEvent('pointermove', { ...at, bubbles: true, composed: true }),
      );
      lanes.dispatchEvent(new KeyboardEvent('keydown', { key: KEYS[step % KEYS.length] }));
      step += 1;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)];

try {
  const scenario = deflateRawSync(JSON.stringify(SCENARIO)).toString('base64url');
  const found = { spans: [], open: [], median: [], p95: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${served.url}#v=1&engine=simulated&compare=cpython-3.14t&scenario=${scenario}`);
    await page.waitForSelector('gil-app[data-stage=ready]');
    // The answer is computed on a worker: the page's own work is what opening costs.
    const opening = await traced(page, async () => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForSelector('gil-app[data-stage=done]', { timeout: 60_000 });
      await page.waitForTimeout(300);
    });
    found.open.push(sum(opening.map(({ workMs }) => workMs)));
    found.spans.push(Number(await page.getByTestId('timeline').getAttribute('data-spans')) / 1e6);
    const work = workOf(await traced(page, () => page.evaluate(explore, FRAMES)));
    found.median.push(quantile(work, 0.5));
    found.p95.push(quantile(work, 0.95));
    await page.close();
  }
  const row = (what, unit, target, values) => ({ what, unit, target, values });
  console.log(
    JSON.stringify([
      row('a timeline on the page: spans', 'million', null, found.spans),
      row('opening it: main thread, from Run to the picture', 'ms', { at_most: 1000 }, found.open),
      row('panning and zooming: main thread, the median frame', 'ms', { at_most: 8 }, found.median),
      row('panning and zooming: main thread, 95 of 100 frames', 'ms', { at_most: 16 }, found.p95),
    ]),
  );
} finally {
  clearTimeout(late);
  await browser.close();
  await served.close();
}
