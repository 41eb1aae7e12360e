// How the element looks before its frame is there. Invariant: a style sheet made by script, which the strictest policy of
// the page around it allows; nothing in it takes room that the poster had not.

/** So that the build knows styles when it sees them. */
const css = String.raw;

const STYLE = css`
:host { display: block; position: relative; font-family: var(--gil-font, inherit); }
:host([hidden]) { display: none; }
[part=box] { position: relative; }
.empty { min-height: 12rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  border-radius: var(--gil-radius, 10px); }
[part=start] { position: absolute; right: 1rem; bottom: clamp(0px, 100% - 3em, 1rem); width: 17em; max-width: calc(100% - 2rem); font: inherit; font-weight: 600; line-height: 1.3;
  padding: 0 1.2em; min-height: min(2.8em, 100%); cursor: pointer; border: 1px solid; border-radius: 8px; color: CanvasText; background: Canvas; }
.empty [part=start] { inset: 0; margin: auto; }
[part=start]:hover:enabled { box-shadow: 0 1px 6px #0006; }
[part=badge] { position: absolute; left: 0; top: 0; max-width: 100%; padding: .25rem .5rem; color: CanvasText; background: Canvas; }
[part=badge]:empty, .live ~ [part=badge] { display: none; }
[part=frame] { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; border-radius: var(--gil-radius, 10px);
  opacity: 0; pointer-events: none; }
.live [part=frame] { opacity: 1; pointer-events: auto; }
.live [part=poster] { visibility: hidden; }
`;

let sheet: CSSStyleSheet | undefined;

export function styleSheet(): CSSStyleSheet {
  sheet ??= new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  return sheet;
}
