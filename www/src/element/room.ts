// The room that the element takes. Invariant: before it is started that of what stands between its tags, unless its author
// says otherwise; then it only grows, on a reader's click or where what it pushes down is out of sight.

const [LEAST, MOST] = [320, 1200];
/** What a comparison of eight threads takes, and what it takes on a narrow page. */
const WANTED = { usual: 640, narrow: 760, narrowBelow: 560 };

export class Room {
  readonly box = document.createElement('div');
  /** By its author; null for what it needs. */
  #given: number | null = null;
  #wanted = 0;

  /** The attribute `height`; gives what is wrong with it, if anything is. */
  set(height: string | null): string | null {
    const pixels = Number(height ?? Number.NaN);
    this.#given = pixels >= LEAST && pixels <= MOST ? pixels : null;
    this.box.style.minHeight = this.#given === null ? '' : `${this.#given}px`;
    if (this.#given !== null && this.#wanted > 0) this.box.style.height = `${this.#given}px`;
    if (height === null || height === 'auto' || this.#given !== null) return null;
    return `height = ${height} is neither auto nor from ${LEAST} to ${MOST}. Using auto.`;
  }

  /** There is a frame now. */
  open(): void {
    const { box } = this;
    this.#wanted = box.offsetWidth < WANTED.narrowBelow ? WANTED.narrow : WANTED.usual;
    // What is there stays as high as it is.
    box.style.height = `${box.offsetHeight}px`;
    this.fit();
  }

  want(height: number): void {
    this.#wanted = Math.min(Math.max(this.#wanted, height || 0), MOST);
    this.fit();
  }

  /** Somebody asked for it and expects it to open. */
  grow(): void {
    const height = this.#given ?? this.#wanted;
    if (height > this.box.offsetHeight) this.box.style.height = `${height}px`;
  }

  readonly fit = (): void => {
    if (this.#wanted > 0 && this.box.getBoundingClientRect().bottom >= innerHeight) this.grow();
  };
}
