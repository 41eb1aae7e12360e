// How the element looks before its frame is there. Invariant: a style sheet made by script, which the strictest policy of
// the page around it allows; the room that the frame will take is kept from the beginning.

const STYLE = `
:host { display: block; container-type: inline-size; font-family: var(--gil-font, inherit); }
:host([hidden]) { display: none; }
[part=box] { position: relative; min-height: 640px; box-sizing: border-box; overflow: hidden;
  border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: var(--gil-radius, 10px); }
@container (width < 560px) { [part=box] { min-height: 760px; } }
[part=poster] { box-sizing: border-box; min-height: inherit; padding: 1rem;
  display: flex; flex-direction: column; justify-content: center; align-items: center; gap: 1rem; }
[part=start] { font: 600 1rem/1.3 inherit; font-family: inherit; padding: .7em 1.2em; cursor: pointer; border-radius: 8px;
  border: 1px solid; color: inherit; background: transparent; }
[part=start]:hover:enabled { background: color-mix(in srgb, currentColor 10%, transparent); }
[part=start]:focus-visible { outline: 2px solid; outline-offset: 2px; }
[part=frame] { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; visibility: hidden; }
.live [part=frame] { visibility: visible; }
.live [part=poster] { visibility: hidden; }
[part=badge] { display: block; min-height: 1.5em; padding-top: .25rem; opacity: .8; }
::slotted(*) { max-width: 100%; margin: 0; }
`;

let sheet: CSSStyleSheet | undefined;

export function styleSheet(): CSSStyleSheet {
  sheet ??= new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  return sheet;
}
