// Where the strip under the timelines stands that compares two runs. Invariant: it has its place before there is anything
// to compare, so nothing moves once there is.
import { html, nothing } from 'lit';
import { aheadAt } from '../run/passes.ts';
import type { Track } from '../run/track.ts';

export const DIFFERENCE_PX = 48;

/** The runs that are compared, once both are over. */
export interface Pair {
  first: Track;
  other: Track;
  passes: readonly [Float64Array, Float64Array];
}

/** The first run and the one that it is compared with: the second, as in the headline, unless the reader chose another. */
export function sidesOf(tracks: readonly Track[], rival: number): readonly [Track, Track] | null {
  const [first, second] = tracks;
  if (first === undefined || second === undefined) return null;
  return [first, (rival > 0 ? tracks[rival] : undefined) ?? second];
}

export function pairOf(tracks: readonly Track[], rival: number): Pair | null {
  const [first, other] = sidesOf(tracks, rival) ?? [];
  if (first?.passes == null || other?.passes == null) return null;
  return { first, other, passes: [first.passes, other.passes] };
}

/** The place of the strip, whether or not there is anything to compare yet; `choose` compares the first with another. */
export function differenceTemplate(tracks: readonly Track[], rival: number, choose: (rival: number) => void) {
  const sides = sidesOf(tracks, rival);
  if (sides === null) return nothing;
  const [first, other] = sides;
  const pair = pairOf(tracks, rival);
  const endUs = Math.max(first.endUs, other.endUs);
  return html`
    <section class="difference" data-testid="difference" data-final=${pair === null ? '' : aheadAt(...pair.passes, endUs)}>
      <header>
        <h3>Who is ahead: ↑ ${first.title}, ↓ ${other.title}</h3>
        ${tracks.length > 2 ? chooser(tracks, other, choose) : nothing}
        <span class="muted" data-testid="difference-now">&nbsp;</span>
      </header>
      <div class="strip"><canvas aria-hidden="true"></canvas></div>
    </section>
  `;
}

function chooser(tracks: readonly Track[], other: Track, choose: (rival: number) => void) {
  const changed = (event: Event) => choose((event.target as HTMLSelectElement).selectedIndex + 1);
  return html`
    <select aria-label="Compare the first run with" @change=${changed}>
      ${tracks.slice(1).map((track) => html`<option ?selected=${track === other}>${track.title}</option>`)}
    </select>
  `;
}
