// <gil-timelines>: the stacked timelines on one axis. Invariant: all of them share one view; the DOM changes with the
// list of tracks only, everything that moves is drawn, at most once a frame and only when something changed.
// One file, because it is one element: it knows when something changes, and others draw it, say it and listen.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { countHandoffs } from '../run/handoffs.ts';
import { countSpans } from '../run/spans.ts';
import { roughly, type Stretch, same } from '../run/stretch.ts';
import type { Spot, Track } from '../run/track.ts';
import { NO_WORDS, type Words } from '../run/words.ts';
import { shared } from '../ui/styles.ts';
import { placeBrush } from './brush.ts';
import { nextFrame, regularly } from './frames.ts';
import { gutterFor, rowsFor, tilesFor } from './layout.ts';
import { placeBand, placeCursor, placePlayhead, placeTooltip, tellSelection } from './overlay.ts';
import { Painting } from './painting.ts';
import { besides, spotUnder, startOf } from './pointed.ts';
import { pxToTime, timeToPx } from './scale.ts';
import { Speech, spoken } from './speech.ts';
import { differenceTemplate } from './strip.ts';
import { timelineStyles } from './styles.ts';
import { heading, labelOf, tools } from './surround.ts';
import { TimelineView } from './view.ts';

/**
 * Drawing takes time from the very cores that are being measured: at every frame it cost a sixth of one, and that
 * came off the parallel run alone. So a live picture is read and drawn this often, no more.
 */
const LIVE_MS = 120;
/** What has not moved for so long is told: to the address, and to who listens instead of looking. */
const SETTLED_MS = 250;

type Hand = typeof import('./hand.ts');

export class Timelines extends LitElement {
  static override properties = {
    tracks: { attribute: false },
    words: { attribute: false },
    wanted: { attribute: false },
    playheadUs: { attribute: false },
    doubted: { attribute: false },
  };
  static override styles = [shared, timelineStyles];

  declare tracks: readonly Track[];
  declare words: Words;
  /** Whether the runs must not be told beside one another. */
  declare doubted: boolean;
  /** The window to look through once there is a result; later ones are told by `gil-view`. */
  declare wanted: Stretch | null;
  /** The moment that is looked at elsewhere; marked while it is not null. */
  declare playheadUs: number | null;
  #view = new TimelineView(() => this.#change());
  #painting: Painting | null = null;
  #hand: Promise<Hand | null> | null = null;
  /** What is known of keys, once it is there. */
  #keys: Hand | null = null;
  #speech = new Speech(() => this.#spoke());
  /** The words for who listens are still on their way. */
  #unsaid = false;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** What has been told of the view and of the selection. */
  #toldWindow: Stretch | null = null;
  #toldSelection: Stretch | null = null;
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
    this.doubted = false;
    this.wanted = null;
    this.playheadUs = null;
  }

  /** The stretch of time that is selected; `gil-stretch` tells of every other one. */
  get selection(): Stretch | null {
    return this.#view.selection;
  }

  set selection(stretch: Stretch | null) {
    if (!same(stretch, this.#view.selection)) this.#view.select(stretch);
  }

  /** Follows what a live run brings until the returned function is called; `read` says whether to draw. */
  follow(read: () => boolean): () => void {
    return regularly(LIVE_MS, () => {
      if (!read()) return;
      this.#count();
      const { scale } = this.#view;
      this.#view.grow();
      if (this.#view.scale === scale) {
        this.tracks.forEach((track, i) => {
          if (track.status === 'live') this.#painting?.drawTrack(i, this.#gutterPx, this.words, this.#marked);
        });
        return;
      }
      this.#draw();
    });
  }

  /** Colours come from the page's CSS; call this when the page changed them. */
  readonly repaint = (): void => {
    this.#painting?.forgetColours();
    nextFrame(this.#draw);
  };

  /** The same at once, in another width too: a printer doesn't wait for a frame. */
  redraw(): void {
    this.#painting?.forgetColours();
    this.#measure();
    this.#draw();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#elsewhere);
    document.addEventListener('keydown', this.#dismiss);
    this.#observer.observe(this);
    for (const theme of this.#themes) theme.addEventListener('change', this.repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    clearTimeout(this.#settling);
    document.removeEventListener('pointerdown', this.#elsewhere);
    document.removeEventListener('keydown', this.#dismiss);
    for (const theme of this.#themes) theme.removeEventListener('change', this.repaint);
  }

  protected override firstUpdated(): void {
    this.#painting = new Painting(this.renderRoot, this.#view, () => nextFrame(this.#draw));
    this.addEventListener('pointerenter', this.#handle);
  }

  /** Lets pointers and keys take hold of the timelines; where it can't be had, the next one to come near tries again. */
  #handle = (): Promise<Hand | null> => {
    this.#hand ??= import('./hand.ts').then(
      (hand) => {
        const [stage, map] = ['.stage', '.minimap'].map((name) =>
          this.renderRoot.querySelector<HTMLElement>(name),
        );
        if (stage != null) hand.listen(stage, { view: this.#view, xOf: this.#xOf, picked: this.#pick });
        if (map != null) hand.listenToBrush(map, this.#view, this.#xOf);
        this.#keys = hand;
        return hand;
      },
      () => {
        this.#hand = null;
        return null;
      },
    );
    return this.#hand;
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    const done = this.tracks.every(({ status }) => status === 'done');
    if (changed.has('tracks') && !done) this.playheadUs = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = this.#view.done;
    if (changed.has('playheadUs')) {
      if (this.playheadUs !== null) this.#view.see(this.playheadUs);
      nextFrame(this.#draw);
    }
    if (changed.has('doubted')) nextFrame(this.#draw);
    if (changed.has('tracks')) {
      this.#view.show(this.tracks);
      this.#hover = null;
      this.#count();
      this.#measure();
    }
    const asked = changed.has('wanted') && this.wanted !== this.#toldWindow;
    if (this.wanted === null || !this.#view.done || (before && !asked)) return;
    this.#toldWindow = this.wanted;
    this.#view.look(this.wanted);
  }

  protected override render() {
    return html`
      <div class="stage" @pointermove=${this.#point} @pointerleave=${this.#leave}>
        <div class="bar" aria-hidden="true">
          <div class="minimap">
            <canvas class="map"></canvas>
            <div class="field"><div class="brush"></div></div>
          </div>
          <canvas class="ruler"></canvas>
          <div class="band" hidden><span class="length"></span></div>
        </div>
        ${this.tracks.map((track, i) => this.#trackTemplate(track, i))}
        ${this.doubted ? nothing : differenceTemplate(this.tracks, this.#view.rival, this.#compare)}
        <div class="band" hidden></div>
        <div class="cursor" hidden></div>
        <div class="playhead" hidden data-testid="playhead"></div>
        <div class="tooltip" role="tooltip" id="tooltip" hidden></div>
      </div>
      <div class="arrows"></div>
      ${tools(this.#view, this.#askForKeys)}
      <p class="hidden-visually" aria-live="polite" data-testid="chosen-span"></p>
      <p class="hidden-visually" aria-live="polite" data-testid="stretch"></p>
    `;
  }

  #compare = (rival: number): void => {
    this.#view.rival = rival;
    this.requestUpdate();
    nextFrame(this.#draw);
  };

  #trackTemplate(track: Track, i: number) {
    return html`
      <section class="track" data-testid="timeline" data-runtime=${track.runtime} data-engine=${track.engine} data-status=${track.status}>
        ${heading(track)}
        <div
          class="lanes"
          role="application"
          aria-roledescription="timeline"
          aria-label=${labelOf(track)}
          tabindex="0"
          data-track=${i}
          @keydown=${this.#key}
          @focus=${() => nextFrame(this.#draw)}
          @blur=${() => this.#leaveTrack(i)}
        >
          ${tilesFor(rowsFor(track).heightPx).map(() => html`<canvas aria-hidden="true"></canvas>`)}
        </div>
      </section>
    `;
  }

  #askForKeys = (): void => {
    this.#tell('gil-keys', null);
  };

  #key = async (event: KeyboardEvent): Promise<void> => {
    const track = Number((event.currentTarget as HTMLElement).dataset.track);
    const action = (this.#keys ?? (await this.#handle()))?.actionFor(event);
    if (action === undefined) return;
    // With nothing to clear, Escape is for others.
    if (event.key === 'Escape' && this.#view.selection === null && this.#view.chosen === null) return;
    event.preventDefault();
    this.#speech.again();
    action.act({ view: this.#view, track, shift: event.shiftKey, askForKeys: this.#askForKeys });
    this.#announce();
  };

  #elsewhere = (event: PointerEvent): void => {
    if (!event.composedPath().includes(this)) this.#view.choose(null);
  };

  /** What appears under the pointer can be sent away wherever the focus is. */
  #dismiss = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.#hover === null) return;
    event.preventDefault();
    this.#leave();
  };

  #pick = (event: PointerEvent): void => {
    const spot = this.#spotUnder(event, this.#xOf(event));
    this.#speech.again();
    this.#view.take(spot);
    if (spot === null) this.#view.select(null);
    this.#announce();
  };

  /** A tap moves the focus only after it has taken a span in hand. */
  #leaveTrack(track: number): void {
    if (this.#view.chosen?.track === track) this.#view.choose(null);
  }

  #change(): void {
    nextFrame(this.#draw);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#settle, SETTLED_MS);
  }

  #settle = (): void => {
    const { selection, done } = this.#view;
    tellSelection(this.renderRoot, selection);
    const window = roughly(this.#view.window);
    if (!done || same(window, this.#toldWindow)) return;
    this.#toldWindow = window;
    this.#tell('gil-view', window);
  };

  #announce(): void {
    const said = this.renderRoot.querySelector('[data-testid=chosen-span]');
    const spot = this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const words = spot === null || track === undefined ? null : this.#speech.about(track, spot, this.words);
    this.#unsaid = words === null && spot !== null;
    if (said !== null) said.textContent = words === null ? '' : spoken(words);
    if (spot === null || track === undefined) return;
    this.#tell('gil-chosen', { track: spot.track, timeUs: startOf(this.tracks, spot) ?? 0 });
  }

  /** The words about spans are there. */
  #spoke(): void {
    if (this.#unsaid) this.#announce();
    nextFrame(this.#drawPointer);
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

  /** The spans that stand out. */
  get #marked(): Spot[] {
    return [this.#view.chosen, this.#hover].filter((spot) => spot !== null);
  }

  #draw = (): void => {
    const { scale, selection } = this.#view;
    if (scale.widthPx <= 1) return;
    this.#painting?.draw(this.#gutterPx, this.words, this.#marked);
    if (this.#view.done) {
      this.#speech.prepare();
      void this.#handle();
    }
    this.dataset.viewStartUs = scale.startUs.toFixed(1);
    this.dataset.viewEndUs = scale.endUs.toFixed(1);
    placeBrush(this.renderRoot, this.#view, this.#gutterPx);
    placeBand(this.renderRoot, selection, scale, this.#gutterPx);
    const { playheadUs } = this;
    const playheadPx = playheadUs === null ? null : timeToPx(scale, playheadUs);
    placePlayhead(this.renderRoot, this.#gutterPx, scale.widthPx, playheadPx);
    this.#drawPointer();
    if (selection === this.#toldSelection) return;
    this.#toldSelection = selection;
    this.#tell('gil-stretch', selection);
  };

  #drawPointer = (): void => {
    placeCursor(this.renderRoot, this.#cursorPx === null ? null : this.#gutterPx + this.#cursorPx);
    const { scale, chosen } = this.#view;
    const atUs = this.#cursorPx === null ? startOf(this.tracks, chosen) : pxToTime(scale, this.#cursorPx);
    this.#painting?.tellDifference(atUs);
    this.#showWords();
  };

  /** The tooltip of the span under the pointer, else of the one under the keyboard. */
  #showWords(): void {
    const spot = this.#hover ?? this.#view.chosen;
    const track = spot === null ? undefined : this.tracks[spot.track];
    const atUs = this.#hover === null ? undefined : pxToTime(this.#view.scale, this.#cursorPx ?? 0);
    const words =
      spot === null || track === undefined ? null : this.#speech.about(track, spot, this.words, atUs);
    const lanes = spot === null ? undefined : this.renderRoot.querySelectorAll('.lanes')[spot.track];
    if (spot === null || track === undefined || words === null || lanes === undefined) {
      placeTooltip(this.renderRoot, null);
      return;
    }
    const startPx = timeToPx(this.#view.scale, startOf(this.tracks, spot) ?? 0);
    const atPx = this.#hover === null ? startPx : (this.#cursorPx ?? 0);
    placeTooltip(this.renderRoot, { words, lanes, ...besides(track, spot, this.#gutterPx + atPx) });
  }

  #point = (event: PointerEvent): void => {
    const x = this.#xOf(event);
    this.#cursorPx = x >= 0 && x <= this.#view.scale.widthPx ? x : null;
    this.#hoverOver(this.#spotUnder(event, x));
  };

  #leave = (): void => {
    this.#cursorPx = null;
    this.#hoverOver(null);
  };

  /** The timelines are drawn again only for another span. */
  #hoverOver(spot: Spot | null): void {
    const moved = JSON.stringify(spot) !== JSON.stringify(this.#hover);
    this.#hover = spot;
    if (moved) this.#speech.again();
    nextFrame(moved ? this.#draw : this.#drawPointer);
  }

  #spotUnder(event: PointerEvent, x: number): Spot | null {
    return spotUnder(event, x, this.tracks, this.#view.scale);
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('gil-timelines', Timelines);
