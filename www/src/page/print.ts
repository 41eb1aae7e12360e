// Paper: light, as wide as a page, with nothing on it that only a screen can use. Invariant: after printing everything is
// as it was; what is drawn on a canvas is drawn anew for paper, before the browser looks.
import { css } from 'lit';

/** Adopted by the document and every root in it while there is paper; A4 and Letter have room for this width. */
const PAPER = css`
  body {
    width: 44rem;
    background: none;
    /* What is said in colour is said on paper too. */
    print-color-adjust: exact;
  }
  button,
  .card:has(> nav),
  .tools,
  .tooltip,
  .cursor,
  .playhead,
  .brush,
  details:not([open]),
  input[type='range'] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  caption,
  header {
    break-after: avoid;
  }
  .track,
  .difference,
  .story,
  .notice,
  .sketches figure,
  .plot,
  tr,
  dl div {
    break-inside: avoid;
  }
  .bar {
    position: static;
  }
  /* What scrolls on a screen would be cut off. */
  .scroll,
  .wide {
    overflow: visible;
    max-height: none;
    background: none;
  }
  th,
  td {
    font-size: 0.75rem;
    padding-left: 0.375rem;
    padding-right: 0;
  }
  th,
  td:not([data-value]) {
    white-space: normal;
  }
  .name {
    max-width: 7rem;
    -webkit-line-clamp: none;
  }
  td .bar {
    width: 3.5rem;
  }
  canvas {
    max-width: 100%;
  }
`.styleSheet;

/** What has a canvas. */
interface Drawn {
  redraw(): void;
}

function* rootsIn(root: Document | ShadowRoot): Generator<ShadowRoot> {
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    if (shadowRoot === null) continue;
    yield shadowRoot;
    yield* rootsIn(shadowRoot);
  }
}

/** What the theme of the link has set; null while there is no paper. */
let scheme: string | null = null;

function toPaper(): void {
  if (scheme !== null || PAPER === undefined) return;
  const { style } = document.documentElement;
  scheme = style.colorScheme;
  style.colorScheme = 'light';
  for (const root of [document, ...rootsIn(document)])
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, PAPER];
  redraw();
}

function toScreen(): void {
  if (scheme === null) return;
  document.documentElement.style.colorScheme = scheme;
  scheme = null;
  for (const root of [document, ...rootsIn(document)])
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== PAPER);
  redraw();
}

function redraw(): void {
  for (const root of rootsIn(document)) if ('redraw' in root.host) (root.host as Element & Drawn).redraw();
}

addEventListener('beforeprint', toPaper);
addEventListener('afterprint', toScreen);
// Some browsers tell only this, and so do tools that show a page as paper.
matchMedia('print').addEventListener('change', ({ matches }) => (matches ? toPaper() : toScreen()));
