// Builds the page as an app (never a library: that would inline the wasm) that works from any folder. Invariant: no
// script, worker or wasm ends up in a `data:` URL, and the headers come from headers.json alone.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { hosts } from './hosts.ts';
import { leanLoading, leanStyles, leanTemplates } from './lean.ts';
import { tables } from './tables.ts';

const headers: Record<string, string> = JSON.parse(
  readFileSync(new URL('./headers.json', import.meta.url), 'utf8'),
);

// Hosts let every site load the scripts. A server on somebody's own machine lets only pages of that machine read what it
// has, which Vite's own rule for `cors` says.
const { 'Access-Control-Allow-Origin': _everybody, ...local } = headers;
// The development server injects inline styles and scripts for hot reload, which the strict policy rightly refuses.
const { 'Content-Security-Policy': _policy, ...development } = local;

/** What several pages begin with, in one file each: small files are sent at once, but each is compressed for itself. */
const SHARED =
  /\/lit-html\.js$|preload-helper|\/src\/(app\.styles|draft|format|link|load|numbers|parts|problem|settings|sharing|styles|variant)\.ts$/;
/** What the page and the one in a frame begin with. */
const PLAYGROUND = new RegExp(
  '/src/(before|cluster|cores|experiment|facts|form(.styles)?|handoffs|intro|lab|lazy|live|made|owners|panels|passes|picture|plan|question|report|' +
    'runtimes|section|session|setup|shortcuts|sight|spans|starts|states|summary|touch|turn|timeline/(?!arrows|difference|ends|finished|gestures|hand|handoff-legend|keys|minimap|place|tooltip|why)[\\w-]+|' +
    'lessons/(link|list|names|progress|slot)).ts$',
);

export default defineConfig({
  base: './',
  plugins: [leanLoading, leanStyles, leanTemplates, tables, hosts],
  build: {
    target: 'es2023',
    // They know light-dark(); what stands in for it elsewhere follows the system and not the theme of the link.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    // What is loaded on demand is small and stands alone: lists of what belongs to it would cost the first load more.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_url, deps, { hostType }) => (hostType === 'html' ? deps : []),
    },
    rolldownOptions: {
      input: {
        index: 'index.html',
        bench: 'bench.html',
        atlas: 'atlas.html',
        embed: 'embed.html',
        authors: 'authors.html',
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'shared', test: SHARED },
            { name: 'playground', test: PLAYGROUND },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { headers: development },
  preview: { headers: local },
});
