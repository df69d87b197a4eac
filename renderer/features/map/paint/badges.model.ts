/** Badges for damaged and overlapping blocks: one for each problem, or one for several if they would touch each other. */
import type { ProblemCell } from '../../../disk/stateCounts.model';
import { cellRect, type Grid } from '../../../disk/cellGrid.model';

/** The size of a badge, in pixels. Badges are never closer together than this. */
export const BADGE = 10;
const MAX_BADGES = 80;
/** A badge with a number is about twice as wide as it is high. */
const WIDER = 2;

export type Badge = {
  /** Centre of the badge, counted from the top of the first row. */
  readonly x: number;
  readonly y: number;
  readonly state: 'damaged' | 'overlapping';
  readonly blocks: number;
};

/** At most MAX_BADGES badges: the more problems there are, the larger the area that one badge stands for. */
export function badgesOf(grid: Grid, problems: readonly ProblemCell[]): readonly Badge[] {
  if (problems.length === 0) return [];
  for (let apart = BADGE + 2; ; apart *= 2) {
    const isLast = apart > Math.max(grid.width, grid.height);
    const badges = clustered(grid, problems, apart, isLast ? Infinity : MAX_BADGES);
    if (badges !== null) return badges;
  }
}

/**
 * Goes through the problems in reading order. A badge takes in those less than `apart` from it. Null if more than `most` are
 * needed.
 */
function clustered(grid: Grid, problems: readonly ProblemCell[], apart: number, most: number): readonly Badge[] | null {
  const badges: Badge[] = [];
  const across = Math.ceil(grid.width / (WIDER * apart)) + 2;
  // A bin holds at most one badge: everything else in the bin is near that one.
  const bins = new Map<number, number>();
  for (const { cell, state, blocks } of problems) {
    const { x, y } = centreOf(grid, cell);
    const bin = (Math.floor(y / apart) + 1) * across + Math.floor(x / (WIDER * apart)) + 1;
    const near = nearby(bins, badges, { bin, across }, { x, y, apart });
    const host = near === null ? undefined : badges[near];
    if (near !== null && host !== undefined) {
      badges[near] = { ...host, blocks: host.blocks + blocks, state: state === 'damaged' ? state : host.state };
      continue;
    }
    if (badges.length >= most) return null;
    bins.set(bin, badges.length);
    badges.push({ x, y, state, blocks });
  }
  return badges;
}

function centreOf(grid: Grid, cell: number): { readonly x: number; readonly y: number } {
  const { x, y, width, height } = cellRect(grid, cell);
  return { x: x + (width - 1) / 2, y: y + (height - 1) / 2 };
}

type Bin = { readonly bin: number; readonly across: number };

/** Index of a badge near the point, searched in the bins around it; null if there is none. */
function nearby(bins: ReadonlyMap<number, number>, badges: readonly Badge[], { bin, across }: Bin, at: Spot): number | null {
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const i = bins.get(bin + dy * across + dx);
      const badge = i === undefined ? undefined : badges[i];
      if (i !== undefined && badge !== undefined && isNear(badge, at)) return i;
    }
  }
  return null;
}

type Spot = { readonly x: number; readonly y: number; readonly apart: number };

const isNear = (badge: Badge, { x, y, apart }: Spot): boolean => Math.abs(badge.x - x) < WIDER * apart && Math.abs(badge.y - y) < apart;

/** "×" or "×7": the glyph of the state, and how many blocks it stands for. */
export function badgeText({ state, blocks }: Badge): string {
  const glyph = state === 'damaged' ? '×' : '=';
  if (blocks === 1) return glyph;
  return (
    glyph + (blocks < 1000 ? String(blocks) : blocks < 1_000_000 ? `${Math.floor(blocks / 1000)}k` : `${Math.floor(blocks / 1_000_000)}M`)
  );
}
