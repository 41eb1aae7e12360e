// What a frame's link says beside the question. Invariant: these keys never reach the question's own reader, so they can
// stand in any link that the element, or an author by hand, writes.
import { partsOf, short } from '../base/hash.ts';
import { CONTROLS } from '../element/names.ts';

/** What can be done in the frame: nothing, run it, or change everything. */

export interface Keys {
  controls: (typeof CONTROLS)[number];
  /** Whether this folder's service worker may add the headers that the server does not send. */
  sw: boolean;
  /** The link without them. */
  hash: string;
  complaints: string[];
}

/** `top`: whether the page stands in a tab of its own, where there is room for everything. */
export function readKeys(hash: string, top: boolean): Keys {
  const { parts, complaint } = partsOf(hash);
  const params = new URLSearchParams(parts.map((part) => [...part]));
  const controls = params.get('controls');
  const known = CONTROLS.find((name) => name === controls);
  const sw = params.get('sw');
  const complaints = complaint === null ? [] : [complaint];
  if (controls !== null && known === undefined)
    complaints.push(
      `controls = ${short(controls)} is not known; it can be ${CONTROLS.join(', ')}. Using run.`,
    );
  // The element's own: a frame has no say in its height, nor in where it lies.
  for (const key of ['controls', 'sw', 'height', 'base']) params.delete(key);
  return {
    controls: known ?? (top ? 'form' : 'run'),
    sw: sw !== null && sw !== '0' && sw !== 'false',
    hash: `#${params}`,
    complaints,
  };
}
