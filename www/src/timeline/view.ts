// What is looked at: the shared time scale, the stretch that is selected, and the span in hand. Invariant: knows no
// DOM; every change is reported once, and while nobody has zoomed the view keeps showing the whole.
import { firstEndingAfter } from '../run/spans.ts';
import { hull, type Stretch } from '../run/stretch.ts';
import type { Spot, Track } from '../run/track.ts';
import { extend, fit, isWhole, panBy, resize, reveal, show, type TimeScale, zoomAbout } from './scale.ts';

/** A live axis grows in steps of this factor, so that blocks fill it instead of shrinking in every frame. */
const LIVE_STEP = 1.6;
const FIRST_LIVE_EXTENT_US = 100_000;
/** Room after the last span. */
const MARGIN = 1.015;
/** Room on both sides of what is fitted, as a part of it. */
const AROUND = 0.1;

export class TimelineView {
  scale: TimeScale = fit(FIRST_LIVE_EXTENT_US, 1);
  tracks: readonly Track[] = [];
  /** Which run the first is compared with. */
  rival = 1;
  /** The span under the keyboard. */
  chosen: Spot | null = null;
  selection: Stretch | null = null;
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  show(tracks: readonly Track[]): void {
    const fresh = tracks.length !== this.tracks.length || tracks.every((track) => track.status === 'waiting');
    this.tracks = tracks;
    if (fresh) {
      this.chosen = null;
      this.selection = null;
      this.scale = fit(FIRST_LIVE_EXTENT_US, this.scale.widthPx);
    }
    this.grow();
  }

  /** Whether all there will be to see is there. */
  get done(): boolean {
    return this.tracks.length > 0 && this.tracks.every((track) => track.status === 'done');
  }

  /** Makes room for what has come in since. */
  grow(): void {
    const endUs = Math.max(0, ...this.tracks.map((track) => track.endUs));
    if (this.done) {
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

  /** Null for all of it. */
  get window(): Stretch | null {
    return isWhole(this.scale) ? null : [this.scale.startUs, this.scale.endUs];
  }

  /** Brings a moment into view. */
  see(timeUs: number): void {
    this.#to(reveal(this.scale, timeUs, timeUs));
  }

  look(window: Stretch | null): void {
    this.#to(window === null ? fit(this.scale.extentUs, this.scale.widthPx) : show(this.scale, ...window));
  }

  /** Fits the selection, else the span in hand; everything where there is neither, or it is fitted already. */
  fit(): void {
    const target = this.selection ?? this.#stretchOf(this.chosen);
    if (target === null) {
      this.look(null);
      return;
    }
    const aroundUs = (target[1] - target[0]) * AROUND;
    const fitted = show(this.scale, target[0] - aroundUs, target[1] + aroundUs);
    const already = fitted.startUs === this.scale.startUs && fitted.endUs === this.scale.endUs;
    if (already) this.look(null);
    else this.#to(fitted);
  }

  select(stretch: Stretch | null): void {
    this.selection = stretch;
    this.#changed();
  }

  /** The stretch of the span in hand becomes the selection, or is added to it. */
  selectChosen(more = false): void {
    const stretch = this.#stretchOf(this.chosen);
    if (stretch === null) return;
    this.select(more && this.selection !== null ? hull(this.selection, stretch) : stretch);
  }

  /** Clears what was taken last: first the selection, then the span. */
  letGo(): void {
    if (this.selection !== null) this.select(null);
    else this.choose(null);
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
    const stretch = this.#stretchOf(from);
    const atUs = stretch === null ? this.scale.startUs : (stretch[0] + stretch[1]) / 2;
    this.choose({ track, lane, span: Math.min(firstEndingAfter(spans, atUs), spans.count - 1) });
  }

  /** Takes a span in hand. */
  take(spot: Spot | null): void {
    this.chosen = spot;
    this.#changed();
  }

  /** Takes a span in hand and brings it into view. */
  choose(spot: Spot | null): void {
    const stretch = this.#stretchOf(spot);
    if (stretch !== null) this.scale = reveal(this.scale, ...stretch);
    this.take(spot);
  }

  #stretchOf(spot: Spot | null): Stretch | null {
    const spans = spot === null ? undefined : this.tracks[spot.track]?.lanes[spot.lane];
    if (spot === null || spans === undefined) return null;
    const endUs = Math.min(spans.endUs[spot.span] as number, this.scale.extentUs);
    return [spans.startUs[spot.span] as number, endUs];
  }

  #to(scale: TimeScale): void {
    this.scale = scale;
    this.#changed();
  }
}
