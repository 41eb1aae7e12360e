// Settings to the link's hash and back. Invariant: reading a link that was written here gives the same settings, and
// any other link gives the defaults and a sentence for each thing that is wrong with it.
import { MOST_TYPED, partsOf } from '../base/hash.ts';
import { textOf } from '../base/problem.ts';
import { CHOICES, VERSION, type Wrong } from './link-parts.ts';
import { ASIDE, type Complaint, DEFAULTS, FIRST, type Settings } from './settings.ts';
import { MOST_RUNS, readVariant, type Variant, writeVariant } from './variant.ts';

export interface ReadLink {
  settings: Settings;
  complaints: Complaint[];
}

/** The core's own limit on the JSON of a Scenario; a short link may unfold to far more. */
const MAX_JSON_BYTES = 1_000_000;

export async function readLink(hash: string): Promise<ReadLink> {
  const { parts, complaint } = partsOf(hash);
  // What a link leaves out means for ever what it meant when the link was written; a page without one asks today's question.
  const settings: Settings = { ...(parts.every(([key]) => ASIDE.includes(key)) ? FIRST : DEFAULTS) };
  let compare: Variant[] | null = null;
  const wrong: Wrong[] = [];
  for (const [key, value] of parts) {
    const refuse = (why = '') => wrong.push({ key, value, why });
    if (key === 'v') {
      if (value !== VERSION) refuse();
    } else if (isTyped(key)) {
      settings[key] = value.slice(0, MOST_TYPED);
    } else if (key === 'compare') {
      try {
        const runs = value.split(',', 2 * MOST_RUNS).filter((run) => run !== '');
        compare = runs.slice(0, MOST_RUNS).map(readVariant);
        if (compare.length === 0) throw new Error('compare is empty');
        if (runs.length > MOST_RUNS) refuse();
      } catch (thrown) {
        compare = null;
        refuse(textOf(thrown));
      }
    } else if (key === 'bet') {
      const bet = Number(value);
      if (value !== '' && Number.isFinite(bet) && bet >= 0) settings.bet = bet;
      else refuse();
    } else if (key === 'view') {
      const [from = -1, to = -1, ...more] = value
        .split('~')
        .map((text) => (text === '' ? Number.NaN : Number(text)));
      if (from >= 0 && to > from && to < Number.POSITIVE_INFINITY && more.length === 0)
        settings.view = [from, to];
      else refuse();
    } else if (isChoice(key)) {
      const known: readonly string[] = CHOICES[key];
      if (known.includes(value)) Object.assign(settings, { [key]: value });
      else refuse();
    } else if (key === 'scenario') {
      try {
        settings.scenario = await unpack(value);
      } catch (thrown) {
        refuse(textOf(thrown));
      }
    } else refuse();
  }
  settings.compare = compare ?? (settings.preset === null ? DEFAULTS.compare : null);
  const complaints: Complaint[] = complaint === null ? [] : [{ field: '', message: complaint }];
  return {
    settings,
    complaints: [...complaints, ...(await worded(wrong))],
  };
}

/** A sentence for each. */
export async function worded(wrong: readonly Wrong[]): Promise<Complaint[]> {
  if (wrong.length === 0) return [];
  const words = await import('./link-words.ts').catch(() => null);
  return wrong.map((part) => ({
    field: part.key,
    message: words?.wordsOf(part) ?? `${part.key} was ignored.`,
  }));
}

const TYPED = ['kernel', 'n', 'threads', 'repeat', 'preset', 'cores', 'lesson'] as const;

function isTyped(key: string): key is (typeof TYPED)[number] {
  return TYPED.some((typed) => typed === key);
}

function isChoice(key: string): key is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, key);
}

export async function writeLink(settings: Settings): Promise<string> {
  const parts = [`v=${VERSION}`];
  const put = (key: string, value: string) =>
    parts.push(`${key}=${encodeURIComponent(value).replace(/%(2C|3B|3D)/g, decodeURIComponent)}`);
  if (settings.scenario !== null) {
    put('scenario', await pack(settings.scenario));
  } else if (settings.preset !== null) {
    put('preset', settings.preset);
  } else {
    put('kernel', settings.kernel);
    if (settings.gil !== DEFAULTS.gil) put('gil', settings.gil);
    put('n', settings.n);
    put('threads', settings.threads);
    put('repeat', settings.repeat);
  }
  if (settings.compare !== null) put('compare', settings.compare.map(writeVariant).join(','));
  if (settings.engine !== DEFAULTS.engine) put('engine', settings.engine);
  if (settings.cores !== null) put('cores', settings.cores);
  if (settings.times !== DEFAULTS.times) put('times', settings.times);
  if (settings.lesson !== null) put('lesson', settings.lesson);
  if (settings.bet !== null) put('bet', String(settings.bet));
  if (settings.view !== null) put('view', settings.view.join('~'));
  if (settings.start !== DEFAULTS.start) put('start', settings.start);
  if (settings.theme !== DEFAULTS.theme) put('theme', settings.theme);
  return `#${parts.join('&')}`;
}

/** Text, deflated, as base64 that survives a URL. */
export async function pack(json: string): Promise<string> {
  const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The text inside, or an Error that says why there is none. Whether it is a Scenario is asked where it is used. */
export async function unpack(packed: string): Promise<string> {
  let text: string;
  try {
    text = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw new Error('it is not base64url');
  }
  return inflate(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error('it is not deflated data');
    });
    if (done) break;
    chunks.push(value);
    size += value.byteLength;
    if (size > MAX_JSON_BYTES) {
      await reader.cancel();
      throw new Error(`it unfolds to more than ${MAX_JSON_BYTES.toLocaleString('en')} bytes`);
    }
  }
  return new TextDecoder().decode(new Uint8Array(await new Blob(chunks).arrayBuffer()));
}
