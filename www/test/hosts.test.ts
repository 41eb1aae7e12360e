// The files for hosts say what headers.json says, each in its own language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import headers from '../headers.json' with { type: 'json' };
import { HOSTS } from '../hosts.ts';

for (const [name, text] of Object.entries(HOSTS))
  test(`${name} has every header, whole`, () => {
    const written = text();
    for (const [header, value] of Object.entries(headers)) {
      assert.ok(written.includes(header), header);
      assert.ok(written.includes(value), `${header}: ${value}`);
    }
    assert.match(written, /gil-playground|playground's folder/);
  });

test('vercel.json is JSON', () => {
  const { headers: rules } = JSON.parse(HOSTS['vercel.json']?.() ?? '');
  assert.equal(rules[0].headers.length, Object.keys(headers).length);
});
