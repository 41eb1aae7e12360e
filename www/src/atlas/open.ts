// Loads the atlas's wasm file. Invariant: the only file that knows it; each question is asked once, and whatever comes
// back is what Rust wrote.
import init, { ask, measurement, read, rows, thumbs, topics } from '../../pkg/atlas/gil_atlas_page.js';
import wasmUrl from '../../pkg/atlas/gil_atlas_page_bg.wasm?url';
import { type Arriving, loadWasm } from '../wasm/load.ts';
import type { Answer, Atlas, Era, Listed, Typed } from './data.ts';

export async function openAtlas(arriving?: Arriving): Promise<Atlas> {
  await init({ module_or_path: await loadWasm(wasmUrl, 'The atlas', arriving) });
  const listed = kept((era: Era): Listed[] => JSON.parse(rows(era)));
  const asked = kept((question: string): Answer => {
    const [call, shapes, dtype, era] = JSON.parse(question);
    try {
      return JSON.parse(ask(call, shapes, dtype, era));
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      throw new Error(`the atlas failed on ${call} with ${shapes || 'all shapes'}; please report it`);
    }
  });
  const typed = kept((text: string): Typed => JSON.parse(read(text)));
  return {
    rows: listed,
    ask: (...question) => asked(JSON.stringify(question)),
    read: typed,
    thumbs: JSON.parse(thumbs()),
    topics: JSON.parse(topics()),
    measurement: JSON.parse(measurement()),
  };
}

/** The same, remembering what it gave; what throws is asked again. */
function kept<K, V>(give: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key) ?? give(key);
    known.set(key, found);
    return found;
  };
}
