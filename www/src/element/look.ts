// What the page around it looks like. Invariant: the page is only read, and whether it is dark is told by the text that
// stands in it, not by the name that its theme has; so every documentation tool is understood, an unknown one too.
import type { Look } from './messages.ts';
import { VARIABLES } from './names.ts';

/** Text lighter than this stands on dark ground. */
const LIGHT = 0.5;

/** From 0 to 1; a browser gives rgb() for all but the newer colour spaces, whose first number is their lightness. */
export function lightness(color: string): number {
  // Neither the name of a function nor that of a colour space is a number, though p3 has one in it.
  const numbers = color.replace(/^\w+\(([a-z][\w-]*)?/, '').match(/[\d.]+/g) ?? [];
  const [r = 0, g = 0, b = 0] = numbers.map(Number);
  if (color.startsWith('rgb')) return (0.3 * r + 0.59 * g + 0.11 * b) / 255;
  if (color.startsWith('color')) return 0.3 * r + 0.59 * g + 0.11 * b;
  return r > 1 ? r / 100 : r;
}

export function lookOf(element: Element, theme: string | null): Look {
  const style = getComputedStyle(element);
  const variables: Look['variables'] = {};
  for (const name of VARIABLES) {
    const value = style.getPropertyValue(name).trim();
    if (value !== '') variables[name] = value;
  }
  const dark = theme === 'dark' || (theme !== 'light' && lightness(style.color) > LIGHT);
  return { scheme: dark ? 'dark' : 'light', variables };
}

/** Calls `changed` whenever the page may look otherwise; returns what ends that. */
export function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true });
  }
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  // A theme that fades in has its colours only at the end.
  document.addEventListener('transitionend', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
    document.removeEventListener('transitionend', changed);
  };
}
