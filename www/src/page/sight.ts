// What Run brings, brought into view. Invariant: only after a reader has done something, never against a reader who has
// scrolled on meanwhile, and never with the focus; the page around a frame stays where it is.
import type { LitElement, ReactiveController, ReactiveControllerHost } from 'lit';
import type { Session } from './session.ts';

/** What is shown of a run, in the order in which it comes. */
export type News = 'progress' | 'result' | 'problem' | null;

/** Who shows it. */
export interface Shows extends ReactiveControllerHost {
  /** What there is to see of the run in view. */
  readonly news: News;
  /** Where it stands; null where there is nothing, or where it comes into view by other means. */
  place(news: News): Element | null;
}

/** Scrolling to the progress may still be on when the result comes. */
const ON_THE_WAY_MS = 1000;
const MARGIN_PX = 16;

export class Sight implements ReactiveController {
  readonly #host: Shows;
  #news: News = null;
  #follows = false;
  #broughtAtMs = 0;

  constructor(host: Shows) {
    this.#host = host;
    host.addController(this);
  }

  /** Before the news changes: has the reader stayed with it? */
  hostUpdate(): void {
    if (this.#host.news === this.#news || this.#news !== 'progress') return;
    const place = this.#host.place('progress');
    const stayed = place !== null && inSight(place);
    this.#follows = stayed || performance.now() - this.#broughtAtMs < ON_THE_WAY_MS;
  }

  hostUpdated(): void {
    const { news } = this.#host;
    if (news === this.#news) return;
    this.#news = news;
    if (!(navigator.userActivation?.hasBeenActive ?? true)) return;
    if (news === 'progress' || this.#follows) this.bring();
    this.#follows = false;
  }

  /** Brings what there is into view, once it is drawn. */
  bring(): void {
    requestAnimationFrame(() => {
      const place = this.#host.place(this.#host.news);
      if (place === null) return;
      this.#broughtAtMs = performance.now();
      bring(place);
    });
  }
}

function inSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

/** Scrolls this window only: `scrollIntoView` would move the page around a frame too. */
function bring(element: Element): void {
  if (inSight(element)) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const { top } = element.getBoundingClientRect();
  scrollBy({ top: top - MARGIN_PX, behavior: calm ? 'instant' : 'smooth' });
}

/** What there is to see of the last press of Run. */
export function newsOf({ problem, running, experiment, done }: Session): News {
  if (problem !== null) return 'problem';
  if (running && experiment !== null) return 'progress';
  return done ? 'result' : null;
}

/** Where the news stands on a page with the story of its runs, and perhaps a lesson. */
export function placeIn(root: ParentNode, news: News): Element | null {
  if (news === null) return null;
  if (news === 'problem') return root.querySelector('[data-testid=problem]');
  const lesson = root.querySelector<LitElement>('gil-lesson');
  // What was asked for in a lesson is answered there, with the focus.
  if (lesson?.matches(':focus-within')) return null;
  if (news === 'progress' || lesson === null) return root.querySelector('.story h2');
  return lesson.renderRoot?.querySelector('.news') ?? null;
}
