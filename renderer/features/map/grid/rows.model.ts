/** What is shown beside the map's rows: how far along the disk they are, and which partition they belong to. */
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import type { PartitionView } from '../../../../shared/views';
import { drawnPartitions } from '../../../disk/partitionColour.model';
import { blocksIn, cellOf, cellsBefore, rowHeight, rowsInSight, type Grid } from '../../../disk/cellGrid.model';
import { grouped } from '../../../../shared/text/numbers';
import { sizeText } from '../../../../shared/text/size';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
/** A size is written in its own unit if an eighth of that unit is enough to tell it from its neighbours. */
const EIGHTHS = 8;
/** Half the height of a label. Labels that would be cut off at the edge move inwards by it. */
const HALF_LINE = 6;
/** In a row that is higher than two lines, its label stands at the top: what it says is true of the row’s beginning. */
const LABEL_IN_ROW = 12;

type Label = Pick<RowLabel, 'text' | 'base'>;

export type RowLabel = {
  readonly row: number;
  /** Middle of the label, counted from the view's top edge: the middle of the row, or of the first line of a high one. */
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
  /** Where holes are folded, rows begin at no round sizes. */
  const firstBlock = (row: number): number => blocksIn(grid, row * grid.columns).first;
  const folded = (row: number): Label => ({ text: row === 0 ? '0' : sizeText(firstBlock(row) * blockBytes), base: null });
  let step = 1;
  while (step * rowHeight(grid) < apart) step *= 2;
  const write = labelWriter(rowBytes * step);
  const { first, end } = rowsInSight(grid, view.top, view.height);
  const labels: RowLabel[] = [];
  for (let row = Math.ceil(first / step) * step; row < end; row += step) {
    const y = row * rowHeight(grid) + Math.min(LABEL_IN_ROW, rowHeight(grid) / 2) - view.top;
    if (y < 0 || y > view.height) continue;
    const { text, base } = grid.fold === null ? write(row * rowBytes) : folded(row);
    const isFirst = labels.length === 0 && base !== null;
    const edge = isFirst ? 2 * HALF_LINE : HALF_LINE;
    labels.push({ row, y: Math.max(edge, Math.min(view.height - edge, y)), text, base: isFirst ? base : null });
  }
  // Sizes that do not tell the rows apart make way for the numbers of their first blocks.
  const isTold = new Set(labels.map(({ text }) => text)).size === labels.length;
  return grid.fold === null || isTold ? labels : labels.map((label) => ({ ...label, text: `#${grouped(firstBlock(label.row))}` }));
}

/**
 * Writes multiples of `step`, each in the largest unit that it fills: "1 TiB", "1.125 TiB". If that would take more digits, it
 * is the distance from the last round size instead: "+32 MiB" with the base "384 GiB".
 */
function labelWriter(step: number): (bytes: number) => Label {
  const unitOf = (bytes: number): number => {
    let unit = 0;
    while (unit < UNITS.length - 1 && bytes >= 1024 ** (unit + 1)) unit += 1;
    return unit;
  };
  const written = (bytes: number, unit: number): string => `${grouped(bytes / 1024 ** unit)} ${UNITS[unit]}`;
  const fine = unitOf(step * EIGHTHS);
  return (bytes) => {
    if (bytes === 0) return { text: '0', base: null };
    const unit = unitOf(bytes);
    if ((bytes * EIGHTHS) % 1024 ** unit === 0) return { text: written(bytes, unit), base: null };
    const rest = bytes % 1024 ** (fine + 1);
    const whole = bytes - rest;
    if (rest === 0 || whole === 0) return { text: written(bytes, fine + (rest === 0 ? 1 : 0)), base: null };
    return { text: `+${written(rest, unitOf(rest))}`, base: written(whole, fine + 1) };
  };
}

/** A stretch of the disk beside the rows: a partition, or a hole between partitions. */
export type Stretch = {
  readonly partition: PartitionView | null;
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
  for (const partition of drawnPartitions(partitions)) {
    const start = Math.max(at, Math.min(diskBytes, partition.firstLba * SECTOR_BYTES));
    const end = Math.min(diskBytes, (partition.firstLba + partition.sectors) * SECTOR_BYTES);
    if (start > at) stretches.push({ partition: null, at, bytes: start - at });
    if (end > start) stretches.push({ partition, at: start, bytes: end - start });
    at = Math.max(at, end);
  }
  if (at < diskBytes) stretches.push({ partition: null, at, bytes: diskBytes - at });
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
    Math.min(grid.height, (cellsBefore(grid, bytes / blockBytes) / grid.columns) * rowHeight(grid)) - view.top;
  const spans: Span[] = [];
  for (const stretch of stretches) {
    const y = Math.max(0, yOf(stretch.at));
    const end = Math.min(view.height, yOf(stretch.at + stretch.bytes));
    if (end > y) spans.push({ stretch, y, height: end - y });
  }
  return spans;
}

/** Windows' own disks have two or three narrow partitions beside a large one. */
const MAX_ASIDE = 3;

/**
 * The bars that are drawn of the spans: every partition's is at least `least` pixels high, so that its number fits in it. Those that
 * follow begin lower for it, the last ones end higher; holes give way. Where one would stand further from its rows than a few such
 * numbers are high, all are drawn as long as they are, and narrow ones have none.
 */
export function barsOf(spans: readonly Span[], height: number, least: number): readonly Span[] {
  const own = spans.filter(({ stretch }) => stretch.partition !== null);
  const bars = new Map<Span, Span>();
  let taken = 0;
  for (const span of own) {
    const y = Math.max(taken, span.y);
    taken = Math.max(y + least, span.y + span.height);
    bars.set(span, { ...span, y, height: taken - y });
  }
  let end = height;
  for (const span of own.toReversed()) {
    const { y, height: high } = bars.get(span) ?? span;
    const bottom = Math.min(end, y + high);
    end = Math.max(0, Math.min(y, bottom - least));
    bars.set(span, { ...span, y: end, height: bottom - end });
  }
  const isAstray = own.some((span) => Math.abs((bars.get(span) ?? span).y - span.y) > MAX_ASIDE * least);
  if (isAstray) return spans;
  return spans.flatMap((span, i) => {
    const bar = bars.get(span);
    if (bar !== undefined) return [bar];
    const [before, after] = [bars.get(spans[i - 1] as Span), bars.get(spans[i + 1] as Span)];
    const y = Math.max(span.y, before === undefined ? 0 : before.y + before.height);
    const bottom = Math.min(span.y + span.height, after?.y ?? height);
    return bottom > y ? [{ ...span, y, height: bottom - y }] : [];
  });
}

/**
 * The cells in front of which the lines between partitions run. A cell that a partition touches is inside its lines, so behind a
 * partition the line comes after the cell that its last byte is in. Where the next partition begins in that cell, too, there is
 * one line, in front of it.
 */
export function stepCells(stretches: readonly Stretch[], grid: Grid, blockBytes: number): readonly number[] {
  const cellAt = (at: number): number => cellOf(grid, Math.min(grid.blocks - 1, Math.floor(at / blockBytes)));
  const cells: number[] = [];
  stretches.forEach(({ partition, at, bytes }, i) => {
    if (i === 0) return;
    const cell = partition === null ? cellAt(at - 1) + 1 : cellAt(at);
    const isShared = partition === null && i + 1 < stretches.length && cellAt(at + bytes) < cell;
    if (!isShared) cells.push(cell);
  });
  return cells;
}
