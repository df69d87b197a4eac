/** Text is small: its contrast on every ground, and that of block numbers on every kind of cell, is that of WCAG 2.2, 1.4.3: at least 4.5 to 1. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inkName } from '../../../../../../renderer/features/map/paint/paintBase';
import { BLOCK_STATES, type BlockState } from '../../../../../../shared/views';

const [dark = '', light = ''] = readFileSync('renderer/styles/tokens.css', 'utf8').split('@media (prefers-color-scheme: light)');
const colour = (sheet: string, name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(sheet)?.[1] ?? '';

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** What is under the text: its own ground where cells are not evenly filled, for it then has a halo. */
const under = (state: BlockState): string =>
  state === 'parent' || state === 'partial' || state === 'unset' || state === 'unallocated' ? 'map-ground' : `map-${state}`;

it.each([
  ['dark', dark],
  ['light', light],
])('in the %s theme every block number, sign and badge can be read', (_theme, sheet) => {
  const pairs = [
    ...BLOCK_STATES.map((state) => [inkName(state), under(state)] as const),
    ['map-overlapping-badge-ink', 'map-overlapping-edge'] as const,
  ];
  const weak = pairs.filter(([ink, ground]) => !(contrast(colour(sheet, ink), colour(sheet, ground)) >= 4.5));
  expect(weak).toEqual([]);
});

it.each([
  ['dark', dark],
  ['light', light],
])('in the %s theme text can be read on every ground, also where the pointer is', (_theme, sheet) => {
  const pairs = ['text1', 'text2', 'text3'].flatMap((text) => ['bg0', 'bg1', 'bg2', 'bg3'].map((ground) => [text, ground] as const));
  const weak = pairs.filter(([text, ground]) => !(contrast(colour(sheet, text), colour(sheet, ground)) >= 4.5));
  expect(weak).toEqual([]);
});
