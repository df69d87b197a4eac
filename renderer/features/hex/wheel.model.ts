/** How far the wheel or a touchpad scrolls the hex view. */

/** One notch of a usual mouse wheel, in pixels, and how many rows it scrolls. */
const NOTCH_PIXELS = 120;
const NOTCH_ROWS = 3;

/** `deltaMode`: what `deltaY` counts: 0 pixels, 1 lines, 2 pages. */
type Turn = { readonly deltaY: number; readonly deltaMode: number };

/** How many whole rows to scroll. A touchpad moves a few pixels at a time: fractions are kept until they add up to a row. */
export function takeRows(kept: { rows: number }, { deltaY, deltaMode }: Turn, page: number): number {
  const perUnit = deltaMode === 0 ? NOTCH_ROWS / NOTCH_PIXELS : deltaMode === 1 ? 1 : page;
  if (Math.sign(deltaY) !== Math.sign(kept.rows)) kept.rows = 0;
  kept.rows += deltaY * perUnit;
  const whole = Math.trunc(kept.rows);
  kept.rows -= whole;
  return whole;
}
