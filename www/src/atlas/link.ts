// What a reader looks at, in the link's hash and back. Invariant: reading a link that was written here gives the same
// state; any other gives the defaults and a sentence for each thing wrong with it.
import { partsOf, short } from '../base/hash.ts';
import { DTYPES, ERAS, type Era, VERDICTS } from './data.ts';
import { SORTS, type Wanted } from './search.ts';

/** A call that is looked at more closely, on which arrays. */
export interface Asking {
  call: string;
  /** As typed; null for those that its row is shown by. */
  shapes: string | null;
  /** Null for its row's own. */
  dtype: string | null;
}

export interface State extends Wanted {
  era: Era;
  open: Asking | null;
}

export const DEFAULTS: State = {
  q: '',
  era: 'today',
  verdict: null,
  package: null,
  sort: 'match',
  open: null,
};

const CHOICES = { era: ERAS, verdict: VERDICTS, sort: SORTS } as const;
/** No call, shape or search is longer. */
const MOST_TYPED = 1000;
export const KEYS = ['q', 'era', 'verdict', 'package', 'sort', 'call', 'shapes', 'dtype'];

export function readLink(hash: string): { state: State; complaints: string[] } {
  const state = { ...DEFAULTS };
  const open: Asking = { call: '', shapes: null, dtype: null };
  const complaints: string[] = [];
  const { parts, complaint } = partsOf(hash);
  if (complaint !== null) complaints.push(complaint);
  for (const [key, whole] of parts) {
    const value = whole.slice(0, MOST_TYPED);
    if (isChoice(key)) {
      const known: readonly string[] = CHOICES[key];
      if (known.includes(value)) Object.assign(state, { [key]: value });
      else
        complaints.push(
          `The link’s ${key} is “${short(value)}”; it can be ${known.join(', ')}. It is ignored.`,
        );
    } else if (key === 'q') state.q = value;
    else if (key === 'package') state.package = value === '' ? null : value;
    else if (key === 'call' || key === 'shapes') open[key] = value;
    else if (key === 'dtype') {
      if (DTYPES.some((dtype) => dtype === value)) open.dtype = value;
      else
        complaints.push(
          `The link’s dtype is “${short(value)}”; it can be ${DTYPES.join(', ')}. It is ignored.`,
        );
    } else {
      complaints.push(
        `The link’s key “${short(key)}” is not known here; the keys are ${KEYS.join(', ')}. It is ignored.`,
      );
    }
  }
  if (open.call !== '') state.open = open;
  else if (open.shapes !== null || open.dtype !== null)
    complaints.push('The link names shapes or a dtype and no call; they are ignored.');
  return { state, complaints };
}

export function writeLink({ q, era, verdict, package: within, sort, open }: State): string {
  const parts: string[] = [];
  const put = (key: string, value: string | null, fallback: string | null) => {
    if (value !== null && value !== fallback) parts.push(`${key}=${readable(value)}`);
  };
  put('q', q, DEFAULTS.q);
  put('era', era, DEFAULTS.era);
  put('verdict', verdict, null);
  put('package', within, null);
  put('sort', sort, DEFAULTS.sort);
  put('call', open?.call ?? null, null);
  put('shapes', open?.shapes ?? null, null);
  put('dtype', open?.dtype ?? null, null);
  return `#${parts.join('&')}`;
}

/** Names and calls as people write them, as far as a link lets them stand. */
function readable(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%(2C|3D|5B|5D|2F|3A)/g, decodeURIComponent)
    .replaceAll('%20', '+');
}

function isChoice(key: string): key is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, key);
}
