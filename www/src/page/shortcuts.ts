// The keys that work wherever the focus is: Ctrl and Enter run, Escape cancels. Invariant: an open dialog,
// a name being composed and an element that has used the key come first.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Settings } from '../question/settings.ts';

export interface Runs {
  readonly running: boolean;
  readonly settings: Settings;
  ask(event: { detail: Settings }): void;
  run(asked: Event): unknown;
  cancel(): void;
}

export class Shortcuts implements ReactiveController {
  readonly #runs: Runs;
  readonly #enabled: () => boolean;

  constructor(host: ReactiveControllerHost, runs: Runs, enabled = () => true) {
    this.#runs = runs;
    this.#enabled = enabled;
    host.addController(this);
  }

  // On the window, which hears of a key after everybody else.
  hostConnected(): void {
    addEventListener('keydown', this.#keyed);
  }

  hostDisconnected(): void {
    removeEventListener('keydown', this.#keyed);
  }

  #keyed = (event: KeyboardEvent): void => {
    const busy = event.composedPath().some((node) => node instanceof HTMLDialogElement);
    if (event.defaultPrevented || event.isComposing || busy || !this.#enabled()) return;
    const { running } = this.#runs;
    if (event.key === 'Escape' && running) this.#runs.cancel();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (running || event.repeat) return;
    const { settings } = this.#runs;
    const times = event.shiftKey ? '5' : '1';
    if (times !== settings.times) this.#runs.ask({ detail: { ...settings, times } });
    this.#runs.run(event);
  };
}
