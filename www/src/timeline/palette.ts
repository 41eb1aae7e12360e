// Colours and textures for the canvas, taken from the page's CSS (ui/page.css). Invariant: resolved by the browser for the theme in
// force (light, dark, forced colours); a new theme means a new Palette.
import { HANDOFF_LOOKS } from '../run/handoffs.ts';
import { lookOf, type Texture } from '../run/states.ts';

export interface Palette {
  fg: string;
  muted: string;
  lane: string;
  grid: string;
  focus: string;
  surface: string;
  onState: string;
  held: string;
  font: string;
  /** One fill a state, in the order of the vocabulary. */
  fills: (string | CanvasPattern)[];
  lines: string[];
  /** One colour a cause of a hand-off. */
  handoffs: string[];
  /** The first of two runs that are compared, and the last: told apart by their hatching alone. */
  sides: readonly (string | CanvasPattern)[];
}

/** `within` has to be rendered: the browser resolves no colours for what is not. */
export function paletteOf(
  within: DocumentFragment | HTMLElement,
  states: readonly string[],
  dpr: number,
): Palette {
  const probe = document.createElement('span');
  // Where colours are forced, a mix of two of them would be made a plain one.
  probe.style.setProperty('forced-color-adjust', 'none');
  within.append(probe);
  const resolve = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  try {
    const lines = states.map((state) => resolve(lookOf(state).color));
    return {
      fg: resolve('--fg'),
      muted: resolve('--muted'),
      lane: resolve('--lane'),
      grid: resolve('--grid'),
      focus: resolve('--focus'),
      surface: resolve('--surface'),
      onState: resolve('--on-state'),
      held: resolve('--state-held'),
      font: getComputedStyle(probe).fontFamily,
      fills: states.map((state, i) => fillOf(lookOf(state).texture, lines[i] as string, dpr)),
      lines,
      sides: (['slashes', 'backslashes'] as const).map((texture) => fillOf(texture, resolve('--fg'), dpr)),
      handoffs: HANDOFF_LOOKS.map(({ color }) => resolve(color)),
    };
  } finally {
    probe.remove();
  }
}

/** One tile of a texture, in CSS pixels. */
const TILE_PX = 6;

type Draw = (c: CanvasRenderingContext2D) => void;

const line = (...points: number[]): Draw => {
  return (c) => {
    c.beginPath();
    for (let i = 0; i < points.length; i += 4) {
      c.moveTo(points[i] as number, points[i + 1] as number);
      c.lineTo(points[i + 2] as number, points[i + 3] as number);
    }
    c.stroke();
  };
};

const TEXTURES: Record<Exclude<Texture, 'solid'>, Draw> = {
  // Each diagonal is drawn three times so that the corners of neighbouring tiles meet.
  slashes: line(-1, 7, 7, -1, -1, 1, 1, -1, 5, 7, 7, 5),
  backslashes: line(-1, -1, 7, 7, 5, -1, 7, 1, -1, 5, 1, 7),
  grid: line(0, 3, 6, 3, 3, 0, 3, 6),
  dots: (c) => {
    c.globalAlpha = 1;
    c.fillRect(1, 1, 2, 2);
    c.fillRect(4, 4, 2, 2);
  },
  hollow: () => {},
};

function fillOf(texture: Texture, color: string, dpr: number): string | CanvasPattern {
  if (texture === 'solid') return color;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(TILE_PX * dpr);
  const context = tile.getContext('2d');
  if (context === null) return color;
  const zoom = tile.width / TILE_PX;
  context.scale(zoom, zoom);
  context.fillStyle = context.strokeStyle = color;
  context.globalAlpha = texture === 'dots' ? 0.55 : 0.16;
  context.fillRect(0, 0, TILE_PX, TILE_PX);
  context.globalAlpha = 0.9;
  context.lineWidth = 1.1;
  TEXTURES[texture](context);
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / zoom));
  return pattern ?? color;
}
