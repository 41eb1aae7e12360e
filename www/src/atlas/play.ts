// The way from an answer to the playground. Invariant: the link is the playground's own, written by its own writer; what
// can't be measured, because it is too large or only stands for the call, is simulated in the time it is given.
import { writeLink } from '../question/link.ts';
import { DEFAULTS } from '../question/settings.ts';
import type { Play } from './data.ts';

/** The call behind one lock, and beside it as its interpreter makes it. */
export async function playLink({ scenario, measurable }: Play): Promise<string> {
  const runtime = 'runtime' in scenario ? String(scenario.runtime) : 'cpython-3.12';
  const hash = await writeLink({
    ...DEFAULTS,
    scenario: JSON.stringify(scenario),
    compare: [{ runtime: 'one-lock' }, { runtime }],
    engine: measurable ? 'measured' : 'simulated',
    start: 'load',
  });
  return `./index.html${hash}`;
}

/** The links that are written so far; each takes a moment. */
export class Plays {
  readonly #links = new WeakMap<Play, string>();
  readonly #written: () => void;

  constructor(written: () => void) {
    this.#written = written;
  }

  of(play: Play): string | null {
    const known = this.#links.get(play);
    if (known === undefined)
      void playLink(play).then((link) => {
        this.#links.set(play, link);
        this.#written();
      });
    return known ?? null;
  }
}
