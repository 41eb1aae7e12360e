// What is drawn of finished runs only, and so fetched once there is one. Invariant: nothing of it is drawn while a run is
// on, which would take time from it.
export { causesIn, drawArrows } from './arrows.ts';
export { type Difference, differenceIn, drawDifference, tellDifference } from './difference.ts';
export { showCauses } from './handoff-legend.ts';
export { drawMinimap } from './minimap.ts';
