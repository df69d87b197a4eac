/** What is shown beside the map's rows: how far along the disk they are, and which partition they belong to. */
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import type { PartitionView } from '../../../../shared/views';
import { rowHeight, rowsInSight, type Grid } from '../../../disk/cellGrid.model';
import { grouped } from '../../../../shared/text/numbers';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const GIB = 3;
/** Numbers in the gutter have at most four digits. Longer ones are written as a distance from the last whole GiB. */
const MAX_IN_UNIT = 10_000;
/** Half the height of a label. Labels that would be cut off at the edge move inwards by it. */
const HALF_LINE = 6;

export type RowLabel = {
  readonly row: number;
  /** Middle of the label, counted from the view's top edge. It is the middle of the row if there is room for that. */
  readonly y: number;
  readonly text: string;
  /** If `text` is only the distance from a round size, that size; null for all but the first visible label. */
  readonly base: string | null;
};

/** Labels of the visible rows, at round sizes and at least `apart` pixels from each other. */
export function rowLabels(
  grid: Grid,
  blockBytes: number,
  view: { readonly top: number; readonly height: number },
  apart: number,
): readonly RowLabel[] {
  const rowBytes = grid.columns * grid.per * blockBytes;
  let step = 1;
  while (step * rowHeight(grid) < apart) step *= 2;
  const write = labelWriter(rowBytes * step, rowBytes * grid.rows);
  const { first, end } = rowsInSight(grid, view.top, view.height);
  const labels: RowLabel[] = [];
  for (let row = Math.ceil(first / step) * step; row < end; row += step) {
    const y = (row + 0.5) * rowHeight(grid) - view.top;
    if (y < 0 || y > view.height) continue;
    const { text, base } = write(row * rowBytes);
    const isFirst = labels.length === 0 && base !== null;
    const edge = isFirst ? 2 * HALF_LINE : HALF_LINE;
    labels.push({ row, y: Math.max(edge, Math.min(view.height - edge, y)), text, base: isFirst ? base : null });
  }
  return labels;
}

/** Writes sizes that are multiples of `step`, on a disk of `total` bytes. */
function labelWriter(step: number, total: number): (bytes: number) => { readonly text: string; readonly base: string | null } {
  let unit = 0;
  while (unit < GIB && step >= 1024 ** (unit + 1)) unit += 1;
  const size = 1024 ** unit;
  if (unit === GIB || total / size < MAX_IN_UNIT)
    return (bytes) => ({ text: bytes === 0 ? '0' : `${grouped(bytes / size)} ${UNITS[unit]}`, base: null });
  const large = 1024 ** GIB;
  return (bytes) => {
    const whole = `${grouped(Math.floor(bytes / large))} ${UNITS[GIB]}`;
    const rest = bytes % large;
    return rest === 0 ? { text: bytes === 0 ? '0' : whole, base: null } : { text: `+${grouped(rest / size)} ${UNITS[unit]}`, base: whole };
  };
}

/** A stretch of the disk beside the rows: a partition, or a hole between partitions. */
export type Stretch = {
  readonly partition: PartitionView | null;
  /** Index of its colour. */
  readonly index: number;
  readonly at: number;
  readonly bytes: number;
};

/**
 * The whole disk in order, as partitions and the holes between them; one hole if there are no partitions. An extended partition
 * is left out, as the partitions in it are shown in its place.
 */
export function stretchesOf(partitions: readonly PartitionView[], diskBytes: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  const sorted = partitions.filter(({ type }) => type !== 'Extended').sort((a, b) => a.firstLba - b.firstLba);
  for (const [index, partition] of sorted.entries()) {
    const start = Math.max(at, Math.min(diskBytes, partition.firstLba * SECTOR_BYTES));
    const end = Math.min(diskBytes, (partition.firstLba + partition.sectors) * SECTOR_BYTES);
    if (start > at) stretches.push({ partition: null, index: -1, at, bytes: start - at });
    if (end > start) stretches.push({ partition, index, at: start, bytes: end - start });
    at = Math.max(at, end);
  }
  if (at < diskBytes) stretches.push({ partition: null, index: -1, at, bytes: diskBytes - at });
  return stretches;
}

export type Span = { readonly stretch: Stretch; readonly y: number; readonly height: number };

/** Where the stretches are along the visible rows. A partition may begin in the middle of a row, and its span does too. */
export function spansOf(
  stretches: readonly Stretch[],
  grid: Grid,
  blockBytes: number,
  view: { readonly top: number; readonly height: number },
): readonly Span[] {
  const yOf = (bytes: number): number =>
    Math.min(grid.height, (bytes / (grid.columns * grid.per * blockBytes)) * rowHeight(grid)) - view.top;
  const spans: Span[] = [];
  for (const stretch of stretches) {
    const y = Math.max(0, yOf(stretch.at));
    const end = Math.min(view.height, yOf(stretch.at + stretch.bytes));
    if (end > y) spans.push({ stretch, y, height: end - y });
  }
  return spans;
}

/** The spans that get a name chip: the largest first, as many as fit without touching. The result is in reading order. */
export function chipsOf(spans: readonly Span[], chipHeight: number): readonly Span[] {
  const chosen: Span[] = [];
  const bySize = spans.filter(({ stretch }) => stretch.partition !== null).sort((a, b) => b.height - a.height);
  for (const span of bySize)
    if (span.height >= chipHeight && chosen.every((other) => Math.abs(other.y - span.y) >= chipHeight)) chosen.push(span);
  return chosen.sort((a, b) => a.y - b.y);
}

/** The first block of every stretch but the first. The lines between partitions run there. */
export const stepBlocks = (stretches: readonly Stretch[], blockBytes: number): readonly number[] =>
  stretches.slice(1).map(({ at }) => Math.floor(at / blockBytes));
