// Saving, copying and opening: each file is the one the command line writes, and comes back as what it was.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  app,
  assertAccessible,
  button,
  metric,
  opened,
  packed,
  run,
  SMALL,
  spans,
  stage,
  withPage,
} from './browser.mjs';

const ROOT = new URL('../../', import.meta.url);
const text = (path) => readFile(new URL(path, ROOT), 'utf8');
const golden = (name) => text(`tests/golden/reports/${name}`);
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const SIMULATED = `${SMALL}&engine=simulated`;

/** A link to simulate exactly this Scenario. */
function linkTo(scenario) {
  return `#v=1&engine=simulated&compare=${JSON.parse(scenario).runtime}&scenario=${packed(scenario)}`;
}

const bar = (page) => page.locator('gil-share');
const said = (page) => page.getByTestId('said');

/** What a press of this button saves. */
async function saved(page, name, group = 0) {
  await barIsThere(page);
  const downloading = page.waitForEvent('download');
  await bar(page).getByRole('button', { name, exact: true }).nth(group).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

async function copied(page, name) {
  await barIsThere(page);
  await bar(page).getByRole('button', { name, exact: true }).click();
  await said(page).filter({ hasText: 'copied' }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens the section it stands in. */
async function barIsThere(page) {
  await stage(page, 'ready', 'done');
  if (!(await page.getByTestId('share').evaluate((details) => details.open))) {
    await page.getByText('Share, save and open').click();
  }
  await button(page, 'Open a file …').waitFor();
}

/** Drops a file on the page, as a hand does. */
async function drop(page, name, content) {
  await barIsThere(page);
  const transfer = await page.evaluateHandle(
    ({ name, content }) => {
      const data = new DataTransfer();
      data.items.add(new File([content], name));
      return data;
    },
    { name, content },
  );
  const main = page.locator('gil-app main');
  await main.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.getByTestId('drop').waitFor();
  await main.dispatchEvent('drop', { dataTransfer: transfer });
  assert.equal(await page.getByTestId('drop').count(), 0);
}

async function everyNumber(page) {
  const cells = page.locator('gil-results td[data-value]');
  return cells.evaluateAll((all) => all.map((one) => [one.dataset.testid, one.dataset.value]));
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

/** Rules of tests/traces.rs that viewers rely on: fields, order, and slices that nest. */
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

test('a saved Report or trace dropped on a fresh page is the same timeline with the same numbers, from a file', async () => {
  const files = {};
  let before;
  await withPage(
    { hash: '#v=1&preset=two-hogs&engine=simulated&compare=cpython-3.12,cpython-3.14t' },
    async (page) => {
      await opened(page);
      await run(page);
      files.report = await saved(page, 'Report');
      files.trace = await saved(page, 'Perfetto, side by side');
      before = { spans: await spans(page), numbers: await everyNumber(page) };
    },
  );
  await withPage({ hash: '' }, async (page) => {
    await opened(page);
    await drop(page, files.trace.name, files.trace.text);
    await stage(page, 'done');
    assert.deepEqual({ spans: await spans(page), numbers: await everyNumber(page) }, before);
    const heads = page.getByTestId('timeline').locator('header');
    for (const [i, label] of ['CPython 3.10+', 'CPython 3.14t'].entries()) {
      const header = await heads.nth(i).innerText();
      assert.match(header, /from a file[\s\S]*simulated/, label);
    }
    assert.match(await page.getByTestId('headline').innerText(), /from a file/);
    // Nothing has run on this page: no other path may be what loads a part of the result.
    await page.locator('gil-shares td[data-testid=held-share]').first().waitFor({ timeout: 10_000 });
    assert.match(await page.getByTestId('status').innerText(), /^Done\. .*from a file/);
    // The form asks what the file answered, and the answer is the same.
    await run(page);
    assert.deepEqual((await spans(page)).flat().length, before.spans.flat().length);
    assert.deepEqual(await everyNumber(page), before.numbers);
  });
  await withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await run(page);
    const path = join(tmpdir(), files.report.name);
    await writeFile(path, files.report.text);
    await barIsThere(page);
    const choosing = page.waitForEvent('filechooser');
    await button(page, 'Open a file …').focus();
    await page.keyboard.press('Enter');
    await (await choosing).setFiles(path);
    await said(page).filter({ hasText: 'Opened' }).waitFor();
    assert.equal(await page.getByTestId('timeline').count(), 1);
    assert.deepEqual(await spans(page), before.spans.slice(0, 1));
    // What is opened can be saved again, and is the same file.
    assert.equal((await saved(page, 'Report')).text, files.report.text);
  });
});

test('a file that is none of ours changes nothing, and the page says what it is and what would be right', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await run(page);
    const before = await everyNumber(page);
    const report = (await saved(page, 'Report')).text;
    const hostile = (change) => {
      const value = JSON.parse(report);
      change(value);
      return JSON.stringify(value);
    };
    const cases = [
      ['hello', /isn't JSON \(expected value at line 1 column 1\).*open a Report or a Perfetto trace/],
      ['', /ends too early.*save it again/],
      [report.slice(0, 2000), /was cut off .*save it again/],
      ['[1, 2]', /JSON, but of another shape/],
      [
        '{"traceEvents": [], "metadata": {"reports": []}}',
        /Reports in the trace's metadata is 0: choose a value from 1 to 16/,
      ],
      ['{"runtime": "one-lock", "threads": []}', /is a Scenario, a question without its answer: run it/],
      [
        hostile((it) => {
          it.lanes[0].spans[0].end_us = 1e300;
        }),
        /a time is 1.*choose a value from 0 to 9000000000000/,
      ],
      [
        hostile((it) => {
          it.lanes[0].spans[1].start_us = 0;
        }),
        /begins at 0 µs, before the span before it ends/,
      ],
      [
        hostile((it) => {
          it.lanes[0].name = '<img src=x>';
        }),
        /Its Scenario has the lane "worker 1" where the file has "<img src=x>"/,
      ],
      [
        hostile((it) => {
          it.scenario.cores = 0;
        }),
        /ores is 0: choose a value from 1 to 1024/,
      ],
      [
        hostile((it) => {
          it.lanes.pop();
        }),
        /has 1 lanes, but its Scenario has 2/,
      ],
      [
        '{"meta":{"product":"Firefox"},"libs":[],"threads":[{"name":"GeckoMain"}]}',
        /a Firefox Profiler \(Gecko\) profile: open it at profiler\.firefox\.com/,
      ],
      ['{"traceEvents":[{"ph":"X"}]}', /a Chrome trace, .*open it at ui\.perfetto\.dev/],
      ['import numpy as np\n', /Python source/],
    ];
    for (const [content, message] of cases) {
      await drop(page, 'file.json', content);
      const problem = page.getByTestId('file-problem');
      await problem.waitFor();
      const shown = (await problem.innerText()).replaceAll('\n', ' ');
      assert.match(shown, /^This file can’t be opened\./);
      assert.match(shown, message);
      assert.match(shown, /The page still shows what it did before/);
      await bar(page).getByRole('button', { name: 'Close' }).click();
      assert.equal(await problem.count(), 0);
    }
    assert.deepEqual(await everyNumber(page), before);
    assert.equal(await app(page).getAttribute('data-stage'), 'done');
  }));

test('a file that is too long is refused before it is read as a whole', () =>
  withPage({ hash: '' }, async (page) => {
    await barIsThere(page);
    await page.evaluate(() => {
      const piece = new Uint8Array(1_000_000).fill(32);
      const data = new DataTransfer();
      data.items.add(new File(Array(201).fill(piece), 'huge.json'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    });
    await page.getByTestId('file-problem').waitFor({ timeout: 60_000 });
    assert.match(
      await page.getByTestId('file-problem').innerText(),
      /more than 200000000 bytes.*save a shorter run/,
    );
  }));

test('Copy as Python gives the script of the command line, with the question in it', () =>
  withPage({ hash: SIMULATED, ...CLIPBOARD }, async (page) => {
    await opened(page);
    const script = await copied(page, 'Copy as Python');
    const template = (await text('crate/script/run.py')) + (await text('crate/script/report.py'));
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
