// The axis of a bet as a picture: the bet, the truth over it, and what was true before a dial was turned. Invariant: all
// bars share one scale, each has a texture and its number in words, and nothing here is needed by a screen reader.
import { nothing, svg } from 'lit';
import { type Axis, positionOf, shown } from './catalogue/bet.ts';

const ROW = 26;
const BAR = 16;

export interface Bars {
  bet: number | null;
  truth: number | null;
  before: number | null;
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;

function bar(axis: Axis, row: number, kind: string, label: string, value: number) {
  const position = positionOf(axis, value);
  const y = row * ROW + 4;
  // A label that would leave the picture on the right stands inside its bar's end.
  const inside = position > 0.48;
  return svg`
    <rect class="bar ${kind}" x="0" y=${y} width=${percent(Math.max(position, 0.004))} height=${BAR} rx="3"></rect>
    <text class="label ${inside ? `inside ${kind}` : ''}" x=${percent(position)} dx=${inside ? -8 : 8} y=${y + 12.5}
      text-anchor=${inside ? 'end' : 'start'}>${label} ${shown(axis, value)}</text>`;
}

export function picture(axis: Axis, { bet, truth, before }: Bars) {
  const height = (before === null ? 2 : 3) * ROW;
  return svg`
    <svg class="axis" width="100%" height=${height + 20} aria-hidden="true">
      <defs>
        <pattern id="said" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="ground" width="6" height="6"></rect><rect class="line" width="2" height="6"></rect>
        </pattern>
      </defs>
      ${axis.ticks.map((tick, i) => {
        const x = percent(positionOf(axis, tick));
        const anchor =
          i === axis.ticks.length - 1 ? 'end' : positionOf(axis, tick) < 0.01 ? 'start' : 'middle';
        return svg`
          <line class="tick" x1=${x} x2=${x} y1="0" y2=${height}></line>
          <text class="number ${i % 2 === 1 ? 'odd' : ''}" x=${x} y=${height + 15} text-anchor=${anchor}>${brief(axis, tick)}</text>`;
      })}
      ${bet === null ? nothing : bar(axis, 0, 'said', truth === null ? 'your bet' : 'you said', bet)}
      ${truth === null ? nothing : bar(axis, 1, 'truth', 'it is', truth)}
      ${before === null ? nothing : bar(axis, 2, 'before', 'before it was', before)}
    </svg>`;
}

/** "4×", "10 ms" */
function brief(axis: Axis, tick: number): string {
  return shown(axis, tick)
    .replace(/\.0+(?=\D)/, '')
    .replace(/(\.\d)0(?=\D)/, '$1');
}
