// The attributes of <gil-playground>, which are the keys of the frame's link as well. Invariant: names only, so that the
// element can know them without carrying their descriptions, which stand in attributes.ts.

/** What is asked: handed to the frame as they are. */
export const ASKED = [
  'preset',
  'scenario',
  'kernel',
  'gil',
  'n',
  'threads',
  'repeat',
  'compare',
  'engine',
  'cores',
  'times',
  'lesson',
  'controls',
] as const;

/** What the element itself acts on. */
export const OWN = ['start', 'theme', 'height', 'sw', 'base'] as const;

/** What the attribute `controls` can be. */
export const CONTROLS = ['none', 'run', 'form'] as const;

export type Attribute = (typeof ASKED)[number] | (typeof OWN)[number];

/** CSS variables that reach into the frame. */
export const VARIABLES = [
  '--gil-accent',
  '--gil-bg',
  '--gil-fg',
  '--gil-muted',
  '--gil-lane-run',
  '--gil-lane-wait',
  '--gil-lane-lock',
  '--gil-font',
  '--gil-radius',
] as const;

export type Variable = (typeof VARIABLES)[number];
