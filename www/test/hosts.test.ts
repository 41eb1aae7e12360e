// The files for hosts say what headers.json says, each in its own language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from 'vite';
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

test('a server on one’s own machine opens nothing to other sites, and is isolated all the same', async () => {
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
  const { server, preview } = await resolveConfig({ configFile, logLevel: 'silent' }, 'serve');
  for (const given of [server.headers, preview.headers]) {
    assert.equal(given['Access-Control-Allow-Origin'], undefined);
    assert.equal(given['Cross-Origin-Opener-Policy'], 'same-origin');
  }
  assert.equal(preview.headers['Content-Security-Policy'], headers['Content-Security-Policy']);
});
