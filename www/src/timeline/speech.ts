// The words about spans. Nothing needs them before a reader points at a span: they are fetched then, or once the runs are
// over. Invariant: nothing is said until they are there; where they can't be had, that is said.
import type { Spot, Track } from '../run/track.ts';
import type { Words } from '../run/words.ts';
import type { SpanWords } from './tooltip.ts';

type Tooltip = typeof import('./tooltip.ts');

const SILENT: SpanWords = {
  title: 'The words about this span couldn’t be loaded.',
  where: 'Check the connection,',
  when: 'then point at the span again.',
  why: [],
};

export class Speech {
  #words: Tooltip | null = null;
  #asked: Promise<void> | null = null;
  #failed = false;
  #arrived: () => void;

  /** `arrived`: there is more to say than a moment ago. */
  constructor(arrived: () => void) {
    this.#arrived = arrived;
  }

  /** Fetches the words before they are wanted. */
  prepare(): void {
    if (this.#words === null && !this.#failed) this.#asked ??= this.#fetch();
  }

  /** What a span says; null while the words are on their way. `atUs`: the moment that is pointed at. */
  about(track: Track, spot: Spot, words: Words, atUs?: number): SpanWords | null {
    if (this.#words !== null) return this.#words.describe(track, spot, words, atUs);
    this.prepare();
    return this.#failed ? SILENT : null;
  }

  /** Another span is pointed at: where the words could not be had, they may be now. */
  again(): void {
    this.#failed = false;
  }

  async #fetch(): Promise<void> {
    try {
      this.#words = await import('./tooltip.ts');
    } catch {
      this.#failed = true;
    }
    this.#asked = null;
    this.#arrived();
  }
}

/** The same for the ear. */
export function spoken({ title, where, when, why }: SpanWords): string {
  return `${where}: ${[title, when, ...why].join(', ')}.`;
}
