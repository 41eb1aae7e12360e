// The canvases of the timelines: the minimap, the ruler, and one or, for many lanes, more for each run. Invariant: the only file that sizes a
// canvas; what is drawn on one is decided elsewhere.

import type { Spot } from '../run/track.ts';
import type { Words } from '../run/words.ts';
import { MINIMAP_PX } from './brush.ts';
import type { Difference } from './finished.ts';
import { rowsFor, TILE_PX, tilesFor } from './layout.ts';
import { type Palette, paletteOf } from './palette.ts';
import { drawRuler, drawTrack } from './renderer.ts';
import type { Sheet } from './sheet.ts';
import { DIFFERENCE_PX } from './strip.ts';
import type { TimelineView } from './view.ts';

const RULER_PX = 26;

type Finished = typeof import('./finished.ts');

export class Painting {
  #root: DocumentFragment | HTMLElement;
  #view: TimelineView;
  #palette: Palette | null = null;
  /** What the minimap shows. */
  #difference: Difference | null = null;
  #mapped: readonly unknown[] = [];
  #finished: Finished | null = null;
  /** The runs that it was last asked for. */
  #fetchedFor: readonly unknown[] | null = null;
  #again: () => void;

  /** `again`: there is more to draw than a moment ago. */
  constructor(root: DocumentFragment | HTMLElement, view: TimelineView, again: () => void) {
    this.#root = root;
    this.#view = view;
    this.#again = again;
  }

  /** Colours come from the page's CSS, which has changed. */
  forgetColours(): void {
    this.#palette = null;
  }

  /** Everything. `marked` are the spans that stand out. */
  draw(gutterPx: number, words: Words, marked: readonly Spot[]): void {
    const sheet = this.#sheet('.ruler', 0, RULER_PX, gutterPx, words);
    if (sheet !== null) drawRuler(sheet);
    void this.#fetch();
    this.#drawMinimap(gutterPx, words);
    const { tracks, rival, scale } = this.#view;
    for (const i of tracks.keys()) this.drawTrack(i, gutterPx, words, marked);
    const strip = this.#sheet('.difference canvas', 0, DIFFERENCE_PX, gutterPx, words);
    this.#difference = this.#finished?.differenceIn(tracks, rival, scale) ?? null;
    if (strip !== null) this.#finished?.drawDifference(strip, this.#difference);
    this.#finished?.showCauses(this.#root, this.#finished.causesIn(tracks, scale));
  }

  /** Says how far the one run is ahead at a moment, or at most. */
  tellDifference(atUs: number | null): void {
    this.#finished?.tellDifference(this.#root, this.#difference, this.#view.scale, atUs);
  }

  drawTrack(i: number, gutterPx: number, words: Words, marked: readonly Spot[]): void {
    const { tracks } = this.#view;
    const track = tracks[i];
    if (track === undefined) return;
    const rows = rowsFor(track);
    const longestUs = Math.max(0, ...tracks.map(({ endUs }) => endUs));
    const marks = marked.filter((spot) => spot.track === i);
    for (const [tile, heightPx] of tilesFor(rows.heightPx).entries()) {
      const sheet = this.#sheet(`.lanes[data-track="${i}"] canvas`, tile, heightPx, gutterPx, words);
      if (sheet === null) continue;
      const topPx = tile * TILE_PX;
      sheet.context.translate(0, -topPx);
      drawTrack({ ...sheet, topPx }, rows, track, words.states, longestUs, marks, this.#finished?.drawArrows);
    }
  }

  /** Where it cannot be had, the timelines do without until there are other runs. */
  async #fetch(): Promise<void> {
    const { tracks } = this.#view;
    if (this.#finished !== null || this.#fetchedFor === tracks) return;
    if (tracks.length === 0 || !tracks.every(({ status }) => status === 'done')) return;
    this.#fetchedFor = tracks;
    this.#finished = await import('./finished.ts').catch(() => null);
    if (this.#finished !== null) this.#again();
  }

  #drawMinimap(gutterPx: number, words: Words): void {
    const { tracks, scale } = this.#view;
    const { widthPx, extentUs } = scale;
    const wanted = [tracks, widthPx, extentUs, gutterPx, this.#palette, devicePixelRatio];
    if (wanted.every((value, i) => value === this.#mapped[i])) return;
    const sheet = this.#sheet('.map', 0, MINIMAP_PX, gutterPx, words);
    if (sheet === null || tracks.length === 0 || this.#finished === null) return;
    this.#finished.drawMinimap(sheet.context, scale, gutterPx, sheet.palette, tracks, words.states);
    this.#mapped = wanted;
  }

  #sheet(selector: string, nth: number, heightPx: number, gutterPx: number, words: Words): Sheet | null {
    const canvas = this.#root.querySelectorAll<HTMLCanvasElement>(selector)[nth];
    const context = canvas?.getContext('2d');
    if (canvas === undefined || context == null) return null;
    const dpr = devicePixelRatio;
    this.#palette ??= paletteOf(this.#root, words.states, dpr);
    const { scale } = this.#view;
    const width = Math.round((scale.widthPx + gutterPx) * dpr);
    const height = Math.round(heightPx * dpr);
    // Setting a size clears the canvas and costs a reallocation, even to the same value.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${heightPx}px`;
    }
    context.setTransform(dpr, 0, 0, dpr, 0, 0);
    return { context, scale, palette: this.#palette, gutterPx, topPx: 0, heightPx };
  }
}
