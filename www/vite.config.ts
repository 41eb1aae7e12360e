// Builds the page as an app (never a library: that would inline the wasm) that works from any folder. Invariant: no
// script, worker or wasm ends up in a `data:` URL, and the headers come from headers.json alone.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const headers: Record<string, string> = JSON.parse(
  readFileSync(new URL('./headers.json', import.meta.url), 'utf8'),
);

// The development server injects inline styles and scripts for hot reload, which the strict policy rightly refuses.
const { 'Content-Security-Policy': _policy, ...development } = headers;

export default defineConfig({
  base: './',
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: 'index.html', bench: 'bench.html' } },
  },
  worker: { format: 'es' },
  server: { headers: development },
  preview: { headers },
});
