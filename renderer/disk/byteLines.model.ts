/**
 * The hex view's lines. A view is anchored at an address, not at a line number: lines are laid out downwards and upwards from
 * there, so a hole of a tebibyte takes one line, and the last byte of the largest disk is found as fast as the first.
 */
import { SECTOR_BYTES, type Space } from '../../shared/vhd/units';
import { OWNER_NOBODY, OWNER_UNKNOWN, type SectorRun, type SectorSource } from '../../shared/views';
import { blockAtFile, lastBlockEnd, nextBlockStart, spaceBytes, structureAt, type Disk } from './translate.model';

export type HoleSource = Exclude<SectorSource, 'file'>;

/** Where the sectors of a block come from; null while that is being fetched. */
export type BlockMaps = (block: number) => readonly SectorRun[] | null | 'failed';

export type HexModel = {
  readonly disk: Disk;
  readonly space: Space;
  /** 16 or 32 bytes a row. */
  readonly columns: number;
  readonly maps: BlockMaps;
  /** First bytes of the holes whose bytes the user wants to see. */
  readonly shown: ReadonlySet<number>;
};

/** A stretch of bytes of one kind. `rows`: bytes to show; `ghost`: bytes shown although this file does not hold them. */
export type Segment = {
  readonly kind: 'rows' | 'ghost' | 'hole' | 'loading';
  readonly at: number;
  readonly end: number;
  readonly source: SectorSource;
  readonly layer: number;
  /** Where it is in this layer's file; null if it is not stored in one. */
  readonly fileAt: number | null;
};

export type Line =
  | { readonly kind: 'header'; readonly at: number; readonly bytes: 0; readonly segment: Segment }
  | { readonly kind: 'row'; readonly at: number; readonly bytes: number; readonly segment: Segment }
  | { readonly kind: 'hole' | 'loading'; readonly at: number; readonly bytes: number; readonly segment: Segment };

/** The segment that holds a byte. `at` must lie inside the space. */
export function segmentAt(model: HexModel, at: number): Segment {
  return model.space === 'file' ? fileSegment(model, at) : diskSegment(model, at);
}

/**
 * A structure, else a block, else what lies between them. Where these overlap in a damaged file, each of them also ends where
 * another begins or ends, so that every byte is in exactly one segment.
 */
function fileSegment({ disk }: HexModel, at: number): Segment {
  const { structures, fileBytes } = disk.view;
  const borders = [0, fileBytes, ...structures.flatMap((s) => [s.at, s.at + s.bytes])];
  const structure = structureAt(disk, at);
  if (structure === null || structure.kind === 'blocks' || structure.kind === 'data') {
    const place = blockAtFile(disk, at);
    if (place !== null) borders.push(place.at, place.end);
    borders.push(lastBlockEnd(disk, at), nextBlockStart(disk, at) ?? fileBytes);
  }
  const from = borders.reduce((last, border) => (border <= at ? Math.max(last, border) : last), 0);
  const end = borders.reduce((next, border) => (border > at ? Math.min(next, border) : next), fileBytes);
  return { kind: 'rows', at: from, end, source: 'file', layer: 0, fileAt: from };
}

function diskSegment(model: HexModel, at: number): Segment {
  const { disk, maps } = model;
  const blocks = disk.view.disk?.blocks;
  const size = spaceBytes(disk, 'disk');
  if (blocks === undefined) return { kind: 'hole', at: 0, end: size, source: 'unknown', layer: 0, fileAt: null };
  // Without its table, nothing of such a disk can be read: that is one line, and not one for each block.
  if (!blocks.inTable && (disk.view.disk?.kind === 'dynamic' || disk.view.disk?.kind === 'differencing'))
    return hole(model, { lba: 0, sectors: 0, source: 'damaged', layer: 0, at: null }, 0, size);
  const block = Math.floor(at / blocks.sizeBytes);
  const owner = disk.blocks.owners[block];
  if (owner === OWNER_NOBODY || owner === OWNER_UNKNOWN) {
    const run = ownerRun(disk.blocks.owners, block);
    const source = owner === OWNER_NOBODY ? 'zero' : 'unknown';
    return hole(
      model,
      { lba: 0, sectors: 0, source, layer: 0, at: null },
      run.first * blocks.sizeBytes,
      Math.min(size, run.end * blocks.sizeBytes),
    );
  }
  const blockEnd = Math.min(size, (block + 1) * blocks.sizeBytes);
  const runs = maps(block);
  if (runs === null) return { kind: 'loading', at: block * blocks.sizeBytes, end: blockEnd, source: 'file', layer: 0, fileAt: null };
  const sector = Math.floor(at / SECTOR_BYTES);
  const run = runs === 'failed' ? undefined : runs.find(({ lba, sectors }) => sector >= lba && sector < lba + sectors);
  if (run === undefined)
    return hole(model, { lba: 0, sectors: 0, source: 'damaged', layer: 0, at: null }, block * blocks.sizeBytes, blockEnd);
  const from = run.lba * SECTOR_BYTES;
  const end = Math.min(size, from + run.sectors * SECTOR_BYTES);
  return run.source === 'file' ? { kind: 'rows', at: from, end, source: 'file', layer: 0, fileAt: run.at } : hole(model, run, from, end);
}

const hole = ({ shown }: HexModel, run: SectorRun, at: number, end: number): Segment => ({
  kind: shown.has(at) ? 'ghost' : 'hole',
  at,
  end,
  source: run.source,
  layer: run.layer,
  fileAt: run.at,
});

/** Whether a hole has bytes to show: zeros, or those of a parent. An unknown or damaged one has none. */
export const canShow = ({ source }: Segment): boolean => source === 'zero' || source === 'parent';

/** Runs of blocks with the same owner, found once for each table. */
const ownerRuns = new WeakMap<Uint8Array, Uint32Array>();

function ownerRun(owners: Uint8Array, block: number): { readonly first: number; readonly end: number } {
  let starts = ownerRuns.get(owners);
  if (starts === undefined) {
    const found: number[] = [];
    for (let i = 0; i < owners.length; i++) if (i === 0 || owners[i] !== owners[i - 1]) found.push(i);
    starts = Uint32Array.from(found);
    ownerRuns.set(owners, starts);
  }
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= block) low = middle;
    else high = middle;
  }
  return { first: starts[low] ?? 0, end: starts[low + 1] ?? owners.length };
}

/** On the disk every sector has a header line; in the file every structure has one. */
const startsHeader = (model: HexModel, segment: Segment, at: number): boolean =>
  at === segment.at || (model.space === 'disk' && at % SECTOR_BYTES === 0);

/** The line that shows the byte; never a header. */
export function lineAt(model: HexModel, at: number): Line {
  const segment = segmentAt(model, at);
  if (segment.kind === 'hole' || segment.kind === 'loading')
    return { kind: segment.kind, at: segment.at, bytes: segment.end - segment.at, segment };
  const aligned = Math.floor(at / model.columns) * model.columns;
  const from = Math.max(segment.at, aligned);
  return { kind: 'row', at: from, bytes: Math.min(segment.end, aligned + model.columns) - from, segment };
}

const withHeader = (model: HexModel, line: Line): Line =>
  line.kind === 'row' && startsHeader(model, line.segment, line.at)
    ? { kind: 'header', at: line.at, bytes: 0, segment: line.segment }
    : line;

/** The line below; null at the end of the space. */
export function lineBelow(model: HexModel, line: Line): Line | null {
  if (line.kind === 'header') return lineAt(model, line.at);
  const next = line.at + line.bytes;
  return next >= spaceBytes(model.disk, model.space) ? null : withHeader(model, lineAt(model, next));
}

/** The line above; null at the start of the space. */
export function lineAbove(model: HexModel, line: Line): Line | null {
  if (line.kind === 'row' && startsHeader(model, line.segment, line.at))
    return { kind: 'header', at: line.at, bytes: 0, segment: line.segment };
  return line.at === 0 ? null : lineAt(model, line.at - 1);
}

/** The first line of a view that should begin with this byte: the header of the byte's row if it has one, else the row. */
export const topFor = (model: HexModel, at: number): Line => withHeader(model, lineAt(model, at));

/** `count` lines from `top` down. */
export function linesFrom(model: HexModel, top: Line, count: number): Line[] {
  const lines: Line[] = [];
  for (let line: Line | null = top; line !== null && lines.length < count; line = lineBelow(model, line)) lines.push(line);
  return lines;
}

/** The top line `steps` further down (or up, if negative), but not so far that part of the view would stay empty. */
export function scrolled(model: HexModel, top: Line, steps: number, visible: number): Line {
  let line = top;
  for (let left = Math.abs(steps); left > 0; left--) {
    const next = steps > 0 ? lineBelow(model, line) : lineAbove(model, line);
    if (next === null) break;
    line = next;
  }
  return steps > 0 ? clampTop(model, line, visible) : line;
}

/** `top`, or the last line above it from which the lines still fill the view. */
export function clampTop(model: HexModel, top: Line, visible: number): Line {
  const below = linesFrom(model, top, visible);
  if (below.length >= visible) return top;
  let line = top;
  for (let missing = visible - below.length; missing > 0; missing--) {
    const above = lineAbove(model, line);
    if (above === null) break;
    line = above;
  }
  return line;
}
