// A lane's time as a bar: what it does, those states first that hold the lock, then the wait for it. Invariant: every part
// has the hue and the texture that the timelines draw its state in, and says what it is.
import { html, svg } from 'lit';
import { percent } from '../base/format.ts';
import type { Shares } from '../run/shares.ts';
import { lookOf, type Texture } from '../run/states.ts';
import { WORDS } from '../wasm/words.ts';

const BAR_PX = { width: 120, height: 14 };

/** Where two lanes' clocks disagree by a step, slivers come up that never happened. */
const LEAST_SHARE = 0.0005;

interface Part {
  name: string;
  words: string;
  color: string;
  texture: Texture;
  us: number;
}

/** What the life of a lane consists of, in the order of the bar; nothing too short to be seen. */
export function partsOf(shares: Shares, states: readonly string[]): Part[] {
  const rank = (state: string) => (lookOf(state).holds ? 0 : state === 'gil-wait' ? 1 : 2);
  const ordered = [...states.entries()].sort(([, a], [, b]) => rank(a) - rank(b));
  const parts: Part[] = [
    ...ordered.map(([i, name]) => ({ ...lookOf(name), name, us: shares.stateUs[i] ?? 0 })),
    {
      name: 'pool',
      words: WORDS.pool,
      color: '--cause-pool',
      texture: 'slashes',
      us: shares.poolUs,
    },
  ];
  return parts.filter(({ us }) => us > LEAST_SHARE * shares.lifeUs);
}

/** The tiles of the textures, once for all bars of a table: one for each hue that is not solid. */
export function texturesFor(parts: readonly Part[]) {
  const looks = new Map(parts.map((part) => [fillOf(part), part]));
  return html`<svg class="defs" width="0" height="0" aria-hidden="true">
    <defs>
      ${[...looks.values()].filter(({ texture }) => texture !== 'solid').map(tile)}
    </defs>
  </svg>`;
}

const idOf = ({ color, texture }: Part) => `bar${color}-${texture}`;
const fillOf = (part: Part) => (part.texture === 'solid' ? `var(${part.color})` : `url(#${idOf(part)})`);

const MARKS: Record<Exclude<Texture, 'solid'>, string> = {
  slashes: 'M-1 7 7-1M-1 1 1-1M5 7 7 5',
  backslashes: 'M-1-1 7 7M5-1 7 1M-1 5 1 7',
  grid: 'M0 3H6M3 0V6',
  dots: 'M1 2H3M4 5H6',
  hollow: '',
};

function tile(part: Part) {
  const { color, texture } = part;
  const strong = texture === 'dots';
  return svg`<pattern id=${idOf(part)} width="6" height="6" patternUnits="userSpaceOnUse">
    <rect width="6" height="6" fill="var(${color})" opacity=${strong ? 0.5 : 0.2}></rect>
    <path d=${MARKS[texture as keyof typeof MARKS]} stroke="var(${color})" stroke-width=${strong ? 2 : 1.2}></path>
  </pattern>`;
}

/** What the parts are that occur. */
export function barLegend(parts: readonly Part[]) {
  const named = new Map(parts.map((part) => [part.words, part]));
  return html`<ul class="legend muted" aria-label="What the bars are made of">
    ${[...named.values()].map(
      (part) => html`<li>
        <svg viewBox="0 0 18 10" aria-hidden="true">
          ${svg`<rect x="0.5" y="0.5" width="17" height="9" fill=${fillOf(part)} stroke="var(${part.color})" stroke-width="0.5"></rect>`}
        </svg>
        ${part.words}
      </li>`,
    )}
  </ul>`;
}

export function bar(parts: readonly Part[], lifeUs: number) {
  let x = 0;
  const rects = parts.map((part) => {
    const width = (part.us / lifeUs) * BAR_PX.width;
    x += width;
    return svg`<rect data-part=${part.name} data-value=${part.us / lifeUs} x=${x - width} y="0.5"
      width=${Math.max(width - 0.5, 0.5)} height=${BAR_PX.height - 1} fill=${fillOf(part)}
      stroke="var(${part.color})" stroke-width="0.5"><title>${said(part, lifeUs)}</title></rect>`;
  });
  const all = parts.map((part) => said(part, lifeUs)).join(', ');
  return html`<svg class="bar" viewBox="0 0 ${BAR_PX.width} ${BAR_PX.height}" preserveAspectRatio="none" role="img" aria-label=${all}>${rects}</svg>`;
}

const said = ({ words, us }: Part, lifeUs: number) => `${words} ${percent(us / lifeUs)}`;
