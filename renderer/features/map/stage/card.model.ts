/** Where the card is placed beside the cell that it describes. */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Box = Point & Size;

/** Space between the cell and the card, enough for the pointer's arrow. */
const APART = 14;
const MARGIN = 8;

/** To the right of and below the spot, or on the other side if the window ends there. Never over the spot if there is another way. */
export function cardPoint(spot: Box, card: Size, window: Size): Point {
  const fitsRight = spot.x + spot.width + APART + card.width + MARGIN <= window.width;
  const fitsLeft = spot.x - APART - card.width >= MARGIN;
  const fitsBelow = spot.y + spot.height + APART + card.height + MARGIN <= window.height;
  const right = fitsRight || !fitsLeft;
  const x = right ? spot.x + spot.width + APART : spot.x - APART - card.width;
  const below = fitsBelow || spot.y - APART - card.height < MARGIN;
  const y = below ? spot.y + spot.height + APART : spot.y - APART - card.height;
  // Moving the card along one axis to keep it in the window cannot cover the spot, as it is beside it on the other.
  const inside = (at: number, length: number, room: number): number => Math.max(MARGIN, Math.min(at, room - length - MARGIN));
  return { x: inside(x, card.width, window.width), y: inside(y, card.height, window.height) };
}
