// A file that is dragged over the page and dropped on it. Invariant: only drags with files are taken, wherever they are.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Dropping implements ReactiveController {
  /** Whether there is one over the page. */
  over = false;
  readonly #host: ReactiveControllerHost;
  readonly #dropped: (file: File) => void;

  constructor(host: ReactiveControllerHost, dropped: (file: File) => void) {
    this.#host = host;
    this.#dropped = dropped;
    host.addController(this);
  }

  hostConnected(): void {
    for (const [type, listener] of this.#listeners) document.addEventListener(type, listener);
  }

  hostDisconnected(): void {
    for (const [type, listener] of this.#listeners) document.removeEventListener(type, listener);
  }

  #is(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.#host.requestUpdate();
  }

  #drag = (event: Event): void => {
    const { dataTransfer, type, relatedTarget } = event as DragEvent;
    if (!dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    // It leaves the page for nowhere, or one part of it for another.
    this.#is(type === 'dragleave' ? relatedTarget !== null : true);
  };

  #drop = (event: Event): void => {
    const file = (event as DragEvent).dataTransfer?.files[0];
    this.#is(false);
    if (file === undefined) return;
    event.preventDefault();
    this.#dropped(file);
  };

  readonly #listeners = [
    ['dragenter', this.#drag],
    ['dragover', this.#drag],
    ['dragleave', this.#drag],
    ['drop', this.#drop],
  ] as const;
}
