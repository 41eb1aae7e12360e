// The playground in documentation made by the tools that people use: each built as its users build it, served without any
// header of ours, and opened. Invariant: the sources are copied before they are built, so nothing is made in the repository.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withPage } from './browser.mjs';
import { docs, frameOf, property, reaches, startButton } from './embedding.mjs';
import { HEADERS } from './server.mjs';
import { withFirefox } from './webdriver.mjs';
import { hasThreadsInTab, withServed } from './webdriver-embedding.mjs';

const run = promisify(execFile);
const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const EXAMPLES = path('www/examples');
const DIST = path('www/dist');
const PYTHON = process.env.SPHINX_PYTHON;

let scratch;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'gil-docs-'));
});
after(() => rm(scratch, { recursive: true, force: true }));

/** A copy of an example that may be built in. */
async function copied(name) {
  await cp(join(EXAMPLES, name), join(scratch, name), { recursive: true });
  return join(scratch, name);
}

const copyPlayground = (folder) => cp(DIST, folder, { recursive: true });

/** Only the playground's folder has headers; the documentation has none. */
const headers = (path) => (path.includes('/gil-playground/') ? HEADERS : {});

/** Browsers ask for one, and not every theme has it. */
const NO_ICON = { '/favicon.ico': '' };

/** What must hold in any documentation set. */
async function holds(root, start) {
  await withPage(
    { server: { root, headers, pages: NO_ICON }, path: start },
    async (page, served, requests) => {
      // mdBook moves its own page while its fonts and pictures come; ours must not from then on.
      await page.waitForLoadState('networkidle');
      await page.evaluate(async () => {
        await document.fonts.ready;
        globalThis.untouched = true;
        globalThis.shifts = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
        }).observe({ type: 'layout-shift' });
      });
      await page.waitForFunction(() => customElements.get('gil-playground') !== undefined);
      const posters = await page
        .locator('img[src*="det-against-inv"]')
        .evaluateAll((all) => all.map(({ alt, naturalWidth }) => [alt.length > 20, naturalWidth > 100]));
      // mdBook has a third, for those who look closer.
      assert.ok(posters.length >= 2 && posters.flat().every(Boolean), JSON.stringify(posters));
      assert.ok(
        !requests.some((url) => url.includes('embed.html') || url.includes('.wasm')),
        'nothing is loaded yet',
      );
      await startButton(page).click();
      await reaches(page, 'done');
      assert.equal(await property(page, 'isolation'), 'header');
      const report = await property(page, 'result');
      assert.deepEqual([report.engine, report.lanes.length], ['measured', 2]);
      assert.equal(await page.evaluate(() => globalThis.untouched), true);
      assert.equal(await page.evaluate(() => globalThis.shifts), 0);
      const origins = new Set(requests.map((url) => new URL(url).origin));
      assert.deepEqual(origins, new Set([new URL(served.url).origin]));
    },
  );
}

/** The same page in Firefox, which lets no frame in a plain page have threads: it offers a tab, and that has them. */
const holdsInFirefox = (root, start) =>
  withServed(withFirefox, { root, headers, pages: NO_ICON }, start, (firefox) =>
    hasThreadsInTab(firefox, 'header'),
  );

const ground = (page) =>
  frameOf(page)
    .locator('body')
    .evaluate((body) => getComputedStyle(body).backgroundColor);

test('an mdBook: live and as a picture, and its theme is followed', async () => {
  const book = await copied('mdbook');
  await copyPlayground(join(book, 'src/gil-playground'));
  await run('mdbook', ['build', book]);
  await holds(join(book, 'book/'), 'det-against-inv.html');
  await holdsInFirefox(join(book, 'book/'), 'det-against-inv.html');
  await withPage(
    { server: { root: join(book, 'book/'), headers }, path: 'det-against-inv.html' },
    async (page) => {
      await startButton(page).click();
      await reaches(page, 'done');
      const light = await ground(page);
      await page.locator('html').evaluate((html) => html.classList.replace('light', 'coal'));
      await page.waitForTimeout(500);
      assert.notEqual(await ground(page), light);
    },
  );
});

test('a Sphinx project with MyST and our directive, without a warning', async () => {
  assert.ok(PYTHON, 'SPHINX_PYTHON names no interpreter: run this by `cargo xtask test --full`');
  const project = await copied('sphinx');
  await copyPlayground(join(project, '_static/gil-playground'));
  const build = (builder, out) =>
    run(PYTHON, ['-m', 'sphinx', '-W', '--keep-going', '-b', builder, project, join(project, out)]);
  await build('html', '_build');
  await holds(join(project, '_build/'), 'index.html');
  await holdsInFirefox(join(project, '_build/'), 'index.html');
  await build('text', '_text');
  const text = await readFile(join(project, '_text/index.txt'), 'utf8');
  assert.match(text, /\[image: Simulated: while one thread[\s\S]*CPython 3\.10 and later/);
  for (const [line, complaint] of [
    [':threads: 5000', /5000 is not from 1 to 1024/],
    [':controls: wheel', /"wheel" unknown; choose from "none", "run", or "form"/],
    [':colour: red', /colour/],
    [':poster: a.svg', /the poster has no :alt:/],
  ]) {
    await writeFile(join(project, 'index.md'), `# X\n\n\`\`\`{gil-playground} two-hogs\n${line}\n\`\`\`\n`);
    await assert.rejects(
      build('html', '_wrong'),
      ({ stderr }) => complaint.test(stderr) && stderr.includes('index.md'),
      line,
    );
  }
});

test('an MDX page as Docusaurus has it', async () => {
  const make = `
    import { evaluate } from '@mdx-js/mdx';
    import { renderToStaticMarkup } from 'react-dom/server';
    import * as runtime from 'react/jsx-runtime';
    import { readFile } from 'node:fs/promises';
    // Docusaurus moves what is in head there.
    const { default: Page } = await evaluate(await readFile(process.argv[2], 'utf8'), runtime);
    console.log(renderToStaticMarkup(runtime.jsx(Page, { components: { head: ({ children }) => children } })));`;
  const html = await madeBy(['@mdx-js/mdx@3', 'react@19', 'react-dom@19'], make, 'snippets/docusaurus.mdx');
  await opens(html, async (page) => {
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
  });
});

test('a notebook, by what its cell gives', async () => {
  const notebook = JSON.parse(await readFile(join(EXAMPLES, 'snippets/notebook.ipynb'), 'utf8'));
  const lines = notebook.cells[0].source.join('').split('\n');
  const code = `${lines.slice(0, -1).join('\n')}\nprint(${lines.at(-1)}._repr_html_())`;
  const { stdout } = await run(PYTHON, ['-c', code]);
  await opens(stdout, runsInFrame);
});

test('a MyST page of Jupyter Book, by the frame that its parser makes of the directive', async () => {
  // The site around it comes from a theme, which is fetched when a book is built.
  const make = `
    import { mystParse } from 'myst-parser';
    import { readFile } from 'node:fs/promises';
    const tree = mystParse(await readFile(process.argv[2], 'utf8'));
    const { src, width, title } = tree.children.find(({ name }) => name === 'iframe').children[0];
    const address = src.replaceAll('&', '&amp;');
    console.log(\`<iframe src="\${address}" width="\${width}" title="\${title}" height="640"></iframe>\`);`;
  await opens(await madeBy(['myst-parser@1.7.2'], make, 'snippets/jupyter-book.md'), runsInFrame);
});

/** What a script with these packages prints of an example. */
async function madeBy(packages, script, example) {
  const folder = await mkdtemp(join(scratch, 'made-'));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...packages]);
  await writeFile(join(folder, 'make.mjs'), script);
  const { stdout } = await run(process.execPath, [join(folder, 'make.mjs'), join(EXAMPLES, example)], {
    cwd: folder,
  });
  return stdout;
}

async function runsInFrame(page) {
  await frameOf(page).getByRole('button', { name: 'Run', exact: true }).click();
  await frameOf(page).getByTestId('headline').waitFor({ timeout: 60_000 });
  assert.equal(await frameOf(page).getByTestId('badge').innerText(), 'Real threads');
}

/** A page with that in it, beside the playground's folder. */
async function opens(inside, body) {
  const root = await mkdtemp(join(scratch, 'site-'));
  await copyPlayground(join(root, 'gil-playground'));
  await cp(join(EXAMPLES, 'mdbook/src/det-against-inv.svg'), join(root, 'det-against-inv.svg'));
  await writeFile(join(root, 'index.html'), docs(inside));
  await withPage({ server: { root: `${root}/`, headers } }, body);
}
