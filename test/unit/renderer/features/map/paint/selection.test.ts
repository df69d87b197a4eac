import { afterEach, expect, it, vi } from 'vitest';
import { MAP_COLOURS, type MapColours } from '../../../../../../renderer/features/map/paint/mapColours';
import { paintTexts } from '../../../../../../renderer/features/map/paint/paintBase';
import { paintOverlay } from '../../../../../../renderer/features/map/paint/paintOverlay';
import { COUNTERS } from '../../../../../../renderer/disk/stateCounts.model';
import type { Grid } from '../../../../../../renderer/disk/cellGrid.model';

afterEach(() => vi.unstubAllGlobals());

const colours = Object.fromEntries(MAP_COLOURS.map((name) => [name, name])) as MapColours;
const grid: Grid = { blocks: 8, per: 1, fold: null, columns: 4, rows: 2, width: 240, height: 120, scale: 1 };

/** A canvas that writes down what is filled and written on it, in order. */
function recorder(): { readonly done: readonly string[]; readonly context: CanvasRenderingContext2D } {
  const done: string[] = [];
  const own: Record<string, unknown> = { globalAlpha: 1, fillStyle: '' };
  const context = new Proxy(own, {
    get: (target, name: string) => {
      if (name === 'fillText') return (text: string) => done.push(`${text} in ${String(target['fillStyle'])}`);
      if (name === 'fill') return () => done.push(`fill ${String(target['fillStyle'])} ${String(target['globalAlpha'])}`);
      return name in target ? target[name] : () => {};
    },
  });
  return { done, context: context as unknown as CanvasRenderingContext2D };
}

it('numbers of selected cells are written on top of the tint, in the colour for their cell, and no others are', () => {
  vi.stubGlobal('document', { body: null });
  vi.stubGlobal('getComputedStyle', () => ({ fontFamily: 'any' }));
  // All in the file: the state with code 3.
  const counts = new Uint32Array(8 * COUNTERS);
  for (let cell = 0; cell < 8; cell++) counts[cell * COUNTERS + 3] = 1;
  const { done, context } = recorder();
  const scene = { grid, counts, cells: { first: 0, end: 8 }, top: 0, colours, highlighted: new Set<never>(), isNumbered: true };
  paintOverlay(context, {
    grid,
    top: 0,
    height: 120,
    colours,
    badges: [],
    steps: [],
    edited: [],
    found: [],
    selected: { first: 2, end: 5 },
    writeCells: (on, only) => paintTexts(on, scene, only),
    hovered: null,
    cursor: null,
    isFocused: false,
  });
  expect(done.filter((line) => !line.startsWith(' in'))).toEqual(['fill accent 0.28', '2 in map-ink', '3 in map-ink', '4 in map-ink']);
});
