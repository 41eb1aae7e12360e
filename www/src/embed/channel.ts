// The frame's side of the line to the element around it. Invariant: only the parent window can open it, once; whatever else
// arrives, in whatever shape and number, changes nothing; a frame without an element around it simply has no line.
import type { FromFrame, Hello, Init, ToFrame, Versioned } from '../element/messages.ts';

const HELLO_EVERY_MS = 100;
/** An element answers at once; what has not answered by then is none. */
const HELLO_FOR_MS = 10_000;

export class Channel {
  readonly #load = Math.random();
  #port: MessagePort | null = null;
  /** What was to be said before anybody listened; the newest of each kind counts. */
  #unsaid = new Map<string, FromFrame>();
  #obey: (message: ToFrame) => void;
  #hello: ReturnType<typeof setInterval> | undefined;

  constructor(obey: (message: ToFrame) => void) {
    this.#obey = obey;
    if (window.parent === window) return;
    addEventListener('message', this.#hear);
    this.#hello = setInterval(this.#sayHello, HELLO_EVERY_MS);
    setTimeout(this.#stopAsking, HELLO_FOR_MS);
    this.#sayHello();
  }

  /** Whether an element listens. */
  get open(): boolean {
    return this.#port !== null;
  }

  say(message: FromFrame): void {
    if (this.#port !== null) this.#port.postMessage({ ...message, v: 1 });
    else this.#unsaid.set(message.type, message);
  }

  #sayHello = (): void => {
    const hello: Hello = { gilPlayground: 1, type: 'hello', id: this.#load };
    window.parent.postMessage(hello, '*');
  };

  #stopAsking = (): void => {
    clearInterval(this.#hello);
    removeEventListener('message', this.#hear);
  };

  #hear = ({ source, data, ports }: MessageEvent): void => {
    const init = data as Init | null;
    const [port] = ports;
    if (source !== window.parent || init?.gilPlayground !== 1 || init.type !== 'init' || !port) return;
    this.#stopAsking();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Versioned<ToFrame>>) => {
      if (data?.v === 1) this.#obey(data);
    };
    for (const message of this.#unsaid.values()) this.say(message);
    this.#unsaid.clear();
  };
}
