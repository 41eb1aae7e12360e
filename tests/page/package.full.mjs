// The npm package as somebody who installs it finds it: packed, checked, installed into a fresh Vite project, built and opened.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withPage } from './browser.mjs';
import { property, reaches, startButton } from './embedding.mjs';
import { HEADERS } from './server.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WWW = join(ROOT, 'www');

const [, version] = /^version = "(.*)"/m.exec(await readFile(join(ROOT, 'Cargo.toml'), 'utf8'));
const FOLDER = join(ROOT, 'dist/gil-playground', version);

let scratch;
let tarball;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'gil-playground-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch, FOLDER]);
  tarball = JSON.parse(stdout)[0];
});
after(() => rm(scratch, { recursive: true, force: true }));

test('the package holds the element, its page, the service worker, the host files, types, schemas and licences, and nothing else', () => {
  const names = tarball.files.map(({ path }) => path);
  for (const name of [
    'package.json',
    'README.md',
    'LICENSE-MIT',
    'LICENSE-APACHE',
    'gil-playground.js',
    'gil-playground-sw.js',
    'embed.html',
    'index.html',
    'authors.html',
    'types/gil-playground.d.ts',
    'hosts/nginx.conf',
    'hosts/_headers',
    'schema/scenario.schema.json',
    'schema/report.schema.json',
  ])
    assert.ok(names.includes(name), `${name} is missing`);
  const kinds = /^(assets|hosts|schema|types)\/|^[\w-]+\.(html|js|svg|json|md)$|^LICENSE-|^\.nojekyll$/;
  assert.deepEqual(
    names.filter((name) => !kinds.test(name)),
    [],
  );
  assert.ok(tarball.unpackedSize < 3_000_000, `${tarball.unpackedSize} bytes`);
});

test('publint finds nothing to say about it', async () => {
  const { stdout } = await run('npx', ['--no-install', 'publint', 'run', '--strict', FOLDER], { cwd: WWW });
  assert.match(stdout, /All good/i);
});

test('a page can be made on a server with it: importing it where there is no document does nothing', async () => {
  const script = `const it = await import(${JSON.stringify(join(FOLDER, 'gil-playground.js'))}); console.log(typeof it.GilPlayground)`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(stdout.trim(), 'function');
});

test('in a fresh Vite project it installs, type-checks, builds and runs on real threads', async () => {
  const project = join(scratch, 'site');
  await mkdir(join(project, 'src'), { recursive: true });
  const { devDependencies } = JSON.parse(await readFile(join(WWW, 'package.json'), 'utf8'));
  const { vite, typescript } = devDependencies;
  const files = {
    'package.json': JSON.stringify({
      name: 'site',
      private: true,
      type: 'module',
      devDependencies: { vite, typescript },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2023', 'dom'],
        types: [],
      },
      include: ['src'],
    }),
    'index.html':
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Site</title><link rel="icon" href="data:,"></head><body>' +
      '<script type="module" src="/src/main.ts"></script>' +
      '<gil-playground kernel="lu" n="64" threads="2" repeat="2" base="/gil-playground/"></gil-playground></body></html>',
    'src/main.ts':
      "import 'gil-playground';\n" +
      "const it = document.querySelector('gil-playground');\n" +
      "it?.addEventListener('gil-result', ({ detail }) => { document.title = detail.lanes.length + ' lanes'; });\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const npm = (...words) => run('npm', words, { cwd: project });
  await npm('install', '--no-audit', '--no-fund', join(scratch, tarball.filename));
  await cp(join(project, 'node_modules/gil-playground'), join(project, 'public/gil-playground'), {
    recursive: true,
  });
  await npm('exec', '--', 'tsc');
  await npm('exec', '--', 'vite', 'build');
  const built = await readdir(join(project, 'dist'));
  assert.ok(built.includes('gil-playground') && built.includes('index.html'), built.join());
  const headers = (path) => (path.startsWith('/gil-playground/') ? HEADERS : {});
  await withPage({ server: { root: join(project, 'dist/'), headers } }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
    assert.equal(await page.title(), '2 lanes');
  });
});
