// The folder for hosts behind a real server with the configuration that comes with it. Invariant: nginx runs as a child in
// a folder of its own, on the loopback alone, and ends with the test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withPage } from './browser.mjs';
import { docs, element, property, reaches, startButton } from './embedding.mjs';
import { HEADERS } from './server.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const FOLDER = join(DIST, 'gil-playground/0.1');
const START_TIMEOUT_MS = 10_000;
const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  wasm: 'application/wasm',
};

let scratch;
let server;
let url;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'gil-nginx-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  await writeFile(
    join(scratch, 'nginx.conf'),
    `daemon off; pid ${scratch}/pid; error_log stderr; worker_processes 1; ${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log off;
  client_body_temp_path ${scratch}/body; proxy_temp_path ${scratch}/proxy; fastcgi_temp_path ${scratch}/fastcgi;
  uwsgi_temp_path ${scratch}/uwsgi; scgi_temp_path ${scratch}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${DIST};
    include ${FOLDER}/hosts/nginx.conf;
  }
}`,
  );
  server = spawn('nginx', ['-p', scratch, '-c', join(scratch, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text) => {
    said += text;
  });
  server.on('error', (error) => {
    said += `${error.message}: install nginx (Debian: apt-get install nginx-light)`;
  });
  const begun = performance.now();
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) break;
    assert.ok(performance.now() - begun < START_TIMEOUT_MS, `nginx does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
after(async () => {
  if (server?.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGQUIT');
    await ended;
  }
  await rm(scratch, { recursive: true, force: true });
});

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

test('every file of the folder, and what is not there, comes with every header and its type', async () => {
  const names = (await readdir(FOLDER, { recursive: true })).filter((name) => !name.endsWith('.md'));
  let checked = 0;
  for (const name of [...names, 'nothing-here.js', 'assets/nothing-here.wasm']) {
    const missing = name.includes('nothing-here');
    if (!missing && (await stat(join(FOLDER, name))).isDirectory()) continue;
    const response = await fetch(`${url}gil-playground/0.1/${name}`);
    await response.arrayBuffer();
    assert.equal(response.status, missing ? 404 : 200, name);
    for (const [header, value] of Object.entries(HEADERS))
      assert.equal(response.headers.get(header), value, `${name}: ${header}`);
    const caching = response.headers.get('Cache-Control');
    assert.equal(
      caching,
      name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      name,
    );
    const type = TYPES[name.split('.').at(-1)];
    if (type !== undefined && !missing) assert.equal(response.headers.get('Content-Type'), type, name);
    checked += 1;
  }
  assert.ok(checked > 40, `${checked} files`);
});

test('the whole playground and one in a plain page run on real threads', async () => {
  const pages = { '/': docs(element(`${url}gil-playground/0.1/`)) };
  await withPage({ server: { pages, headers: {} } }, async (page) => {
    await startButton(page).click();
    await reaches(page, 'done');
    assert.equal(await property(page, 'isolation'), 'header');
    await page.goto(`${url}gil-playground/0.1/index.html#v=1&kernel=qr&n=64&threads=2&repeat=2&start=load`);
    await page.waitForSelector('gil-app[data-stage=done]', { timeout: 60_000 });
    assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
  });
});
