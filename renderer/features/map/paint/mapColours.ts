/** The map's colours, converted from the style tokens to pixels. */
import { useMemo } from 'react';
import { BLOCK_STATES } from '../../../../shared/views';
import { packColour, type MapPalette } from './paint.model';
import { rgbOf } from '../../../ui/colours';
import { useColours } from '../../../ui/useColours';

export const MAP_COLOURS = [
  'map-ground',
  'map-unallocated',
  'map-parent',
  'map-unscanned',
  'map-unscanned-edge',
  'map-full',
  'map-partial',
  'map-unset',
  'map-zero',
  'map-damaged',
  'map-damaged-ink',
  'map-overlapping',
  'map-overlapping-edge',
  'map-overlapping-ink',
  'map-overlapping-badge-ink',
  'map-ink',
  'map-glyph',
  'map-step',
  'map-bar',
  'accent',
  'focus',
  'edited-text',
  'found',
  'text1',
  'text2',
] as const;
export type MapColours = Readonly<Record<(typeof MAP_COLOURS)[number], string>>;

/** How much of its colour a state keeps while other states are picked out. */
const DIMMED = 0.2;

export const useMapColours = (): MapColours => useColours(MAP_COLOURS);

export const useMapPalette = (colours: MapColours): MapPalette => useMemo(() => paletteOf(colours), [colours]);

function paletteOf(colours: MapColours): MapPalette {
  const ground = rgbOf(colours['map-ground']);
  const all = BLOCK_STATES.map((state) => rgbOf(colours[`map-${state}`]));
  const edges = BLOCK_STATES.map((state, i) =>
    state === 'unscanned' || state === 'overlapping' ? rgbOf(colours[`map-${state}-edge`]) : (all[i] ?? ground),
  );
  const dim = all.map((rgb) => rgb.map((part, i) => Math.round((ground[i] ?? 0) + (part - (ground[i] ?? 0)) * DIMMED)));
  const pack = (list: readonly (readonly number[])[]): Uint32Array =>
    Uint32Array.from(list, ([r = 0, g = 0, b = 0]) => packColour(r, g, b));
  const dots = Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--map-parent-dots'), 10);
  return {
    ground: pack([ground])[0] ?? 0,
    colours: pack(all),
    edges: pack(edges),
    dimmed: pack(dim),
    parentDots: Number.isNaN(dots) ? 4 : dots,
  };
}
