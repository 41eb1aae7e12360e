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
  const cut = (length: number): string => `${name.slice(0, length)}…`;
  let [fits, over] = [1, name.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (c.measureText(cut(middle)).width <= widthPx) fits = middle;
    else over = middle;
  }
  return cut(fits);
}
