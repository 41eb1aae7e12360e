// Builds what other pages load by name: the element, and the service worker of the playground's folder. Invariant: each is
// one file without a hash in its name and without imports, so that a link to it stays good and costs one request.
import { defineConfig } from 'vite';
import { leanStyles } from './lean.ts';

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [leanStyles],
  build: {
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        'gil-playground': 'src/element/gil-playground.ts',
        'gil-playground-sw': 'src/embed/service-worker.ts',
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
});
