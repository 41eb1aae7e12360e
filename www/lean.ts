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

/** wasm-bindgen's glue can fetch a module, stream it and take its bytes. The page always hands it a compiled one. */
export const leanGlue: Plugin = {
  name: 'lean-glue',
  transform(code: string, id: string): string | undefined {
    if (!code.includes('async function __wbg_load(')) return undefined;
    const load = /async function __wbg_load\(module, imports\) \{\n[\s\S]*?\n\}\n/;
    const fetching = / {4}if \(typeof module_or_path === 'string' [\s\S]*?\n {4}\}\n/;
    if (!load.test(code) || !fetching.test(code)) this.error(`${id} is no glue that is known here`);
    const lean =
      'async function __wbg_load(module, imports) {\n' +
      '    return { instance: await WebAssembly.instantiate(module, imports), module };\n}\n';
    return code.replace(load, lean).replace(fetching, '');
  },
};

/** Indentation: the only lines that a minifier leaves alone stand in html`…`, svg`…` and css`…`, where it means nothing. */
export const leanTemplates: Plugin = {
  name: 'lean-templates',
  renderChunk: (code) => code.replace(/\n[ \t]+/g, '\n'),
};
