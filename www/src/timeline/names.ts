// What is written of a thread's name where there is little room. Invariant: never wider than asked.

/** Threads of one group end in their number, helpers in what they help with: that alone tells neighbours apart. */
function shortened(name: string): string[] {
  const [helper = name] = name.match(/·.*$/) ?? [];
  const [number = helper] = helper.match(/\d+$/) ?? [];
  return [name, helper, number];
}

/** All of a name, or what tells it from its neighbours; nothing if neither fits. */
export function nameThatFits(c: CanvasRenderingContext2D, name: string, widthPx: number): string {
  return shortened(name).find((text) => c.measureText(text).width <= widthPx) ?? '';
}

/** The same, or else the beginning of the name. */
export function nameWithin(c: CanvasRenderingContext2D, name: string, widthPx: number): string {
  const found = nameThatFits(c, name, widthPx);
  if (found !== '') return found;
  let length = name.length;
  while (length > 1 && c.measureText(`${name.slice(0, length)}…`).width > widthPx) length -= 1;
  return `${name.slice(0, length)}…`;
}
