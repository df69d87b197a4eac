/** Where a card goes beside what it is about. */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Box = Point & Size;

/** Between the spot and the card: room for a pointer's arrow. */
const APART = 14;
const MARGIN = 8;

/** Below and to the right of the spot; on the other side where the window ends. Never over the spot while there is a way. */
export function cardPoint(spot: Box, card: Size, window: Size): Point {
  const fitsRight = spot.x + spot.width + APART + card.width + MARGIN <= window.width;
  const fitsLeft = spot.x - APART - card.width >= MARGIN;
  const fitsBelow = spot.y + spot.height + APART + card.height + MARGIN <= window.height;
  const right = fitsRight || !fitsLeft;
  const x = right ? spot.x + spot.width + APART : spot.x - APART - card.width;
  const below = fitsBelow || spot.y - APART - card.height < MARGIN;
  const y = below ? spot.y + spot.height + APART : spot.y - APART - card.height;
  // Beside the spot there is no need to stay off its height.
  const inside = (at: number, length: number, room: number): number => Math.max(MARGIN, Math.min(at, room - length - MARGIN));
  return { x: inside(x, card.width, window.width), y: inside(y, card.height, window.height) };
}
