// The architecture of the page: who may import whom. Invariant: the table below is what the sources do, no more and no
// less; its rows stand in an order in which each room imports only rooms above it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path/posix';
import { test } from 'node:test';
import { parseSync, Visitor } from 'vite';

const SOURCES = new URL('../../src/', import.meta.url);

/** What a room is for, and whom it imports; `pkg` is what wasm-bindgen makes of the Rust packages. */
const ROOMS: Record<string, { is: string; imports: readonly string[] }> = {
  base: { is: 'leaves that know nothing of the playground', imports: [] },
  wasm: { is: 'the wasm files: their types and messages, how they are loaded', imports: ['base'] },
  run: { is: 'what came out of a run: spans, locks, facts, words', imports: ['base', 'wasm'] },
  'run/lock': { is: 'a lock’s inside, event by event', imports: ['run', 'wasm'] },
  processes: { is: 'lanes that are workers without shared memory', imports: ['base', 'pkg', 'wasm'] },
  lab: {
    is: 'makes runs: the workers, and what is read while they run',
    imports: ['base', 'pkg', 'processes', 'run', 'wasm'],
  },
  question: {
    is: 'what is asked: settings, links, what the core says of them',
    imports: ['base', 'lab', 'run', 'wasm'],
  },
  ui: { is: 'what several elements look like', imports: ['base', 'run'] },
  timeline: { is: '<gil-timelines>', imports: ['base', 'run', 'run/lock', 'ui'] },
  glass: {
    is: '<gil-glass>, the lock event by event',
    imports: ['base', 'run', 'run/lock', 'timeline', 'ui'],
  },
  tables: { is: 'the timelines as tables', imports: ['base', 'run', 'timeline', 'ui'] },
  shares: { is: 'threads in numbers', imports: ['base', 'run', 'ui', 'wasm'] },
  scaling: { is: 'how it scales', imports: ['base', 'lab', 'question', 'run', 'ui', 'wasm'] },
  builder: {
    is: 'edits a Scenario, and the runs that are compared',
    imports: ['base', 'question', 'run', 'ui', 'wasm'],
  },
  files: { is: 'writes and opens files', imports: ['base', 'pkg', 'question', 'run', 'ui', 'wasm'] },
  'lessons/catalogue': { is: 'what each lesson says', imports: ['base', 'question', 'run', 'wasm'] },
  lessons: {
    is: '<gil-lesson>, the bet and the truth',
    imports: ['lessons/catalogue', 'question', 'run', 'ui', 'wasm'],
  },
  page: {
    is: 'the page and its session',
    imports: [
      'base',
      'builder',
      'files',
      'glass',
      'lab',
      'lessons',
      'question',
      'run',
      'scaling',
      'shares',
      'tables',
      'timeline',
      'ui',
      'wasm',
    ],
  },
  recording: {
    is: 'the page for recordings',
    imports: ['base', 'files', 'glass', 'pkg', 'run', 'shares', 'tables', 'timeline', 'ui', 'wasm'],
  },
  bench: { is: 'the bench page', imports: ['base', 'lab', 'run', 'ui', 'wasm'] },
  atlas: { is: 'the page of the atlas', imports: ['base', 'pkg', 'question', 'ui', 'wasm'] },
  element: { is: '<gil-playground>', imports: ['question'] },
  embed: {
    is: 'the page in a frame',
    imports: [
      'base',
      'element',
      'files',
      'headers.json',
      'lab',
      'lessons',
      'page',
      'question',
      'run',
      'timeline',
      'ui',
      'wasm',
    ],
  },
  authors: { is: 'the manual of the element', imports: [] },
};

const sources = (readdirSync(SOURCES, { recursive: true }) as string[])
  .filter((name) => /\.(ts|js)$/.test(name))
  .sort();
const texts = new Map(sources.map((name) => [name, readFileSync(new URL(name, SOURCES), 'utf8')]));

/** The files that a file names, in imports of values and types, in questions for later ones and as workers. */
function importsOf(file: string): string[] {
  const { program, module } = parseSync(file, texts.get(file) ?? '');
  const named = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)].flatMap(
    ({ moduleRequest }) => moduleRequest?.value ?? [],
  );
  const later = (node: { source: { type: string; value?: unknown } }) => {
    if (node.source.type === 'Literal') named.push(String(node.source.value));
  };
  new Visitor({ ImportExpression: later, TSImportType: later }).visit(program);
  return named
    .filter((name) => name.startsWith('.'))
    .map((name) => path.join(path.dirname(file), name.replace(/\?.*/, '')));
}

const imports = new Map(sources.map((file) => [file, importsOf(file)]));
const roomOf = (file: string) => (file.startsWith('../') ? file.split('/')[1] : path.dirname(file)) ?? '';

/** A way from a thing back to itself, or null. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const over = new Set<string>();
  const walk = (at: string, way: readonly string[]): string[] | null => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (over.has(at)) return null;
    for (const next of graph.get(at) ?? []) {
      const found = walk(next, [...way, at]);
      if (found !== null) return found;
    }
    over.add(at);
    return null;
  };
  for (const start of graph.keys()) {
    const found = walk(start, []);
    if (found !== null) return found;
  }
  return null;
}

test('each room imports whom the table says, and the table says no more', () => {
  const rooms = [...new Set(sources.map(roomOf))];
  const others = (room: string) =>
    sources.filter((file) => roomOf(file) === room).flatMap((file) => (imports.get(file) ?? []).map(roomOf));
  const found = rooms.map((room) => [
    room,
    [...new Set(others(room))].filter((other) => other !== room).sort(),
  ]);
  const table = Object.entries(ROOMS).map(([room, { imports }]) => [room, imports]);
  assert.deepEqual(found, table.sort());
});

test('each room imports only rooms above it in the table', () => {
  const order = Object.keys(ROOMS);
  for (const [name, room] of Object.entries(ROOMS))
    for (const other of room.imports)
      assert.ok(order.indexOf(other) < order.indexOf(name), `${name} imports ${other}`);
});

/** A file this long holds more than one idea. */
const LINES = 300;

test('every file says what it is for, and holds one idea or says why it is one', () => {
  const folders = ['src', 'test', '../tests/page'];
  const long = folders.flatMap((folder) => {
    const at = new URL(`../../${folder}/`, import.meta.url);
    const files = (readdirSync(at, { recursive: true }) as string[]).filter((name) =>
      /\.(ts|mjs|js)$/.test(name),
    );
    return files.flatMap((name) => {
      const lines = readFileSync(new URL(name, at), 'utf8').split('\n');
      const head = lines.slice(
        0,
        lines.findIndex((line) => !line.startsWith('//')),
      );
      if (folder === 'src' && head.length === 0) return [`${name} does not say what it is for`];
      const why = head.some((line) => line.includes('One file'));
      return lines.length - 1 > LINES && !why ? [`${folder}/${name} has ${lines.length - 1} lines`] : [];
    });
  });
  assert.deepEqual(long, []);
});

test('no file leads back to itself', () => {
  assert.deepEqual(circleIn(imports), null);
  assert.deepEqual(
    circleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    ['b', 'c', 'b'],
  );
});

test('imports are read whatever their kind', () => {
  assert.ok(imports.get('lab/cluster.ts')?.includes('lab/coordinator.ts'), 'a worker');
  assert.ok(
    imports.get('lessons/link.ts')?.includes('lessons/open.ts'),
    'a question for later, and its type',
  );
  assert.ok(imports.get('run/report.ts')?.includes('wasm/core.ts'), 'a type');
});
