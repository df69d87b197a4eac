/** Where a further window goes. */
import type { WindowBounds } from './session/app/settings';

/** How far a further window stands from the one before it, in both directions. */
const CASCADE = 28;

/** The saved size, as far as the screen has room; at the saved place, if that still lies on it. */
export function restored(saved: WindowBounds, area: WindowBounds): Partial<WindowBounds> {
  const size = { width: Math.min(saved.width, area.width), height: Math.min(saved.height, area.height) };
  const isOnScreen =
    saved.x < area.x + area.width - 50 &&
    saved.x + size.width > area.x + 50 &&
    saved.y >= area.y - 10 &&
    saved.y < area.y + area.height - 50;
  return isOnScreen ? { x: saved.x, y: saved.y, ...size } : size;
}

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
