// <gil-timelines>: the stacked timelines on one axis. Invariant: all of them share one view; the DOM changes with the
// list of tracks only, everything that moves is drawn, at most once a frame and only when something changed.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { duration } from '../format.ts';
import { countHandoffs } from '../handoffs.ts';
import { countSpans, spanAt } from '../spans.ts';
import { shared } from '../styles.ts';
import { causesIn } from './arrows.ts';
import {
  DIFFERENCE_PX,
  differenceIn,
  differenceTemplate,
  drawDifference,
  tellDifference,
} from './difference.ts';
import { nextFrame, regularly } from './frames.ts';
import { listen } from './gestures.ts';
import { handoffLegend, showCauses } from './handoff-legend.ts';
import { actionFor } from './keys.ts';
import { gutterFor, laneTop, rowsFor } from './layout.ts';
import { placeCursor, placePlayhead, placeTooltip } from './overlay.ts';
import { laneUnder } from './owner-rows.ts';
import { type Palette, paletteOf } from './palette.ts';
import { drawRuler, drawTrack, type Sheet } from './renderer.ts';
import { pxToTime, timeToPx } from './scale.ts';
import { timelineStyles } from './styles.ts';
import { listenToTaps } from './tap.ts';
import { describe, spoken } from './tooltip.ts';
import type { Spot, Track } from './track.ts';
import { TimelineView } from './view.ts';
import { NO_WORDS, type Words } from './words.ts';

const RULER_PX = 26;
/**
 * Drawing takes time from the very cores that are being measured: at every frame it cost a sixth of one, and that
 * came off the parallel run alone. So a live picture is read and drawn this often, no more.
 */
const LIVE_MS = 120;

export class Timelines extends LitElement {
  static override properties = {
    tracks: { attribute: false },
    words: { attribute: false },
    playheadUs: { attribute: false },
  };
  static override styles = [shared, timelineStyles];

  declare tracks: readonly Track[];
  declare words: Words;
  /** The moment that is looked at elsewhere; marked while it is not null. */
  declare playheadUs: number | null;
  #view = new TimelineView(() => nextFrame(this.#draw));
  #palette: Palette | null = null;
  #hover: Spot | null = null;
  #cursorPx: number | null = null;
  #observer = new ResizeObserver(() => this.#measure());
  #themes = [
    matchMedia('(prefers-color-scheme: dark)'),
    matchMedia('(forced-colors: active)'),
    matchMedia('(resolution: 1dppx)'),
  ];

  constructor() {
    super();
    this.tracks = [];
    this.words = NO_WORDS;
    this.playheadUs = null;
  }

  /** Follows what a live run brings until the returned function is called. */
  follow(read: () => void): () => void {
    return regularly(LIVE_MS, () => {
      read();
      this.#count();
      const { scale } = this.#view;
      this.#view.grow();
      if (this.#view.scale === scale) {
        this.tracks.forEach((track, i) => {
          if (track.status === 'live') this.#drawTrack(i);
        });
        return;
      }
      this.#draw();
    });
  }

  /** Colours come from the page's CSS; call this when the page changed them. */
  readonly repaint = (): void => {
    this.#palette = null;
    nextFrame(this.#draw);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#elsewhere);
    this.#observer.observe(this);
    for (const theme of this.#themes) theme.addEventListener('change', this.repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    document.removeEventListener('pointerdown', this.#elsewhere);
    for (const theme of this.#themes) theme.removeEventListener('change', this.repaint);
  }

  protected override firstUpdated(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>('.stage');
    if (stage === null) return;
    listen(stage, this.#view, this.#xOf);
    listenToTaps(stage, this.#tap);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const done = this.tracks.every(({ status }) => status === 'done');
    if (changed.has('tracks') && !done) this.playheadUs = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('playheadUs')) {
      if (this.playheadUs !== null) this.#view.see(this.playheadUs);
      nextFrame(this.#draw);
    }
    if (!changed.has('tracks')) return;
    this.#view.show(this.tracks);
    this.#hover = null;
    this.#count();
    this.#measure();
  }

  protected override render() {
    return html`
      <div class="stage" @pointermove=${this.#point} @pointerleave=${this.#leave}>
        <div class="bar">
          <canvas class="ruler" aria-hidden="true"></canvas>
        </div>
        ${this.tracks.map((track, i) => this.#trackTemplate(track, i))}
        ${differenceTemplate(this.tracks)}
        <div class="cursor" hidden></div>
        <div class="playhead" hidden data-testid="playhead"></div>
        <div class="tooltip" role="tooltip" id="tooltip" hidden></div>
      </div>
      ${handoffLegend()}
      <div class="tools">
        <p class="hint muted" id="hint">
          Drag to pan, <kbd>Ctrl</kbd> + wheel to zoom. Click a timeline to use the wheel alone and the keys
          <kbd>W</kbd> <kbd>S</kbd> <kbd>A</kbd> <kbd>D</kbd> <kbd>F</kbd>.
        </p>
        <div class="buttons" role="group" aria-label="Zoom and pan">
          <button aria-label="Earlier" @click=${() => this.#view.pan(-this.#view.scale.widthPx / 4)}>‹</button>
          <button aria-label="Later" @click=${() => this.#view.pan(this.#view.scale.widthPx / 4)}>›</button>
          <button aria-label="Zoom out" @click=${() => this.#view.zoom(1 / 1.6)}>−</button>
          <button aria-label="Zoom in" @click=${() => this.#view.zoom(1.6)}>+</button>
          <button @click=${() => this.#view.fit()}>Fit</button>
          <button aria-label="Keyboard shortcuts" @click=${this.#askForKeys}>?</button>
        </div>
      </div>
      <p class="hidden-visually" aria-live="polite" data-testid="chosen-span"></p>
    `;
  }

  #trackTemplate(track: Track, i: number) {
    const wall =
      track.status === 'done' ? duration(track.endUs) : track.status === 'live' ? 'running …' : 'to come';
    const label = `${track.title}, ${track.engine}: ${track.lanes.length} threads, ${wall}. Arrow keys visit the spans, W and S zoom, question mark lists all keys.`;
    return html`
      <section class="track" data-testid="timeline" data-runtime=${track.runtime} data-engine=${track.engine} data-status=${track.status}>
        <header>
          <h3>${track.title}</h3>
          <span class="tag ${track.runtime === 'one-lock' ? 'held' : 'released'}">${track.tag}</span>
          <span class="wall number ${track.status === 'done' ? '' : 'muted'}">${wall}</span>
          ${
            track.status === 'done' || track.engine === 'simulated'
              ? html`<span class="badge ${track.engine}">${track.engine}</span>`
              : nothing
          }
        </header>
        <div
          class="lanes"
          role="application"
          aria-roledescription="timeline"
          aria-label=${label}
          tabindex="0"
          data-track=${i}
          @keydown=${this.#key}
          @focus=${() => nextFrame(this.#draw)}
          @blur=${() => this.#view.choose(null)}
        >
          <canvas aria-hidden="true"></canvas>
        </div>
      </section>
    `;
  }

  #askForKeys = (): void => {
    this.dispatchEvent(new CustomEvent('gil-keys', { bubbles: true, composed: true }));
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === '?') {
      this.#askForKeys();
      return;
    }
    const action = actionFor(event);
    const track = Number((event.currentTarget as HTMLElement).dataset.track);
    if (action === undefined) return;
    event.preventDefault();
    action.act(this.#view, track, event.shiftKey);
    this.#announce();
  };

  #elsewhere = (event: PointerEvent): void => {
    if (!event.composedPath().includes(this)) this.#view.choose(null);
  };

  #tap = (event: MouseEvent): void => {
    this.#view.choose(this.#spotUnder(event, this.#xOf(event)));
    this.#announce();
  };

  #announce(): void {
    const said = this.renderRoot.querySelector('[data-testid=chosen-span]');
    const spot = this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const words = spot === null || track === undefined ? null : describe(track, spot, this.words);
    if (said !== null) said.textContent = words === null ? '' : spoken(words);
    if (spot === null || track === undefined) return;
    const timeUs = track.lanes[spot.lane]?.startUs[spot.span] ?? 0;
    const detail = { track: spot.track, timeUs };
    this.dispatchEvent(new CustomEvent('gil-chosen', { detail, bubbles: true, composed: true }));
  }

  get #gutterPx(): number {
    return gutterFor(this.clientWidth, this.tracks);
  }

  #xOf = (event: MouseEvent): number => {
    const lanes = this.renderRoot.querySelector('.lanes, .ruler');
    return event.clientX - (lanes?.getBoundingClientRect().left ?? 0) - this.#gutterPx;
  };

  #measure(): void {
    const widthPx = (this.renderRoot.querySelector('.ruler')?.clientWidth ?? 0) - this.#gutterPx;
    if (widthPx > 0) this.#view.width(widthPx);
  }

  /** The number of spans, where tests and tools can read it. */
  #count(): void {
    this.renderRoot.querySelectorAll<HTMLElement>('.track').forEach((section, i) => {
      section.dataset.spans = String(countSpans(this.tracks[i]?.lanes ?? []));
      for (const [cause, count] of countHandoffs(this.tracks[i]?.handoffs ?? [])) {
        section.setAttribute(`data-handoffs-${cause}`, String(count));
      }
    });
  }

  #sheet(canvas: HTMLCanvasElement, heightPx: number): Sheet | null {
    const context = canvas.getContext('2d');
    const dpr = devicePixelRatio;
    this.#palette ??= paletteOf(this.renderRoot, this.words.states, dpr);
    if (context === null) return null;
    const { scale } = this.#view;
    const width = Math.round((scale.widthPx + this.#gutterPx) * dpr);
    const height = Math.round(heightPx * dpr);
    // Setting a size clears the canvas and costs a reallocation, even to the same value.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${heightPx}px`;
    }
    context.setTransform(dpr, 0, 0, dpr, 0, 0);
    return { context, scale, palette: this.#palette, gutterPx: this.#gutterPx, heightPx };
  }

  #draw = (): void => {
    const { scale } = this.#view;
    if (scale.widthPx <= 1) return;
    const ruler = this.renderRoot.querySelector<HTMLCanvasElement>('.ruler');
    const sheet = ruler === null ? null : this.#sheet(ruler, RULER_PX);
    if (sheet !== null) drawRuler(sheet);
    for (const i of this.tracks.keys()) this.#drawTrack(i);
    this.#drawDifference();
    showCauses(this.renderRoot, causesIn(this.tracks, scale));
    this.dataset.viewStartUs = scale.startUs.toFixed(1);
    this.dataset.viewEndUs = scale.endUs.toFixed(1);
    placeCursor(this.renderRoot, this.#cursorPx === null ? null : this.#gutterPx + this.#cursorPx);
    const { playheadUs } = this;
    const playheadPx = playheadUs === null ? null : timeToPx(scale, playheadUs);
    placePlayhead(this.renderRoot, this.#gutterPx, scale.widthPx, playheadPx);
    this.#showWords();
  };

  #drawTrack(i: number): void {
    const track = this.tracks[i];
    const canvas = this.renderRoot.querySelectorAll<HTMLCanvasElement>('.lanes canvas')[i];
    if (track === undefined || canvas === undefined) return;
    const rows = rowsFor(track);
    const sheet = this.#sheet(canvas, rows.heightPx);
    if (sheet === null) return;
    const longestUs = Math.max(0, ...this.tracks.map(({ endUs }) => endUs));
    const marked = [this.#view.chosen, this.#hover].filter((spot) => spot?.track === i) as Spot[];
    drawTrack(sheet, rows, track, this.words.states, longestUs, marked);
  }

  #drawDifference(): void {
    const { scale, chosen } = this.#view;
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>('.difference canvas');
    const sheet = canvas === null ? null : this.#sheet(canvas, DIFFERENCE_PX);
    const difference = differenceIn(this.tracks, scale);
    if (sheet !== null) drawDifference(sheet, difference);
    const chosenUs = chosen && this.tracks[chosen.track]?.lanes[chosen.lane]?.startUs[chosen.span];
    const atUs = this.#cursorPx === null ? (chosenUs ?? null) : pxToTime(scale, this.#cursorPx);
    tellDifference(this.renderRoot, difference, scale, atUs);
  }

  /** The tooltip of the span under the pointer, else of the one under the keyboard. */
  #showWords(): void {
    const spot = this.#hover ?? this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const atUs = this.#hover === null ? undefined : pxToTime(this.#view.scale, this.#cursorPx ?? 0);
    const words = spot === null || track === undefined ? null : describe(track, spot, this.words, atUs);
    const lanes = spot === null ? undefined : this.renderRoot.querySelectorAll('.lanes')[spot.track];
    if (spot === null || track === undefined || words === null || lanes === undefined) {
      placeTooltip(this.renderRoot, null);
      return;
    }
    const startUs = track.lanes[spot.lane]?.startUs[spot.span] ?? 0;
    const atPx = this.#hover === null ? timeToPx(this.#view.scale, startUs) : (this.#cursorPx ?? 0);
    const rows = rowsFor(track);
    placeTooltip(this.renderRoot, {
      words,
      leftPx: this.#gutterPx + atPx + 12,
      belowPx: laneTop(rows, spot.lane) + rows.lanePx + 8,
      lanes,
    });
  }

  #point = (event: PointerEvent): void => {
    const x = this.#xOf(event);
    this.#cursorPx = x >= 0 && x <= this.#view.scale.widthPx ? x : null;
    this.#hover = this.#spotUnder(event, x);
    nextFrame(this.#draw);
  };

  #leave = (): void => {
    this.#cursorPx = null;
    this.#hover = null;
    nextFrame(this.#draw);
  };

  #spotUnder(event: MouseEvent, x: number): Spot | null {
    const canvas = event.target;
    const host = canvas instanceof HTMLCanvasElement ? canvas.closest<HTMLElement>('.lanes') : null;
    if (host === null || x < 0) return null;
    const trackIndex = Number(host.dataset.track);
    const track = this.tracks[trackIndex];
    if (track === undefined) return null;
    const y = event.clientY - host.getBoundingClientRect().top;
    const timeUs = pxToTime(this.#view.scale, x);
    const lane = laneUnder(track, rowsFor(track), y, timeUs);
    const spans = track.lanes[lane];
    const span = spans === undefined ? -1 : spanAt(spans, timeUs);
    return span < 0 ? null : { track: trackIndex, lane, span };
  }
}

customElements.define('gil-timelines', Timelines);
