// <gil-glass>: the lock under glass, event by event. Invariant: it keeps a run and a moment, nothing else; all that is
// shown is a pure function of them, so stepping forward and back again shows the same.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { duration } from '../base/format.ts';
import { type Moment, type Story, storyOf } from '../run/lock/story.ts';
import type { Track } from '../run/track.ts';
import { NO_WORDS, type Words } from '../run/words.ts';
import { shared } from '../ui/styles.ts';
import { type Glimpse, glimpse } from './glimpse.ts';
import { insides, threads } from './panels.ts';
import { glassStyles } from './styles.ts';

/** A moment of one of the runs. */
export interface Chosen {
  track: number;
  timeUs: number;
}

interface Step {
  key: string;
  name: string;
  /** Forward or back. */
  by: 1 | -1;
  /** Where it leads; `count` is how many events have happened. */
  to(count: number, story: Story): number;
}

const STEPS: readonly Step[] = [
  { key: 'Home', name: 'First', by: -1, to: () => 0 },
  { key: '{', name: 'Previous switch', by: -1, to: (count, story) => story.switchFrom(count, -1) },
  { key: '[', name: 'Back', by: -1, to: (count) => count - 1 },
  { key: ']', name: 'Next', by: 1, to: (count) => count + 1 },
  { key: '}', name: 'Next switch', by: 1, to: (count, story) => story.switchFrom(count, 1) },
  { key: 'End', name: 'Last', by: 1, to: (_, { count }) => count },
];

export class Glass extends LitElement {
  static override properties = {
    tracks: { attribute: false },
    words: { attribute: false },
    open: { type: Boolean },
    chosen: { attribute: false },
    run: { state: true },
    moment: { state: true },
  };
  static override styles = [shared, glassStyles];

  /** The finished runs; null while a run is on. */
  declare tracks: readonly Track[] | null;
  declare words: Words;
  /** Whether anybody sees it. */
  declare open: boolean;
  /** What was chosen on a timeline last. */
  declare chosen: Chosen | null;
  declare run: number;
  declare moment: Moment;
  /** Which runs of which threads were looked at last. */
  #known = '';

  constructor() {
    super();
    this.tracks = null;
    this.words = NO_WORDS;
    this.open = false;
    this.chosen = null;
    this.run = 0;
    this.moment = { count: 0, timeUs: 0 };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tracks')) this.#begin(this.tracks);
    if (changed.has('chosen') && this.chosen !== null) {
      const { track, timeUs } = this.chosen;
      this.#look(track, this.#storyOf(track)?.countUntil(timeUs) ?? 0, timeUs);
    }
  }

  /** The same runs made again are looked at where the last ones were. */
  #begin(tracks: readonly Track[] | null): void {
    // So that nothing below jumps while there is nothing to show.
    this.style.minHeight = tracks === null ? `${this.offsetHeight}px` : '';
    if (tracks === null) return;
    const known = JSON.stringify(tracks.map(({ title, lanes }) => [title, lanes.map(({ name }) => name)]));
    // Else the last is what the comparison leads up to.
    const locked = tracks.findLastIndex((track) => storyOf(track, this.words) !== null);
    if (known === this.#known) this.#look(this.run, this.moment.count);
    else this.#look(Math.max(0, locked), 0);
    this.#known = known;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!['moment', 'open', 'run', 'tracks'].some((name) => changed.has(name as keyof Glass))) return;
    const detail = this.open && this.#story !== null ? this.moment.timeUs : null;
    this.dispatchEvent(new CustomEvent('gil-playhead', { detail, bubbles: true, composed: true }));
  }

  #storyOf(run: number): Story | null {
    const track = this.tracks?.[run];
    return track === undefined ? null : storyOf(track, this.words);
  }

  get #story(): Story | null {
    return this.#storyOf(this.run);
  }

  /** Looks at a run after so many events: at the last of them, or at a time before the next. */
  #look(run: number, count: number, timeUs?: number): void {
    const story = this.#storyOf(run);
    const within = Math.min(Math.max(count, 0), story?.count ?? 0);
    this.run = run;
    this.moment = {
      count: within,
      timeUs: timeUs ?? (within === 0 ? 0 : (story?.event(within - 1).timeUs ?? 0)),
    };
  }

  #step(step: Step): void {
    const story = this.#story;
    if (story !== null) this.#look(this.run, step.to(this.moment.count, story));
  }

  #key = (event: KeyboardEvent): void => {
    // On many keyboards brackets are typed with AltGr or Option.
    const typed = event.altKey && event.key.length === 1;
    if ((event.ctrlKey || event.metaKey || event.altKey) && !typed) return;
    const step = STEPS.find(({ key }) => key === event.key);
    if (step === undefined || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    this.#step(step);
  };

  protected override render() {
    if (!this.open) return nothing;
    if (this.tracks === null)
      return html`<p class="muted" data-testid="glass-waits">A run is in progress: its events appear when it is over.</p>`;
    const track = this.tracks[this.run];
    if (track === undefined) return nothing;
    const story = this.#story;
    return html`
      <div class="controls" @keydown=${this.#key}>
        ${this.#runs(track)}
        ${story === null ? nothing : this.#controls(story)}
      </div>
      ${story === null ? withoutLock(track) : this.#glimpse(glimpse(track, story, this.words, this.moment), story)}
    `;
  }

  #runs(track: Track) {
    return html`
      <div class="runs">
        <label for="run">Run</label>
        <select id="run" @change=${(event: Event) => this.#look(Number((event.target as HTMLSelectElement).value), 0)}>
          ${this.tracks?.map(({ title }, i) => html`<option value=${i} ?selected=${i === this.run}>${title}</option>`)}
        </select>
        <span class="badge ${track.engine}">${track.engine}</span>
      </div>
    `;
  }

  #controls(story: Story) {
    const last = story.count;
    const { count, timeUs } = this.moment;
    const position = `event ${count.toLocaleString('en')} of ${last.toLocaleString('en')}, at ${duration(timeUs)}`;
    return html`
      <div class="buttons" role="group" aria-label="Events at the lock">
        ${STEPS.map((step) => {
          const idle = count === (step.by === 1 ? last : 0);
          // Not disabled: a button that the focus is on must not lose it.
          return html`<button
            aria-keyshortcuts=${step.key}
            aria-disabled=${idle}
            @click=${() => this.#step(step)}
          ><kbd class="for-keys" aria-hidden="true">${step.key}</kbd> ${step.name}</button>`;
        })}
        <span class="position" data-testid="glass-position">${position}</span>
      </div>
      <input
        type="range"
        aria-label="Event"
        aria-valuetext=${position}
        min="0"
        max=${last}
        .value=${String(count)}
        @input=${(event: Event) => this.#look(this.run, Number((event.target as HTMLInputElement).value))}
      />
    `;
  }

  #glimpse(shown: Glimpse, story: Story) {
    return html`
      <p class="sentence" aria-live="polite" data-testid="glass-sentence">${shown.sentence}</p>
      ${insides(shown, story.locks.switch)} ${threads(shown)}
    `;
  }
}

function withoutLock({ title }: Track) {
  return html`
    <p class="sentence" data-testid="glass-sentence">
      ${title} has no lock: take() returns at once, a thread that calls into C only changes its state from attached to
      detached, and every thread that has a core runs. There is nothing to step through.
    </p>
  `;
}

customElements.define('gil-glass', Glass);
