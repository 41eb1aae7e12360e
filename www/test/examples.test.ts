// The examples for authors name what there is.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ATTRIBUTES } from '../src/element/attributes.ts';
import { ASKED, OWN } from '../src/element/names.ts';
import { VOCABULARY } from './core.ts';

const www = new URL('../../', import.meta.url);
const EXAMPLES = readdirSync(new URL('examples/', www), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(md|mdx|ipynb|py)$/.test(name))
  .map((name) => `examples/${name}`);
const TEXTS = ['authors.html', 'npm/README.md', '../README.md', ...EXAMPLES].map(
  (name) => [name, readFileSync(new URL(name, www), 'utf8')] as const,
);

test('every preset that an example names is one', () => {
  const known = VOCABULARY.presets.map(({ name }) => name);
  let named = 0;
  for (const [file, text] of TEXTS)
    for (const [, preset = ''] of text.matchAll(/preset=\\?"?([\w-]+)|\{gil-playground\} ([\w-]+)/g)) {
      named += 1;
      if (preset !== '') assert.ok(known.includes(preset), `${file}: ${preset}`);
    }
  assert.ok(named > 8, `${named} presets`);
});

test('every attribute of an example is one, and the Sphinx directive has them all', () => {
  for (const [file, text] of TEXTS)
    for (const [, attributes = ''] of text.matchAll(/<gil-playground((?:\s+[\w-]+(?:="[^"]*")?)*)/g))
      for (const [, name = ''] of attributes.matchAll(/([\w-]+)(?:="[^"]*")?/g))
        assert.ok(name in ATTRIBUTES || name === 'id', `${file}: ${name}`);
  const directive = readFileSync(new URL('examples/sphinx/gil_playground.py', www), 'utf8');
  const table = directive.slice(directive.indexOf('ATTRIBUTES = {'), directive.indexOf('}\n'));
  const names = [...table.matchAll(/^ {4}"(\w+)":/gm)].map(([, name]) => name);
  assert.deepEqual(names.toSorted(), [...ASKED, ...OWN].toSorted());
});
