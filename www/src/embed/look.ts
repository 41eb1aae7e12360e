// Makes the frame look like the page around it. Invariant: only the page's own tokens change, and only to values that the
// browser takes for what they should be; what it does not take is left as it was.
import type { Look } from '../element/messages.ts';
import type { Variable } from '../element/names.ts';

/** Which tokens of page.css a variable of the author's sets, and what it has to be. */
const TOKENS: Record<Variable, { property: string; tokens: string[] }> = {
  '--gil-accent': { property: 'color', tokens: ['--focus'] },
  '--gil-bg': { property: 'color', tokens: ['--bg', '--surface'] },
  '--gil-fg': { property: 'color', tokens: ['--fg'] },
  '--gil-muted': { property: 'color', tokens: ['--muted'] },
  '--gil-lane-run': { property: 'color', tokens: ['--state-released'] },
  '--gil-lane-wait': { property: 'color', tokens: ['--state-wait'] },
  '--gil-lane-lock': { property: 'color', tokens: ['--state-held'] },
  '--gil-font': { property: 'font-family', tokens: ['--font'] },
  '--gil-radius': { property: 'border-radius', tokens: ['--radius'] },
};

export function adoptLook(look: Look): void {
  const { style } = document.documentElement;
  if (look.scheme === 'light' || look.scheme === 'dark') style.colorScheme = look.scheme;
  for (const [variable, { property, tokens }] of Object.entries(TOKENS)) {
    const value = look.variables?.[variable];
    const fits = typeof value === 'string' && CSS.supports(property, value) && !/url\(|var\(/i.test(value);
    for (const token of tokens) {
      if (fits) style.setProperty(token, value);
      else style.removeProperty(token);
    }
  }
}
