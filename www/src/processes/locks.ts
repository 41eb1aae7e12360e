// The lock as messages: who holds it, and who waits. Invariant: one holder at most; first come, first served;
// an answer is given exactly once to each question.
import type { Grant } from './messages.ts';

export class Lock {
  #holder: number | null = null;
  #line: { who: number; grant: Grant }[] = [];
  readonly #answer: (who: number, grant: Grant) => void;

  constructor(answer: (who: number, grant: Grant) => void) {
    this.#answer = answer;
  }

  take(who: number): void {
    if (this.#holder === null) this.#give(who, { holder: null, dropped: false });
    else this.#line.push({ who, grant: { holder: this.#holder, dropped: false } });
  }

  drop(who: number): void {
    if (this.#holder !== who) return;
    this.#holder = null;
    const next = this.#line.shift();
    if (next !== undefined) this.#give(next.who, next.grant);
  }

  /** Releases it if another waits, and then waits itself. */
  look(who: number): void {
    if (this.#line.length === 0) {
      this.#answer(who, { holder: null, dropped: false });
      return;
    }
    this.drop(who);
    this.#line.push({ who, grant: { holder: this.#holder, dropped: true } });
  }

  #give(who: number, grant: Grant): void {
    this.#holder = who;
    this.#answer(who, grant);
  }
}
