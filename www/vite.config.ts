// Builds the page as an app (never a library: that would inline the wasm) that works from any folder. Invariant: no
// script, worker or wasm ends up in a `data:` URL, and the headers come from headers.json alone.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { hosts } from './hosts.ts';
import { leanGlue, leanLoading, leanStyles, leanTemplates } from './lean.ts';
import { tables } from './tables.ts';

const headers: Record<string, string> = JSON.parse(
  readFileSync(new URL('./headers.json', import.meta.url), 'utf8'),
);

// Hosts let every site load the scripts. A server on somebody's own machine lets only pages of that machine read what it
// has, which Vite's own rule for `cors` says.
const { 'Access-Control-Allow-Origin': _everybody, ...local } = headers;
// The development server injects inline styles and scripts for hot reload, which the strict policy rightly refuses.
const { 'Content-Security-Policy': _policy, ...development } = local;

/** What rolldown knows of a module. */
interface Known {
  getModuleInfo(id: string): { importers: readonly string[] } | null;
}

/** What the page in a frame loads once it knows that it can run. */
const FRAME = 'src/embed/embed.ts';
/** What readers wait for. */
const BEGINNINGS = ['index.html', 'atlas.html', FRAME];

/** The beginnings that need a module at once. */
function needing(id: string, known: Known, seen = new Set<string>()): string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  const above = known.getModuleInfo(id)?.importers ?? [];
  const own = BEGINNINGS.filter((name) => id.endsWith(`/${name}`));
  return [...own, ...above.flatMap((by) => needing(by, known, seen))];
}

/**
 * Small files are sent at once, but each is compressed for itself: so what all beginnings need is one file, and what the
 * page and the one in a frame need another. Everything else stands alone, to be loaded on demand.
 */
function fileFor(file: string, among: readonly string[]) {
  return (id: string, known: Known): string | null => {
    const by = needing(id, known);
    return among.every((one) => by.includes(one)) ? file : null;
  };
}

export default defineConfig({
  base: './',
  plugins: [leanGlue, leanLoading, leanStyles, leanTemplates, tables, hosts],
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
        recording: 'recording.html',
      },
      output: {
        codeSplitting: {
          groups: [
            { name: fileFor('shared', ['index.html', 'atlas.html']) },
            { name: fileFor('playground', ['index.html', FRAME]) },
          ],
        },
      },
    },
  },
  worker: { format: 'es', plugins: () => [leanGlue] },
  server: { headers: development },
  preview: { headers: local },
});
