// The keyboard's way through the rows. Invariant: up and down stay in their column, and everything that a key does can
// also be reached with Tab.
/** Where a reader types: there a slash is a slash. */
const TYPED = 'input, select, textarea';
const COLUMNS = ['button.call', '.shapes input'];

/** Moves the focus; tells whether the key was meant for it. */
export function moved(root: ParentNode, { key, target }: KeyboardEvent): boolean {
  const from = target as HTMLElement;
  const search = root.querySelector<HTMLInputElement>('#q');
  const column = COLUMNS.find((selector) => from.matches(selector));
  if (column === undefined) {
    if (from !== search || key !== 'ArrowDown') return false;
    root.querySelector<HTMLElement>('button.call')?.focus();
    return true;
  }
  const all = [...root.querySelectorAll<HTMLElement>(column)];
  const at = all.indexOf(from);
  const inButton = column === 'button.call';
  if (key === 'ArrowDown') all[at + 1]?.focus();
  else if (key === 'ArrowUp') (all[at - 1] ?? search)?.focus();
  else if (key === 'Home' && inButton) all[0]?.focus();
  else if (key === 'End' && inButton) all.at(-1)?.focus();
  else if (key === 'Enter' && !inButton)
    // Opens it; once it is open there is nothing more to ask for.
    from.closest('.row')?.querySelector<HTMLElement>('button.call[aria-expanded=false]')?.click();
  else return false;
  return true;
}

/** Whether the key asks for the search, wherever the reader is. */
export function asksForSearch(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.matches(TYPED);
  return event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Keeps a row where it is on the screen while another one above it closes: to be called once that has happened. */
export function steady(root: ParentNode, key: string): () => void {
  const topOf = () => root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.getBoundingClientRect().top ?? 0;
  const before = topOf();
  return () => scrollBy({ top: topOf() - before, behavior: 'instant' });
}
