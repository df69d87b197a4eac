/** Marks of damaged and overlapping blocks: one where a problem is, one for many where they would touch each other. */
import type { ProblemCell } from './mapCounts';
import { cellRect, type Grid } from './mapGrid';

/** Badges are as large as this, and never closer. */
export const BADGE = 10;
const MOST_BADGES = 160;

export type Badge = {
  /** Centre, counted from the first row. */
  readonly x: number;
  readonly y: number;
  readonly state: 'damaged' | 'overlapping';
  readonly blocks: number;
};

/** At most a few hundred badges: the more problems, the wider a badge speaks for. */
export function badgesOf(grid: Grid, problems: readonly ProblemCell[]): readonly Badge[] {
  for (let apart = BADGE + 2; ; apart *= 2) {
    const badges = clustered(grid, problems, apart);
    if (badges.length <= MOST_BADGES || apart > Math.max(grid.width, grid.height)) return badges;
  }
}

/** A badge takes in what lies less than `apart` from it, in reading order. */
function clustered(grid: Grid, problems: readonly ProblemCell[], apart: number): readonly Badge[] {
  const badges: Badge[] = [];
  const bins = new Map<string, number[]>();
  for (const { cell, state, blocks } of problems) {
    const rect = cellRect(grid, cell);
    const [x, y] = [rect.x + (rect.width - 1) / 2, rect.y + (rect.height - 1) / 2];
    const [column, row] = [Math.floor(x / apart), Math.floor(y / apart)];
    const near = nearby(bins, column, row).find((i) => isNear(badges[i] as Badge, x, y, apart));
    const host = near === undefined ? undefined : badges[near];
    if (near !== undefined && host !== undefined) {
      badges[near] = { ...host, blocks: host.blocks + blocks, state: state === 'damaged' ? state : host.state };
      continue;
    }
    const key = `${column},${row}`;
    bins.set(key, [...(bins.get(key) ?? []), badges.length]);
    badges.push({ x, y, state, blocks });
  }
  return badges;
}

function nearby(bins: ReadonlyMap<string, readonly number[]>, column: number, row: number): readonly number[] {
  const found: number[] = [];
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) found.push(...(bins.get(`${column + dx},${row + dy}`) ?? []));
  return found;
}

const isNear = (badge: Badge, x: number, y: number, apart: number): boolean =>
  Math.abs(badge.x - x) < apart && Math.abs(badge.y - y) < apart;

/** "×" or "×7": the glyph of the state, and how many blocks it stands for. */
export function badgeText({ state, blocks }: Badge): string {
  const glyph = state === 'damaged' ? '×' : '=';
  if (blocks === 1) return glyph;
  return (
    glyph + (blocks < 1000 ? String(blocks) : blocks < 1_000_000 ? `${Math.floor(blocks / 1000)}k` : `${Math.floor(blocks / 1_000_000)}M`)
  );
}
