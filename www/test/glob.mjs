// `import.meta.glob` is Vite's own; here it answers with the same files, as Node finds them.
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const ASKED = /import\.meta\.glob\('\.\/(\w+)\/\*\.ts', \{ eager: true \}\)/;

// Node loads this file once more, in the thread of its hooks.
if (isMainThread) register(import.meta.url);

export async function load(url, context, next) {
  const loaded = await next(url, context);
  const source = String(loaded.source);
  const folder = source.match(ASKED)?.[1];
  if (loaded.format !== 'module' || !folder) return loaded;
  const names = readdirSync(new URL(`${folder}/`, url)).map((file) => file.replace(/\.js$/, ''));
  const imports = names.map((name, at) => `import * as file${at} from './${folder}/${name}.js';`);
  const files = names.map((name, at) => `'./${folder}/${name}.ts': file${at}`);
  return { ...loaded, source: imports.join('') + source.replace(ASKED, `({ ${files.join(', ')} })`) };
}
