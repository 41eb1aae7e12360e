// The entry of the page in a frame. Invariant: where a service worker is to help, the page loads again before anything else
// of it is fetched.
import '../ui/page.css';
import type { Loading } from '../element/messages.ts';
import { readKeys } from './keys.ts';
import { loadsAgain } from './ladder.ts';

/** So often the page around the frame hears that more is on its way: it gives up on silence, not on a slow network. */
const SIGN_MS = 1000;
const sign: Loading = { gilPlayground: 1, type: 'loading' };

const signs = setInterval(() => window.parent.postMessage(sign, '*'), SIGN_MS);
const { sw } = readKeys(location.hash, window.parent === window);
try {
  if (!(await loadsAgain(sw))) await import('./embed.ts');
} finally {
  clearInterval(signs);
}
