// Time to pixels and back. Invariant: a TimeScale is a value; zooming and panning make a new one that stays inside
// [0, extentUs], and zooming about a point leaves that point where it is unless an edge forbids it.

export interface TimeScale {
  startUs: number;
  endUs: number;
  widthPx: number;
  /** The whole of what there is to see. */
  extentUs: number;
}

/** Nothing finer than the clock's own step is worth a screen. */
export const MIN_VISIBLE_US = 20;

export function fit(extentUs: number, widthPx: number): TimeScale {
  const whole = Math.max(extentUs, MIN_VISIBLE_US);
  return { startUs: 0, endUs: whole, widthPx: Math.max(1, widthPx), extentUs: whole };
}

export function timeToPx(scale: TimeScale, timeUs: number): number {
  return ((timeUs - scale.startUs) / (scale.endUs - scale.startUs)) * scale.widthPx;
}

export function pxToTime(scale: TimeScale, px: number): number {
  return scale.startUs + (px / scale.widthPx) * (scale.endUs - scale.startUs);
}

function clamp(scale: TimeScale, startUs: number, visibleUs: number): TimeScale {
  const visible = Math.min(Math.max(visibleUs, Math.min(MIN_VISIBLE_US, scale.extentUs)), scale.extentUs);
  const start = Math.min(Math.max(startUs, 0), scale.extentUs - visible);
  return { ...scale, startUs: start, endUs: start + visible };
}

/** Factors above 1 look closer; the time under `px` stays there. */
export function zoomAbout(scale: TimeScale, px: number, factor: number): TimeScale {
  const visibleUs = scale.endUs - scale.startUs;
  const wanted = Math.min(
    Math.max(visibleUs / factor, Math.min(MIN_VISIBLE_US, scale.extentUs)),
    scale.extentUs,
  );
  const anchorUs = pxToTime(scale, px);
  return clamp(scale, anchorUs - (px / scale.widthPx) * wanted, wanted);
}

/** Positive pixels move the view to later times. */
export function panBy(scale: TimeScale, px: number): TimeScale {
  const visibleUs = scale.endUs - scale.startUs;
  return clamp(scale, scale.startUs + (px / scale.widthPx) * visibleUs, visibleUs);
}

/** Exactly this stretch, as far as there is anything to see. */
export function show(scale: TimeScale, fromUs: number, toUs: number): TimeScale {
  return clamp(scale, fromUs, toUs - fromUs);
}

/** The smallest pan that brings a span into view. */
export function reveal(scale: TimeScale, fromUs: number, toUs: number): TimeScale {
  const visibleUs = scale.endUs - scale.startUs;
  if (fromUs >= scale.startUs && toUs <= scale.endUs) return scale;
  if (toUs - fromUs > visibleUs || fromUs < scale.startUs) return clamp(scale, fromUs, visibleUs);
  return clamp(scale, toUs - visibleUs, visibleUs);
}

export function resize(scale: TimeScale, widthPx: number): TimeScale {
  return { ...scale, widthPx: Math.max(1, widthPx) };
}

/** A new extent under the same view, or the whole of it when the view was the whole before. */
export function extend(scale: TimeScale, extentUs: number): TimeScale {
  if (isWhole(scale)) return fit(extentUs, scale.widthPx);
  const whole = Math.max(extentUs, MIN_VISIBLE_US);
  return clamp({ ...scale, extentUs: whole }, scale.startUs, scale.endUs - scale.startUs);
}

export function isWhole(scale: TimeScale): boolean {
  return scale.startUs <= 0 && scale.endUs >= scale.extentUs;
}
