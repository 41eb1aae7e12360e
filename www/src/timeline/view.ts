// What is looked at: the shared time scale, and the span in hand. Invariant: knows no DOM; every change is reported
// once, and while nobody has zoomed the view keeps showing the whole.

import { firstEndingAfter } from '../spans.ts';
import { extend, fit, isWhole, panBy, resize, reveal, type TimeScale, zoomAbout } from './scale.ts';
import type { Spot, Track } from './track.ts';

/** A live axis grows in steps of this factor, so that blocks fill it instead of shrinking in every frame. */
const LIVE_STEP = 1.6;
const FIRST_LIVE_EXTENT_US = 100_000;
/** Room after the last span. */
const MARGIN = 1.015;

export class TimelineView {
  scale: TimeScale = fit(FIRST_LIVE_EXTENT_US, 1);
  tracks: readonly Track[] = [];
  /** The span under the keyboard. */
  chosen: Spot | null = null;
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  show(tracks: readonly Track[]): void {
    const fresh = tracks.length !== this.tracks.length || tracks.every((track) => track.status === 'waiting');
    this.tracks = tracks;
    if (fresh) {
      this.chosen = null;
      this.scale = fit(FIRST_LIVE_EXTENT_US, this.scale.widthPx);
    }
    this.grow();
  }

  /** Makes room for what has come in since. */
  grow(): void {
    const endUs = Math.max(0, ...this.tracks.map((track) => track.endUs));
    if (this.tracks.length > 0 && this.tracks.every((track) => track.status === 'done')) {
      this.#to(extend(this.scale, endUs * MARGIN));
      return;
    }
    let extentUs = this.scale.extentUs;
    while (extentUs < endUs) extentUs *= LIVE_STEP;
    if (extentUs !== this.scale.extentUs) this.#to(extend(this.scale, extentUs));
  }

  width(px: number): void {
    this.#to(resize(this.scale, px));
  }

  zoom(factor: number, px = this.scale.widthPx / 2): void {
    this.#to(zoomAbout(this.scale, px, factor));
  }

  pan(px: number): void {
    this.#to(panBy(this.scale, px));
  }

  fit(): void {
    this.#to(fit(this.scale.extentUs, this.scale.widthPx));
  }

  /** Brings a moment into view. */
  see(timeUs: number): void {
    this.#to(reveal(this.scale, timeUs, timeUs));
  }

  get whole(): boolean {
    return isWhole(this.scale);
  }

  /** Moves to the neighbour span of the lane; from nothing, to the first in view. */
  step(track: number, by: 1 | -1): void {
    const from = this.chosen?.track === track ? this.chosen : null;
    const lane = from?.lane ?? 0;
    const spans = this.tracks[track]?.lanes[lane];
    if (spans === undefined || spans.count === 0) return;
    const wanted = from === null ? firstEndingAfter(spans, this.scale.startUs) : from.span + by;
    this.choose({ track, lane, span: Math.min(Math.max(wanted, 0), spans.count - 1) });
  }

  /** Moves to the lane above or below, to the span at the same time. */
  stepLane(track: number, by: 1 | -1): void {
    const from = this.chosen?.track === track ? this.chosen : null;
    const lanes = this.tracks[track]?.lanes ?? [];
    const lane = Math.min(Math.max((from?.lane ?? (by > 0 ? -1 : lanes.length)) + by, 0), lanes.length - 1);
    const spans = lanes[lane];
    if (spans === undefined || spans.count === 0) return;
    const at = from === null ? this.scale.startUs : this.#middleUs(from);
    this.choose({ track, lane, span: Math.min(firstEndingAfter(spans, at), spans.count - 1) });
  }

  choose(spot: Spot | null): void {
    this.chosen = spot;
    const spans = spot === null ? undefined : this.tracks[spot.track]?.lanes[spot.lane];
    if (spot !== null && spans !== undefined) {
      const endUs = Math.min(spans.endUs[spot.span] as number, this.scale.extentUs);
      this.scale = reveal(this.scale, spans.startUs[spot.span] as number, endUs);
    }
    this.#changed();
  }

  #middleUs(spot: Spot): number {
    const spans = this.tracks[spot.track]?.lanes[spot.lane];
    if (spans === undefined) return 0;
    const fromUs = spans.startUs[spot.span] as number;
    return (fromUs + Math.min(spans.endUs[spot.span] as number, this.scale.extentUs)) / 2;
  }

  #to(scale: TimeScale): void {
    this.scale = scale;
    this.#changed();
  }
}
