// The marks of the time axis. Invariant: steps are 1, 2 or 5 times a power of ten and every label of one axis uses
// one unit.

export interface Ticks {
  stepUs: number;
  atUs: number[];
}

export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const factor of [1, 2, 5]) {
    // The tolerance forgives the rounding of 10 ** n for negative n.
    if (factor * power >= atLeast * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

export function ticks(startUs: number, endUs: number, maxCount: number): Ticks {
  const stepUs = niceStep((endUs - startUs) / Math.max(1, maxCount));
  const first = Math.ceil(startUs / stepUs - 1e-9);
  const last = Math.floor(endUs / stepUs + 1e-9);
  const atUs: number[] = [];
  for (let i = first; i <= last; i++) atUs.push(i * stepUs);
  return { stepUs, atUs };
}

/** The label of one mark, in the unit that suits the axis' end. */
export function tickLabel(timeUs: number, stepUs: number, endUs: number): string {
  if (timeUs === 0) return '0';
  const [unit, size] = endUs >= 1e6 ? ['s', 1e6] : endUs >= 1e3 ? ['ms', 1e3] : ['µs', 1];
  const decimals = Math.max(0, -Math.floor(Math.log10(stepUs / size) + 1e-9));
  return `${(timeUs / size).toFixed(decimals)} ${unit}`;
}
