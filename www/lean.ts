// Styles without what only their authors read. Invariant: what is styled stays the same.
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
