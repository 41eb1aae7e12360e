// Saving, copying and opening: each file is the one the command line writes, and comes back as what it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, metric, opened, packed, run, spans, withPage } from './browser.mjs';
import { bar, barIsThere, drop, SIMULATED, said, saved, text } from './saving.mjs';

const golden = (name) => text(`tests/golden/reports/${name}`);

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

/** A link to simulate exactly this Scenario. */
function linkTo(scenario) {
  return `#v=1&engine=simulated&compare=${JSON.parse(scenario).runtime}&scenario=${packed(scenario)}`;
}

async function copied(page, name) {
  await barIsThere(page);
  await bar(page).getByRole('button', { name, exact: true }).click();
  await said(page).filter({ hasText: 'copied' }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

for (const name of ['crowded', 'interpreters', 'ticks']) {
  test(`a saved Report of the golden Scenario "${name}" has the bytes the command line prints`, async () => {
    const scenario = await golden(`${name}.scenario.json`);
    await withPage({ hash: linkTo(scenario) }, async (page) => {
      await opened(page);
      await run(page);
      const report = await saved(page, 'Report');
      assert.match(report.name, /^gil-scenario-.+-simulated\.report\.json$/);
      // The golden files have a line a span, and no version.
      const written = report.text.replace(/"version":"[^"]*"/, '"version":""').replaceAll('},{', '},\n{');
      assert.equal(written, await golden(`${name}.report.json`));
    });
  });
}

/** Rules of tests/timeline/traces.rs that viewers rely on: fields, order, and slices that nest. */
function obeysTheSchema(trace) {
  assert.equal(trace.displayTimeUnit, 'ms');
  const open = new Map();
  let last = 0;
  for (const event of trace.traceEvents) {
    assert.ok(['M', 'X', 'i', 'C'].includes(event.ph) && event.pid >= 1 && event.tid !== 0, event.ph);
    if (event.ph === 'M') continue;
    assert.ok(event.ts >= last, 'in the order of time');
    last = event.ts;
    if (event.ph !== 'X') continue;
    const end = Math.round((event.ts + event.dur) * 1000);
    const track = `${event.pid} ${event.tid}`;
    const stack = (open.get(track) ?? []).filter((outer) => outer > Math.round(event.ts * 1000));
    assert.ok(stack.length === 0 || end <= stack.at(-1), `${track} overlaps`);
    open.set(track, [...stack, end]);
  }
}

test('the SVG, the CSV and the traces say what the timeline says, and are called by what they are', () =>
  // The picture has styles of its own, which the page's policy would not let into the page.
  withPage(
    { hash: '#v=1&preset=two-hogs&engine=simulated&compare=one-lock,cpython-3.12', bypassCSP: true },
    async (page) => {
      await opened(page);
      await run(page);
      const timelines = await spans(page);
      for (const [i, runtime] of ['one-lock', 'cpython-3.12'].entries()) {
        const found = timelines[i];
        const wallUs = await metric(page, 'wall', runtime);
        const called = `gil-two-hogs-${runtime}-simulated`;

        const svg = await saved(page, 'SVG', i);
        assert.equal(svg.name, `${called}.svg`);
        const drawn = await page.evaluate((text) => {
          const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
          const titles = [...picture.querySelectorAll('rect > title')].map((title) => title.textContent);
          return {
            wrong: picture.querySelector('parsererror')?.textContent ?? '',
            about: picture.querySelector('desc').textContent,
            spans: titles.filter((title) => !/holds the lock|goes round/.test(title)),
          };
        }, svg.text);
        assert.equal(drawn.wrong, '');
        assert.equal(drawn.spans.length, found.length, 'as many spans as the timeline');
        const last = Math.max(...found.map((span) => span.startUs + span.lengthUs));
        assert.ok(Math.abs(last - wallUs) < 1e-3);
        assert.match(drawn.about, new RegExp(`wall ${(wallUs / 1000).toPrecision(3).slice(0, 2)}`));

        const csv = await saved(page, 'CSV', i);
        assert.equal(csv.name, `${called}.csv`);
        const [head, ...rows] = csv.text.trimEnd().split('\n');
        assert.equal(head, 'lane,state,op,rep,start_us,end_us,cause,holder');
        const read = rows
          .map((row) => row.split(','))
          .map(([lane, state, , , startUs, endUs]) => [lane, state, Number(startUs), Number(endUs)]);
        assert.deepEqual(
          read.map(([lane, state, startUs]) => [lane, state, startUs]),
          found.map(({ lane, state, startUs }) => [lane, state, startUs]),
        );
        for (const [at, [, , startUs, endUs]] of read.entries()) {
          assert.ok(Math.abs(endUs - startUs - found[at].lengthUs) < 1e-3);
        }

        const trace = await saved(page, 'Perfetto', i);
        assert.equal(trace.name, `${called}.trace.json`);
        const parsed = JSON.parse(trace.text);
        obeysTheSchema(parsed);
        assert.equal(parsed.traceEvents.filter(({ cat }) => cat === 'span').length, found.length);
      }
      const both = await saved(page, 'Perfetto, side by side');
      assert.equal(both.name, 'gil-two-hogs-all-runs.trace.json');
      const parsed = JSON.parse(both.text);
      obeysTheSchema(parsed);
      const processes = parsed.traceEvents
        .filter(({ name }) => name === 'process_name')
        .map(({ args }) => args.name);
      assert.deepEqual(processes, ['simulated · one-lock', 'simulated · cpython-3.12']);
    },
  ));

test('Copy as Python gives the script of the command line, with the question in it', () =>
  withPage({ hash: SIMULATED, ...CLIPBOARD }, async (page) => {
    await opened(page);
    const script = await copied(page, 'Copy as Python');
    const template =
      (await text('crate/core/src/script/run.py')) + (await text('crate/core/src/script/report.py'));
    const [before, after] = template.split('@GIVEN@');
    assert.ok(script.startsWith(before) && script.endsWith(after), 'nothing but the question is put in');
    const given = JSON.parse(script.slice(before.length, script.length - after.length));
    assert.deepEqual(given.calls, [['numpy.linalg.qr']]);
    const [worker] = given.scenario.threads;
    assert.deepEqual([given.scenario.runtime, worker.count, worker.repeat], ['cpython-3.12', 2, 4]);
    assert.match(await said(page).innerText(), /drop what it prints here/);
  }));

test('of several runs the script asks what the last was asked, and says whose it is', async () => {
  const cases = [
    ['preset=hog-per-subinterpreter', 'subinterpreters', /^Script for Sub-interpreters copied: run it/],
    [
      'preset=two-hogs&compare=cpython-3.12(cores=2),cpython-3.9(cores=8;engine=measured)',
      'cpython-3.9',
      /^Script for CPython 3\.2–3\.9, 8 cores copied/,
    ],
    ['preset=two-hogs&compare=cpython-3.12,one-lock', 'cpython-3.12', /^Script for CPython 3\.10\+ copied/],
    ['preset=two-hogs&compare=one-lock', 'one-lock', /^Script for One lock copied/],
  ];
  for (const [question, runtime, message] of cases) {
    await withPage({ hash: `#v=1&engine=simulated&${question}`, ...CLIPBOARD }, async (page) => {
      await opened(page);
      const script = await copied(page, 'Copy as Python');
      const [, given] = script.match(/GIVEN = json\.loads\(r"""(.*?)"""\)/s);
      assert.equal(JSON.parse(given).scenario.runtime, runtime);
      assert.match(await said(page).innerText(), message);
    });
  }
});

test('the link, the embed code and the Markdown lead back to this page with this setup', () =>
  withPage({ hash: '#v=1&preset=blas-pool&engine=simulated', ...CLIPBOARD }, async (page) => {
    await opened(page);
    const link = await copied(page, 'Copy link');
    assert.equal(link, page.url());
    const frame = await copied(page, 'Copy embed code');
    const attributes = await page.evaluate((html) => {
      const frame = new DOMParser().parseFromString(html, 'text/html').querySelector('iframe');
      return Object.fromEntries([...frame.attributes].map(({ name, value }) => [name, value]));
    }, frame);
    // The small playground of a frame, with the same question.
    assert.equal(attributes.src, link.replace('/#', '/embed.html#'));
    assert.equal(attributes.allow, 'cross-origin-isolated; clipboard-write; fullscreen');
    assert.equal(attributes.loading, 'lazy');
    assert.match(await copied(page, 'Copy Markdown'), /^\[GIL playground: .+\]\(http.+preset=blas-pool.+\)$/);
    await run(page);
    const line = await copied(page, 'Copy Markdown');
    assert.match(
      line,
      /^\[Simulated: .+\]\(http[^)]+\) \(simulated, GIL playground \d+\.\d+\.\d+, \d{4}-\d\d-\d\d\)$/,
    );
  }));

test('where the clipboard is closed the text is there to copy, selected', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await barIsThere(page);
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: () => Promise.reject(new Error('no')) },
      });
    });
    await page.reload();
    await barIsThere(page);
    await bar(page).getByRole('button', { name: 'Copy link' }).click();
    await said(page).filter({ hasText: 'copy the selected text' }).waitFor();
    const area = page.getByTestId('uncopied');
    assert.match(await area.inputValue(), /^http.+#v=1&kernel=qr&n=256&/);
    await page.waitForFunction(() => {
      const area = document.activeElement.shadowRoot
        .querySelector('gil-share')
        .shadowRoot.querySelector('textarea');
      return area.selectionEnd === area.value.length && area.selectionStart === 0;
    });
  }));

test('the file formats are loaded when they are asked for and not before, and nothing is sent anywhere', () =>
  withPage({ hash: SIMULATED }, async (page, served) => {
    const requests = [];
    await barIsThere(page);
    page.on('request', (request) => requests.push(request));
    await page.reload();
    await opened(page);
    await run(page);
    const ours = () => requests.filter((request) => /gil_files|assets\/(worker-|save)/.test(request.url()));
    assert.deepEqual(
      ours().map((request) => request.url()),
      [],
    );
    const report = await saved(page, 'Report');
    await drop(page, report.name, report.text);
    await said(page).filter({ hasText: 'Opened' }).waitFor();
    assert.ok(ours().some((request) => request.url().endsWith('.wasm')));
    for (const request of requests.filter((request) => !request.url().startsWith('blob:'))) {
      assert.equal(request.method(), 'GET');
      assert.ok(request.url().startsWith(served.url), request.url());
    }
    // Ending one takes the browser a moment.
    const left = () => page.workers().filter((worker) => /assets\/worker-/.test(worker.url()));
    for (let tries = 0; left().length > 0 && tries < 50; tries++) await page.waitForTimeout(100);
    assert.equal(left().length, 0, 'no worker outlives its question');
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on the bar, ${colorScheme}: ready, with runs, with a problem`, () =>
    withPage({ hash: SIMULATED, colorScheme, bypassCSP: true }, async (page) => {
      await opened(page);
      await assertAccessible(page, 'ready');
      await run(page);
      await assertAccessible(page, 'with runs');
      await drop(page, 'x.json', 'x');
      await page.getByTestId('file-problem').waitFor();
      await assertAccessible(page, 'with a problem');
    }));
}
