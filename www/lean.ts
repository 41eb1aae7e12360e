// Styles and loading without what only authors need. Invariant: what is styled, and what is loaded, stays the same.
import type { Plugin } from 'vite';

/** Comments and indentation inside a css`…` are text, which no minifier may touch; a reader's browser needs neither. */
export const leanStyles: Plugin = {
  name: 'lean-styles',
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith('.ts') || !code.includes('css`')) return undefined;
    return code.replace(/css`[^`$]*`/g, (style) =>
      style
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s*([{};,])\s*/g, '$1')
        .replace(/:\s+/g, ':')
        .replace(/;\}/g, '}')
        .replace(/\b0\.(?=\d)/g, '.'),
    );
  },
};

/** What is loaded on demand has no stylesheets and no list of files to fetch beside it: loading it is all there is to do. */
export const leanLoading: Plugin = {
  name: 'lean-loading',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : undefined,
};

/** Indentation: the only lines that a minifier leaves alone stand in html`…`, svg`…` and css`…`, where it means nothing. */
export const leanTemplates: Plugin = {
  name: 'lean-templates',
  renderChunk: (code) => code.replace(/\n[ \t]+/g, '\n'),
};
