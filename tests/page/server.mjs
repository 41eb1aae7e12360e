// A small static server over the built page, with the page's own headers and switches to take things away.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../www/dist/', import.meta.url));
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export const HEADERS = JSON.parse(await readFile(new URL('../../www/headers.json', import.meta.url), 'utf8'));

const PIECE_BYTES = 2048;

/** Writes a body piece by piece: all that is written takes turns on one line. */
async function dripped(response, body, switches) {
  for (let at = 0; at < body.length && !response.destroyed; at += PIECE_BYTES) {
    const piece = body.subarray(at, at + PIECE_BYTES);
    const turn = switches.line ?? Promise.resolve();
    switches.line = turn.then(
      () => new Promise((resolve) => setTimeout(resolve, (1000 * piece.length) / switches.slow)),
    );
    await switches.line;
    response.write(piece);
  }
}

/**
 * `root`: the folder that is served. `missing`: paths that match are answered by 404. `headers`: instead of the page's
 * own, or a function that gives them for a path. `prepend`: JavaScript put
 * before the scripts whose path matches `prepend.to`. `pages`: by path the HTML of pages that no
 * file has. `slow`: so many bytes a second for all answers together. `cut`: of a file whose path matches only the first
 * half arrives. `sent`: a Set that is told each path. A test may change the switches while the server is up.
 */
export async function serve(switches = {}) {
  const root = switches.root ?? DIST;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = normalize(join(root, pathname === '/' ? 'index.html' : pathname));
    const { missing, prepend } = switches;
    const given = switches.headers ?? HEADERS;
    const headers = typeof given === 'function' ? given(pathname) : given;
    try {
      if (missing?.test(pathname) || !path.startsWith(root)) throw new Error('missing');
      const page = switches.pages?.[pathname];
      let body = page === undefined ? await readFile(path) : Buffer.from(page);
      if (prepend?.to.test(pathname)) body = Buffer.concat([Buffer.from(`${prepend.code}\n`), body]);
      if (switches.cut?.test(pathname)) body = body.subarray(0, body.length / 2);
      response.writeHead(200, {
        ...headers,
        'Content-Length': body.length,
        'Content-Type': TYPES[page === undefined ? extname(path) : '.html'] ?? 'application/octet-stream',
      });
      if (switches.slow !== undefined) await dripped(response, body, switches);
      response.end(switches.slow === undefined ? body : undefined);
      switches.sent?.add(pathname);
    } catch {
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain' });
      response.end('not found');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
