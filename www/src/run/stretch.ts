// Stretches of time, and what a hand on the minimap's brush does to one. Invariant: plain values, from before to.

/** In microseconds. */
export type Stretch = readonly [fromUs: number, toUs: number];

/** Where the brush was taken; `jump` is beside it. */
export type Grip = 'from' | 'to' | 'move' | 'jump';

/** Half of what a finger needs. */
const EDGE_PX = 12;

export function stretchBetween(oneUs: number, otherUs: number): Stretch {
  return oneUs < otherUs ? [oneUs, otherUs] : [otherUs, oneUs];
}

/** What two stretches span together. */
export function hull(one: Stretch, other: Stretch): Stretch {
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

export function same(one: Stretch | null, other: Stretch | null): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

/** As exact as a link has to be. */
export function roughly(stretch: Stretch | null): Stretch | null {
  const rough = (us: number) => Math.round(us * 10) / 10;
  return stretch === null ? null : [rough(stretch[0]), rough(stretch[1])];
}

/** Which part of the brush is at `px`. Its edges take what is near on the outside, and inside at most a third each. */
export function gripAt(px: number, fromPx: number, toPx: number): Grip {
  const insidePx = Math.min(EDGE_PX, (toPx - fromPx) / 3);
  if (px < fromPx - EDGE_PX || px > toPx + EDGE_PX) return 'jump';
  if (px < fromPx + insidePx) return 'from';
  return px > toPx - insidePx ? 'to' : 'move';
}

/** The stretch after its grip has been drawn by so much; an edge stops `leastUs` before the other. */
export function drawn([fromUs, toUs]: Stretch, grip: Grip, byUs: number, leastUs: number): Stretch {
  if (grip === 'from') return [Math.min(Math.max(fromUs + byUs, 0), toUs - leastUs), toUs];
  if (grip === 'to') return [fromUs, Math.max(toUs + byUs, fromUs + leastUs)];
  return [fromUs + byUs, toUs + byUs];
}
