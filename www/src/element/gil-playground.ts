// <gil-playground>: the playground in anybody's page, as a frame that is made when somebody wants it. Invariant: before a
// click, a call or `start="load"` nothing is fetched; the page around it is only read; until then it takes the room of what
// stands between its tags, and by itself it grows only where no reader sees it; without the element everything that it
// started is gone.
import { lookOf, watch } from './look.ts';
import type { FromFrame, Hello, Init, ToFrame, Versioned } from './messages.ts';
import { ASKED, OWN } from './names.ts';
import { styleSheet } from './style.ts';
import type { Failure, Isolation, PlaygroundState, Ready, Report } from './types.ts';

export type * from './types.ts';

const HELLO_TIMEOUT_MS = 15_000;
/** Said apart from where it is used, or the bundler takes it for a file to carry along. */
const HERE = import.meta.url;
const [LEAST_HEIGHT, MOST_HEIGHT] = [320, 1200];
/** What a comparison of eight threads takes, and what it takes on a narrow page. */
const ROOM = { usual: 640, narrow: 760, narrowBelow: 560 };

/** A failure as `run()` rejects with it. */
export class PlaygroundError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly docsUrl: string;

  constructor({ message, code, hint, docsUrl }: Failure) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.docsUrl = docsUrl;
  }
}

interface Asked {
  resolve(value: never): void;
  reject(reason: PlaygroundError): void;
}

/** Where pages are made on a server there are no elements to extend. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class GilPlayground extends Base {
  static readonly observedAttributes: readonly string[] = [...ASKED, ...OWN];

  /** Null until the frame has found out. */
  isolation: Isolation | null = null;
  /** Of the last comparison, a Report for each of its runs. */
  results: Report[] = [];
  #state: PlaygroundState = 'poster';
  #box = document.createElement('div');
  #button = document.createElement('button');
  #badge = document.createElement('small');
  #frame: HTMLIFrameElement | null = null;
  #port: MessagePort | null = null;
  /** What waits for the port. */
  #unsent: ToFrame[] = [];
  #asked = new Map<number, Asked>();
  #lastId = 0;
  /** How high the frame would like to be. */
  #wanted = 0;
  #painted = false;
  /** Somebody pressed the button: the focus goes on into the frame. */
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
      // A reader who asks for it expects it to open.
      this.#grow();
    };
    this.#badge.part.add('badge');
    this.#badge.role = 'status';
    this.#box.part.add('box');
    this.#box.append(poster);
    root.append(this.#box, this.#badge);
  }

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    addEventListener('message', this.#hear, { signal });
    const unwatch = watch(this.#look);
    signal.addEventListener('abort', unwatch);
    for (const type of ['scroll', 'resize']) addEventListener(type, this.#fit, { signal, passive: true });
    this.#enter('poster');
    this.#size();
    const { start = 'click' } = this.#attributes();
    if (start === 'load') this.#showInSight(signal);
    else if (start !== 'click')
      this.#warn(`start = ${start} is not known; it can be click, load. Using click.`);
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    this.#remove({
      code: 'aborted',
      message: 'The playground was removed from its page.',
      hint: 'Put it back, then run again.',
    });
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (!this.isConnected || before === value) return;
    if (name === 'height') this.#size();
    else if (name === 'theme') this.#look();
    else if (this.#frame !== null && (name === 'base' || this.#port === null))
      this.#frame.src = this.#address('click');
    // Through the port, so that a run that is asked for next finds it changed.
    else this.#post({ type: 'ask', hash: new URL(this.#address('click')).hash });
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
    this.#show('click');
    const reports = await this.#ask<Report[]>('run');
    return reports.at(-1) as Report;
  }

  cancel(): void {
    this.#post({ type: 'cancel' });
  }

  /** Back to how it was before it ran. */
  reset(): void {
    this.results = [];
    this.#post({ type: 'reset' });
  }

  toJSON(): Report | null {
    return this.result;
  }

  /** The last comparison as a trace that Perfetto opens, in JSON. */
  async toTrace(): Promise<string> {
    this.#show('click');
    return this.#ask<string>('trace');
  }

  #attributes(): Record<string, string | undefined> {
    return Object.fromEntries([...this.attributes].map(({ name, value }): [string, string] => [name, value]));
  }

  #base(): URL {
    try {
      // The folder that this script came from, unless the author says where the files are.
      return new URL(this.getAttribute('base') ?? new URL('.', HERE), document.baseURI);
    } catch {
      this.#warn(`base = ${this.getAttribute('base')} is no address; using the folder of the script.`);
      return new URL('.', HERE);
    }
  }

  #address(start: 'click' | 'load'): string {
    const given = this.#attributes();
    const asked = ASKED.flatMap((name) => {
      const value = given[name];
      return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    const sw = this.hasAttribute('sw') ? ['sw=1'] : [];
    const { theme = 'auto' } = given;
    const hash = ['v=1', ...asked, `start=${start}`, `theme=${encodeURIComponent(theme)}`, ...sw].join('&');
    return `${new URL('embed.html', this.#base())}#${hash}`;
  }

  /** Makes the frame, if there is none yet. */
  #show(start: 'click' | 'load'): void {
    if (this.#frame !== null || !this.isConnected) return;
    this.#enter('opening');
    const frame = document.createElement('iframe');
    frame.part.add('frame');
    frame.title =
      this.getAttribute('title') ?? 'GIL playground: timelines of threads with and without the lock';
    frame.allow = 'cross-origin-isolated; clipboard-write; fullscreen';
    this.#wanted = this.#box.offsetWidth < ROOM.narrowBelow ? ROOM.narrow : ROOM.usual;
    // What is there stays as high as it is.
    this.#box.style.height = `${this.#box.offsetHeight}px`;
    this.#fit();
    frame.src = this.#address(start);
    this.#frame = frame;
    this.#box.append(frame);
    const timer = setTimeout(() => this.#silent(frame.src), HELLO_TIMEOUT_MS);
    this.#stop.signal.addEventListener('abort', () => clearTimeout(timer));
    this.#unsent.unshift({ type: 'look', look: lookOf(this, this.getAttribute('theme')) });
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

  #silent(address: string): void {
    if (this.#port !== null) return;
    this.#remove({
      code: 'timeout',
      message: `The playground did not answer within ${HELLO_TIMEOUT_MS / 1000} s from ${address.split('#')[0]}.`,
      hint: 'Check that the folder is there (attribute base) and that the page’s Content-Security-Policy allows it as frame-src.',
    });
  }

  /** Without the frame all of its workers and its memory are gone too. */
  #leave(): void {
    this.#frame?.remove();
    this.#frame = null;
    this.#port?.close();
    this.#port = null;
    this.#unsent = [];
    this.#painted = false;
    this.isolation = null;
    this.#reveal();
  }

  #remove(reason: Omit<Failure, 'docsUrl'>): void {
    this.#leave();
    const failure = { ...reason, docsUrl: this.#docs(reason.code) };
    if (this.isConnected) {
      this.#enter('failed');
      this.#fail(failure);
    }
    for (const { reject } of this.#asked.values()) reject(new PlaygroundError(failure));
    this.#asked.clear();
  }

  /** The frame, once it has painted something better to see than the poster. */
  #reveal(): void {
    const live = this.#painted && this.isolation !== 'static';
    if (live && this.#followed) this.#frame?.focus();
    if (live) this.#followed = false;
    this.#box.classList.toggle('live', live);
  }

  #docs(code: string): string {
    return `${new URL('authors.html', this.#base())}#${code}`;
  }

  #hear = ({ data, source, origin, ports }: MessageEvent): void => {
    const hello = data as Hello | null;
    if (source === null || source !== this.#frame?.contentWindow || ports.length > 0) return;
    if (origin !== this.#base().origin || hello?.gilPlayground !== 1 || hello.type !== 'hello') return;
    // It says so again when it has loaded itself again.
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Versioned<FromFrame>>) => {
      if (data?.v === 1) this.#obey(data);
    };
    this.#port = port1;
    const init: Init = { gilPlayground: 1, type: 'init' };
    this.#frame.contentWindow?.postMessage(init, origin, [port2]);
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const message of unsent) this.#post(message);
    this.#look();
  };

  #obey(message: FromFrame): void {
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
        this.#fail({ ...message.failure, docsUrl: this.#docs(message.failure.code) });
        break;
      case 'warning':
        this.#warn(message.message);
        break;
      case 'size':
        this.#wanted = Math.max(this.#wanted, Number(message.height) || 0);
        this.#painted = true;
        this.#reveal();
        this.#fit();
        break;
      case 'answer':
        this.#asked.get(message.id)?.resolve(message.value as never);
        this.#asked.delete(message.id);
        break;
      case 'refusal':
        this.#asked
          .get(message.id)
          ?.reject(new PlaygroundError({ ...message.failure, docsUrl: this.#docs(message.failure.code) }));
        this.#asked.delete(message.id);
        break;
    }
  }

  #ask<Answer>(type: 'run' | 'trace'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#asked.set(id, { resolve, reject });
      this.#post({ type, id });
    });
  }

  #post(message: ToFrame): void {
    if (this.#port === null) {
      if (this.#frame !== null) this.#unsent.push(message);
      return;
    }
    this.#port.postMessage({ ...message, v: 1 });
  }

  #look = (): void => {
    if (this.#port !== null) this.#post({ type: 'look', look: lookOf(this, this.getAttribute('theme')) });
  };

  /** The height that its author gave it, from the beginning on. */
  #size(): void {
    const height = this.getAttribute('height') ?? 'auto';
    const pixels = this.#given;
    if (height !== 'auto' && pixels === null)
      this.#warn(
        `height = ${height} is neither auto nor from ${LEAST_HEIGHT} to ${MOST_HEIGHT}. Using auto.`,
      );
    this.#box.style.minHeight = pixels === null ? '' : `${pixels}px`;
    if (pixels !== null && this.#frame !== null) this.#box.style.height = `${pixels}px`;
    this.#box.classList.toggle('empty', this.childElementCount === 0);
  }

  get #given(): number | null {
    const pixels = Number(this.getAttribute('height') ?? Number.NaN);
    return pixels >= LEAST_HEIGHT && pixels <= MOST_HEIGHT ? pixels : null;
  }

  /** To what the frame would like. */
  #grow(): void {
    const height = this.#given ?? Math.min(this.#wanted, MOST_HEIGHT);
    if (this.#frame !== null && height > this.#box.offsetHeight) this.#box.style.height = `${height}px`;
  }

  /** Grows where what it pushes down is out of sight. */
  #fit = (): void => {
    if (this.#box.getBoundingClientRect().bottom >= innerHeight) this.#grow();
  };

  #enter(state: PlaygroundState): void {
    const begins = state === 'poster' || state === 'failed';
    this.#button.textContent = begins ? 'Run it here, on real threads' : 'Loading …';
    this.#button.disabled = !begins;
    if (state === this.#state) return;
    this.#state = state;
    this.#tell('statechange', { state });
  }

  #fail(failure: Failure): void {
    // The frame tells it itself, where it is to be seen.
    if (!this.#box.classList.contains('live')) this.#badge.textContent = `${failure.message} ${failure.hint}`;
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
