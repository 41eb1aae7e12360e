// The element's side of the line to its frame. Invariant: only the frame itself, at its own origin, can open it; what is said
// before waits; whatever is asked is answered, if only by the line's end.
import type { FromFrame, Hello, Init, Loading, ToFrame, Versioned } from './messages.ts';
import type { Failure } from './types.ts';

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

/** Why something failed, without the page about it. */
export type Reason = Omit<Failure, 'docsUrl'>;

interface Asked {
  resolve(value: never): void;
  reject(reason: PlaygroundError): void;
}

/** Everything but answers. */
export type Told = Exclude<FromFrame, { type: 'answer' | 'refusal' }>;

export class Line {
  /** Something of the frame is on its way. */
  stirs: () => void = () => {};
  #port: MessagePort | null = null;
  /** The loading of the frame that the port was handed to. */
  #load = 0;
  #unsent: ToFrame[] = [];
  #asked = new Map<number, Asked>();
  #lastId = 0;
  readonly #frame: HTMLIFrameElement;
  readonly #obey: (told: Told) => void;
  readonly #told: (reason: Reason) => Failure;

  /** `told`: a failure as it is told to the author. */
  constructor(frame: HTMLIFrameElement, obey: (told: Told) => void, told: (reason: Reason) => Failure) {
    this.#frame = frame;
    this.#obey = obey;
    this.#told = told;
  }

  get open(): boolean {
    return this.#port !== null;
  }

  /** Any message that comes to the page. `expected`: the frame's origin. */
  hear({ data, source, origin, ports }: MessageEvent, expected: string): void {
    const hello = data as Hello | Loading | null;
    const { contentWindow } = this.#frame;
    if (contentWindow === null || source !== contentWindow || origin !== expected || ports.length > 0) return;
    if (hello?.gilPlayground !== 1) return;
    this.stirs();
    // A frame that was busy says it once more before it finds its port, and must not lose that to another.
    if (hello.type !== 'hello' || hello.id === this.#load) return;
    this.#load = hello.id;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Versioned<FromFrame>>) => {
      if (data?.v === 1) this.#receive(data);
    };
    this.#port = port1;
    const init: Init = { gilPlayground: 1, type: 'init' };
    contentWindow.postMessage(init, origin, [port2]);
    for (const message of this.#unsent.splice(0)) this.say(message);
  }

  say(message: ToFrame): void {
    if (this.#port === null) this.#unsent.push(message);
    else this.#port.postMessage({ ...message, v: 1 });
  }

  ask<Answer>(type: 'run' | 'trace'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#asked.set(id, { resolve, reject });
      this.say({ type, id });
    });
  }

  end(failure: Failure): void {
    this.#port?.close();
    this.#port = null;
    for (const { reject } of this.#asked.values()) reject(new PlaygroundError(failure));
    this.#asked.clear();
  }

  #receive(message: FromFrame): void {
    if (message.type !== 'answer' && message.type !== 'refusal') {
      this.#obey(message);
      return;
    }
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (message.type === 'answer') asked?.resolve(message.value as never);
    else asked?.reject(new PlaygroundError(this.#told(message.failure)));
  }
}
