// The room that the element takes. Invariant: before it is started that of its fallback content, unless its author says
// otherwise or has it open by itself; then it only grows, where a reader's click or the lack of any fallback asks for it,
// or where what it pushes down is out of sight.

const [LEAST, MOST] = [320, 1200];
/** What a comparison of eight threads takes, and what it takes on a narrow page. */
const [USUAL, NARROW, NARROW_BELOW] = [640, 900, 560];

export class Room {
  readonly box = document.createElement('div');
  /** By its author; 0 for what it needs. */
  #given = 0;
  #wanted = 0;

  /** The attribute `height`; gives what is wrong with it, if anything is. `opens`: it opens by itself, so room is kept. */
  set(height: string | null, opens: boolean): string | null {
    const pixels = Number(height ?? Number.NaN);
    this.#given = pixels >= LEAST && pixels <= MOST ? pixels : 0;
    const least = this.#given || (opens ? this.#usual : 0);
    this.box.style.minHeight = `${least}px`;
    if (this.#given && this.#wanted) this.box.style.height = `${this.#given}px`;
    if (height === null || height === 'auto' || this.#given) return null;
    return `height = ${height} is neither auto nor from ${LEAST} to ${MOST}. Using auto.`;
  }

  get #usual(): number {
    return this.box.offsetWidth < NARROW_BELOW ? NARROW : USUAL;
  }

  /** There is a frame now. */
  open(): void {
    const { box } = this;
    this.#wanted = this.#usual;
    // What is there stays as high as it is.
    box.style.height = `${box.offsetHeight}px`;
    if (box.classList.contains('empty')) this.grow();
    this.fit();
  }

  want(height: number): void {
    this.#wanted = Math.min(Math.max(this.#wanted, height || 0), MOST);
    this.fit();
  }

  /** A reader asked for it and expects it to open. */
  grow(): void {
    const height = this.#given || this.#wanted;
    if (height > this.box.offsetHeight) this.box.style.height = `${height}px`;
  }

  readonly fit = (): void => {
    if (this.#wanted > 0 && this.box.getBoundingClientRect().bottom >= innerHeight) this.grow();
  };
}
