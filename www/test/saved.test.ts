// What the page saves is what the command line prints, also where a browser's 32 bits are fewer than its own.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { asSvg } from './saving.ts';

const golden = (name: string) => readFile(new URL(`../../../tests/golden/${name}`, import.meta.url), 'utf8');

test('a picture of more nanoseconds than 32 bits has the bytes the command line prints', async () => {
  assert.equal(asSvg(await golden('hundred-seconds.json')), await golden('hundred-seconds.svg'));
});

test('however long a run takes, its picture has few gridlines', () => {
  for (const repeat of [1, 60, 1440, 100_000]) {
    const svg = asSvg(`{"runtime":"cpython-3.12","threads":[
      {"name":"t","repeat":${repeat},"ops":[{"op":"wait","us":60000000}]}]}`);
    const lines = svg.match(/class='grid'/g)?.length ?? 0;
    assert.ok(lines >= 3 && lines <= 10, `${repeat} minutes have ${lines}`);
  }
});
