// <gil-playground>: the playground in any page, as a frame that is made when it is wanted. Invariant: before a
// click, a call or `start="load"` nothing is fetched; the page around it is only read; until then it takes the room of what
// stands between its tags, and by itself it grows only where no reader sees it; without the element everything that it
// started is gone.
import { addressOf, baseOf, wrongIn } from './address.ts';
import { Line, PlaygroundError, type Reason, type Told } from './line.ts';
import { lookOf, watch } from './look.ts';
import { ASKED, OWN } from './names.ts';
import { Room } from './room.ts';
import { styleSheet } from './style.ts';
import type { Failure, Isolation, PlaygroundState, Ready, Report } from './types.ts';

export { PlaygroundError } from './line.ts';
export type * from './types.ts';

const HELLO_TIMEOUT_MS = 15_000;
const REMOVED = {
  code: 'aborted',
  message: 'The element was removed from its page.',
  hint: 'Attach it, then run again.',
};
/** Where pages are made on a server there are no elements to extend. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class GilPlayground extends Base {
  static readonly observedAttributes: readonly string[] = [...ASKED, ...OWN];

  /** Null until the frame has found out. */
  isolation: Isolation | null = null;
  /** Of the last comparison, a Report for each of its runs. */
  results: Report[] = [];
  #state: PlaygroundState = 'poster';
  #room = new Room();
  #button = document.createElement('button');
  #badge = document.createElement('small');
  #frame: HTMLIFrameElement | null = null;
  #line: Line | null = null;
  #painted = false;
  /** A reader pressed the button: the focus goes on into the frame. */
  #followed = false;
  #stop = new AbortController();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [styleSheet()];
    const poster = document.createElement('div');
    poster.part.add('poster');
    poster.append(document.createElement('slot'), this.#button);
    this.#button.part.add('start');
    this.#button.onclick = () => {
      // What could not run is tried afresh.
      this.#leave();
      this.#show('load');
      this.#followed = true;
      this.#room.grow();
    };
    this.#badge.part.add('badge');
    this.#badge.role = 'status';
    const { box } = this.#room;
    box.part.add('box');
    box.append(poster);
    root.append(box, this.#badge);
  }

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    addEventListener('message', (event) => this.#line?.hear(event, baseOf(this).origin), { signal });
    const unwatch = watch(this.#look);
    signal.addEventListener('abort', unwatch);
    for (const type of ['scroll', 'resize'])
      addEventListener(type, this.#room.fit, { signal, passive: true });
    this.#enter('poster');
    this.#room.box.classList.toggle('empty', !this.innerHTML.trim());
    this.#size();
    if (this.getAttribute('start') === 'load') this.#showInSight(signal);
    for (const wrong of wrongIn(this)) this.#warn(wrong);
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    this.#leave();
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (!this.isConnected || before === value) return;
    if (name === 'height') this.#size();
    else if (name === 'theme') this.#look();
    else if (this.#frame !== null && (name === 'base' || !this.#line?.open))
      this.#frame.src = addressOf(this, 'click');
    // By the line, so that a run that is asked for next finds it changed.
    else this.#line?.say({ type: 'ask', hash: new URL(addressOf(this, 'click')).hash });
  }

  get state(): PlaygroundState {
    return this.#state;
  }

  /** The Report of the last run of the last comparison. */
  get result(): Report | null {
    return this.results.at(-1) ?? null;
  }

  /** Runs what is asked; gives the Report of the last run (all of them are in `results`). */
  async run(): Promise<Report> {
    const reports = await this.#asking().ask<Report[]>('run');
    return reports.at(-1) as Report;
  }

  cancel(): void {
    this.#line?.say({ type: 'cancel' });
  }

  /** Back to how it was before it ran. */
  reset(): void {
    this.results = [];
    this.#line?.say({ type: 'reset' });
  }

  toJSON(): Report | null {
    return this.result;
  }

  /** The last comparison as a trace that Perfetto opens, in JSON. */
  async toTrace(): Promise<string> {
    return this.#asking().ask<string>('trace');
  }

  #asking(): Line {
    this.#show('click');
    if (this.#line !== null) return this.#line;
    const message = 'The element isn’t in a document.';
    throw new PlaygroundError(this.#told({ code: 'aborted', message, hint: 'Attach it first.' }));
  }

  /** Makes the frame, if there is none yet. */
  #show(start: 'click' | 'load'): void {
    if (this.#frame !== null || !this.isConnected) return;
    this.#enter('opening');
    const frame = document.createElement('iframe');
    frame.part.add('frame');
    frame.title = this.getAttribute('title') ?? 'GIL playground: timelines of threads';
    frame.allow = 'cross-origin-isolated; clipboard-write; fullscreen';
    this.#room.open();
    frame.src = addressOf(this, start);
    this.#frame = frame;
    this.#line = new Line(frame, this.#obey, this.#told);
    this.#look();
    this.#room.box.append(frame);
    let timer = 0;
    this.#line.stirs = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => this.#silent(frame), HELLO_TIMEOUT_MS);
    };
    this.#line.stirs();
  }

  #showInSight(signal: AbortSignal): void {
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      this.#show('load');
    });
    observer.observe(this);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  #silent(frame: HTMLIFrameElement): void {
    // Another frame may stand there by now, or none.
    if (this.#frame !== frame || this.#line?.open) return;
    this.#remove({
      code: 'timeout',
      message: `No answer within ${HELLO_TIMEOUT_MS / 1000} s from ${frame.src.split('#')[0]}.`,
      hint: 'Check the folder (attribute base) and frame-src of the page’s Content-Security-Policy.',
    });
  }

  /** Without the frame all of its workers and its memory are gone too. */
  #leave(reason: Reason = REMOVED): Failure {
    const failure = this.#told(reason);
    this.#frame?.remove();
    this.#frame = null;
    this.#line?.end(failure);
    this.#line = null;
    this.#painted = false;
    this.isolation = null;
    this.#reveal();
    return failure;
  }

  #remove(reason: Reason): void {
    const failure = this.#leave(reason);
    this.#enter('failed');
    this.#fail(failure);
  }

  /** The frame, once it has painted something better to see than the poster. */
  #reveal(): void {
    const live = this.#painted && this.isolation !== 'static';
    if (live && this.#followed) this.#frame?.focus();
    if (live) this.#followed = false;
    this.#room.box.classList.toggle('live', live);
  }

  /** With the page that says what helps. */
  #told = (reason: Reason): Failure => {
    return { ...reason, docsUrl: `${new URL('authors.html', baseOf(this))}#${reason.code}` };
  };

  #obey = (message: Told): void => {
    switch (message.type) {
      case 'ready':
        this.isolation = message.ready.isolation;
        this.#badge.textContent = message.badge;
        this.#painted = true;
        this.#reveal();
        this.#tell('ready', message.ready);
        break;
      case 'state':
        this.#enter(message.state);
        break;
      case 'progress':
        this.#tell('progress', { done: message.done, total: message.total });
        break;
      case 'result':
        this.results = message.reports;
        this.#tell('result', this.result);
        break;
      case 'error':
        this.#fail(this.#told(message.failure));
        break;
      case 'warning':
        this.#warn(message.message);
        break;
      case 'size':
        this.#painted = true;
        this.#reveal();
        this.#room.want(Number(message.height));
        break;
    }
  };

  #look = (): void => {
    this.#line?.say({ type: 'look', look: lookOf(this, this.getAttribute('theme')) });
  };

  #size(): void {
    const wrong = this.#room.set(this.getAttribute('height'), this.getAttribute('start') === 'load');
    if (wrong !== null) this.#warn(wrong);
  }

  #enter(state: PlaygroundState): void {
    const begins = state === 'poster' || state === 'failed';
    this.#button.textContent = begins ? 'Run it here' : 'Loading …';
    this.#button.disabled = !begins;
    if (state === this.#state) return;
    this.#state = state;
    this.#tell('statechange', { state });
  }

  #fail(failure: Failure): void {
    // The frame tells it itself, where it is to be seen.
    if (!this.#room.box.classList.contains('live'))
      this.#badge.textContent = `${failure.message} ${failure.hint}`;
    this.#tell('error', failure);
  }

  #warn(message: string): void {
    console.warn(`<gil-playground> ${message}`);
    this.#tell('warning', { message });
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`gil-${type}`, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gil-playground': GilPlayground;
  }
  interface GlobalEventHandlersEventMap {
    'gil-ready': CustomEvent<Ready>;
    'gil-statechange': CustomEvent<{ state: PlaygroundState }>;
    'gil-progress': CustomEvent<{ done: number; total: number }>;
    'gil-result': CustomEvent<Report>;
    'gil-error': CustomEvent<Failure>;
    'gil-warning': CustomEvent<{ message: string }>;
  }
}

if (globalThis.customElements?.get('gil-playground') === undefined)
  globalThis.customElements?.define('gil-playground', GilPlayground);
