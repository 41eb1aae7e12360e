// Opening what was saved: a Report or a trace comes back as what it was, and everything else is told for what it is.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { app, button, opened, run, spans, stage, withPage } from './browser.mjs';
import { bar, barIsThere, drop, SIMULATED, said, saved } from './saving.mjs';

async function everyNumber(page) {
  const cells = page.locator('gil-results td[data-value]');
  return cells.evaluateAll((all) => all.map((one) => [one.dataset.testid, one.dataset.value]));
}

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
