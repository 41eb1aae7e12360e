// The entry of the page in a frame. Invariant: where a service worker is to help, the page loads again before anything else
// of it is fetched.
import '../page.css';
import { readKeys } from './keys.ts';
import { loadsAgain } from './ladder.ts';

const { sw } = readKeys(location.hash, window.parent === window);
if (!(await loadsAgain(sw))) await import('./element.ts');
