// Every package that is installed is the one that was looked at.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

for (const file of ['www/package-lock.json', 'tests/bench/peers/package-lock.json'])
  test(`every package of ${file} has its checksum`, async () => {
    const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
    const { packages }: { packages: Record<string, { integrity?: string }> } = JSON.parse(text);
    const without = Object.entries(packages).filter(([name, { integrity = '' }]) => {
      return name !== '' && !integrity.startsWith('sha512-');
    });
    assert.deepEqual(
      without.map(([name]) => name),
      [],
    );
  });
