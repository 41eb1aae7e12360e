// What a timeline is drawn on. Invariant: everything that draws gets it as an argument and keeps nothing of it.
import type { Palette } from './palette.ts';
import type { TimeScale } from './scale.ts';

export interface Sheet {
  context: CanvasRenderingContext2D;
  scale: TimeScale;
  palette: Palette;
  /** Room on the left for names. */
  gutterPx: number;
  heightPx: number;
}
