// What a picture is drawn on. Invariant: a type only.
import type { Palette } from './palette.ts';
import type { TimeScale } from './scale.ts';

export interface Sheet {
  context: CanvasRenderingContext2D;
  scale: TimeScale;
  palette: Palette;
  /** Room on the left for names. */
  gutterPx: number;
  /** Which part of the whole picture is drawn: a high one is on several canvases. */
  topPx: number;
  heightPx: number;
}
