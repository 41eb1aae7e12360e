// <gil-timelines>: the stacked timelines on one axis. Invariant: all of them share one view; the DOM changes with the
// list of tracks only, everything that moves is drawn, at most once a frame and only when something changed.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { duration } from '../format.ts';
import { countSpans, spanAt } from '../spans.ts';
import { shared } from '../styles.ts';
import { everyFrame, nextFrame } from './frames.ts';
import { listen } from './gestures.ts';
import { actionFor } from './keys.ts';
import { laneAt, laneTop, rowsFor } from './layout.ts';
import { type Palette, paletteOf } from './palette.ts';
import { drawRuler, drawTrack, type Sheet } from './renderer.ts';
import { pxToTime, timeToPx } from './scale.ts';
import { timelineStyles } from './styles.ts';
import { describe } from './tooltip.ts';
import type { Spot, Track } from './track.ts';
import { TimelineView } from './view.ts';

const RULER_PX = 26;
const NARROW_PX = 560;
/** Drawing takes time from the very cores that are being measured, so a live picture is redrawn this often at most. */
const LIVE_REDRAW_MS = 66;

export class Timelines extends LitElement {
  static override properties = { tracks: { attribute: false }, states: { attribute: false } };
  static override styles = [shared, timelineStyles];

  declare tracks: readonly Track[];
  declare states: readonly string[];
  #view = new TimelineView(() => nextFrame(this.#draw));
  #palette: Palette | null = null;
  #hover: Spot | null = null;
  #cursorPx: number | null = null;
  #drawnAtMs = 0;
  #observer = new ResizeObserver(() => this.#measure());
  #themes = [
    matchMedia('(prefers-color-scheme: dark)'),
    matchMedia('(forced-colors: active)'),
    matchMedia('(resolution: 1dppx)'),
  ];

  constructor() {
    super();
    this.tracks = [];
    this.states = [];
  }

  /** Follows what a live run brings until the returned function is called. */
  follow(read: () => void): () => void {
    return everyFrame(() => {
      read();
      this.#count();
      const nowMs = performance.now();
      if (nowMs - this.#drawnAtMs < LIVE_REDRAW_MS) return;
      this.#view.grow();
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
    this.#observer.observe(this);
    for (const theme of this.#themes) theme.addEventListener('change', this.repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    for (const theme of this.#themes) theme.removeEventListener('change', this.repaint);
  }

  protected override firstUpdated(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>('.stage');
    if (stage !== null) listen(stage, this.#view, this.#xOf);
  }

  protected override updated(changed: PropertyValues<this>): void {
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
        <div class="cursor" hidden></div>
        <div class="tooltip" role="tooltip" id="tooltip" hidden></div>
      </div>
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
    const label = `${track.title}: ${track.lanes.length} threads, ${wall}. Arrow keys visit the spans, W and S zoom, question mark lists all keys.`;
    return html`
      <section class="track" data-testid="timeline" data-runtime=${track.runtime} data-status=${track.status}>
        <header>
          <h3>${track.title}</h3>
          <span class="tag ${track.runtime === 'one-lock' ? 'held' : 'released'}">${track.tag}</span>
          <span class="wall number ${track.status === 'done' ? '' : 'muted'}">${wall}</span>
          ${track.status === 'done' ? html`<span class="badge">measured</span>` : nothing}
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

  #announce(): void {
    const said = this.renderRoot.querySelector('[data-testid=chosen-span]');
    const spot = this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const words = spot === null || track === undefined ? null : describe(track, spot, this.states);
    if (said !== null)
      said.textContent = words === null ? '' : `${words.where}: ${words.title}, ${words.when}.`;
  }

  get #gutterPx(): number {
    return this.clientWidth < NARROW_PX ? 30 : 78;
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
    });
  }

  #sheet(canvas: HTMLCanvasElement, heightPx: number): Sheet | null {
    const context = canvas.getContext('2d');
    const dpr = devicePixelRatio;
    this.#palette ??= paletteOf(this.renderRoot, this.states, dpr);
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
    this.#drawnAtMs = performance.now();
    if (this.#view.scale.widthPx <= 1) return;
    const ruler = this.renderRoot.querySelector<HTMLCanvasElement>('.ruler');
    const rulerSheet = ruler === null ? null : this.#sheet(ruler, RULER_PX);
    if (rulerSheet !== null) drawRuler(rulerSheet);
    const longestUs = Math.max(0, ...this.tracks.map((track) => track.endUs));
    this.renderRoot.querySelectorAll<HTMLCanvasElement>('.lanes canvas').forEach((canvas, i) => {
      const track = this.tracks[i];
      if (track === undefined) return;
      const rows = rowsFor(track.lanes.length);
      const sheet = this.#sheet(canvas, rows.heightPx);
      const marked = [this.#view.chosen, this.#hover].filter((spot) => spot?.track === i) as Spot[];
      if (sheet !== null) drawTrack(sheet, rows, track, this.states, longestUs, marked);
    });
    const { startUs, endUs } = this.#view.scale;
    this.dataset.viewStartUs = startUs.toFixed(1);
    this.dataset.viewEndUs = endUs.toFixed(1);
    this.#placeCursor();
    this.#placeTooltip();
  };

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

  #spotUnder(event: PointerEvent, x: number): Spot | null {
    const canvas = event.target;
    const host = canvas instanceof HTMLCanvasElement ? canvas.closest<HTMLElement>('.lanes') : null;
    if (host === null || x < 0) return null;
    const trackIndex = Number(host.dataset.track);
    const track = this.tracks[trackIndex];
    if (track === undefined) return null;
    const y = event.clientY - host.getBoundingClientRect().top;
    const lane = laneAt(rowsFor(track.lanes.length), y);
    const spans = track.lanes[lane];
    const span = spans === undefined ? -1 : spanAt(spans, pxToTime(this.#view.scale, x));
    return span < 0 ? null : { track: trackIndex, lane, span };
  }

  #placeCursor(): void {
    const cursor = this.renderRoot.querySelector<HTMLElement>('.cursor');
    if (cursor === null) return;
    cursor.hidden = this.#cursorPx === null;
    cursor.style.transform = `translateX(${this.#gutterPx + (this.#cursorPx ?? 0)}px)`;
  }

  #placeTooltip(): void {
    const tooltip = this.renderRoot.querySelector<HTMLElement>('.tooltip');
    const stage = this.renderRoot.querySelector('.stage');
    const spot = this.#hover ?? this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const words = spot === null || track === undefined ? null : describe(track, spot, this.states);
    if (tooltip === null || stage === null) return;
    tooltip.hidden = words === null;
    if (words === null || spot === null || track === undefined) return;
    tooltip.replaceChildren(
      ...[words.title, words.where, words.when].map((line, i) => {
        const element = document.createElement(i === 0 ? 'strong' : 'span');
        element.textContent = line;
        return element;
      }),
    );
    const lanes = this.renderRoot.querySelectorAll('.lanes')[spot.track];
    const spans = track.lanes[spot.lane];
    if (lanes === undefined || spans === undefined) return;
    const startPx = timeToPx(this.#view.scale, spans.startUs[spot.span] as number);
    const wantedPx = this.#gutterPx + (this.#hover === null ? startPx : (this.#cursorPx ?? startPx)) + 12;
    const roomPx = stage.clientWidth - tooltip.offsetWidth;
    const topPx = lanes.getBoundingClientRect().top - stage.getBoundingClientRect().top;
    const rows = rowsFor(track.lanes.length);
    const belowPx = topPx + laneTop(rows, spot.lane) + rows.lanePx + 8;
    tooltip.style.transform = `translate(${Math.max(0, Math.min(wantedPx, roomPx))}px, ${belowPx}px)`;
  }
}

customElements.define('gil-timelines', Timelines);
