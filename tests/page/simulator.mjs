// The simulator of the built page, driven from outside: a worker of the test's own, in the page's folder and under its
// policy, asked in the page's own protocol. For comparing bytes and for counting events a second.
import { readdirSync } from 'node:fs';

const ASSETS = new URL('../../www/dist/assets/', import.meta.url);
const asset = (start) => `assets/${readdirSync(ASSETS).find((name) => name.startsWith(start))}`;

/**
 * Simulates a Scenario (JSON text) in a page that is open, whatever it shows, and gives the columns as arrays, and how
 * long the answer took. With `counts` only the numbers of spans and events come back: millions do not travel well.
 */
export async function simulate(page, scenario, { counts = false } = {}) {
  return page.evaluate(
    async ({ url, wasm, scenario, counts }) => {
      const here = (path) => new URL(path, document.baseURI).href;
      const worker = new Worker(here(url), { type: 'module' });
      const answers = new Map();
      worker.onmessage = ({ data }) => answers.get(data.id)?.(data);
      const ask = (id, call, question) =>
        new Promise((resolve, reject) => {
          worker.onerror = () => reject(new Error(`${url} could not be loaded`));
          answers.set(id, ({ answer, problem }) =>
            problem === undefined
              ? resolve(answer)
              : reject(new Error(`${problem.title} ${problem.detail} ${problem.hint}`)),
          );
          worker.postMessage({ id, call, ask: question });
        });
      try {
        const module = await WebAssembly.compileStreaming(fetch(here(wasm)));
        const { vocabulary } = await ask(1, 'open', { module, share: false });
        const startMs = performance.now();
        const { head, ...columns } = await ask(2, 'simulate', { scenario });
        const ms = performance.now() - startMs;
        const numbers = { ms, spans: columns.spanState.length, events: columns.eventKind.length };
        if (counts) return numbers;
        const arrays = Object.entries(columns).map(([name, column]) => [name, [...column]]);
        return { ...numbers, vocabulary, head, columns: Object.fromEntries(arrays) };
      } finally {
        worker.terminate();
      }
    },
    { url: asset('simulator-worker'), wasm: asset('gil_simulator'), scenario, counts },
  );
}
