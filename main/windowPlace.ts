/** Where a further window goes. */
import type { WindowBounds } from './session/app/settings';

/** How far a further window stands from the one before it, in both directions. */
const CASCADE = 28;

/**
 * A further window has the size of the one in front, and does not cover it exactly: where there is no room beside and below it,
 * it begins at the edge of the screen.
 */
export function cascaded(front: WindowBounds, area: WindowBounds): WindowBounds {
  const { width, height } = front;
  const [x, y] = [front.x + CASCADE, front.y + CASCADE];
  return {
    x: x + width <= area.x + area.width ? x : area.x,
    y: y + height <= area.y + area.height ? y : area.y,
    width,
    height,
  };
}
