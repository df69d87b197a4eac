/** What the hex view shows: the model of lines, the anchor it is scrolled to, and bytes by address. */
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import type { SectorRun } from '../../../shared/views';
import { clampTop, lineAt, linesFrom, scrolled, topFor, type HexModel, type Line } from '../../kernels/hexLines';
import { fieldsOf, spaceBytes, structureAt, type Disk } from '../../kernels/translate';
import { byteAt, type ByteRead } from '../../store/bytes';
import { blockMapAt, pagesVersion, subscribePages } from '../../store/pages';
import { useStore } from '../../store/store';

/** The first line, remembered by address: what lies there may still be on its way. */
export type Anchor = { readonly at: number; readonly header: boolean };

export const anchorOfLine = (line: Line): Anchor => ({ at: line.at, header: line.kind === 'header' });
export const topLine = (model: HexModel, { at, header }: Anchor): Line => {
  const inside = Math.min(at, spaceBytes(model.disk, model.space) - 1);
  return header ? topFor(model, inside) : lineAt(model, inside);
};

const ROOT_ANCHOR: Anchor = { at: 0, header: true };

export type HexView = {
  readonly model: HexModel;
  readonly version: number;
  readonly anchor: Anchor;
  readonly setAnchor: (anchor: Anchor) => void;
  readonly show: (at: number) => void;
  readonly byteAt: (at: number) => ByteRead;
};

export function useHexModel(disk: Disk, columns: number): HexView {
  const version = useSyncExternalStore(subscribePages, pagesVersion);
  const space = useStore((s) => s.cursor.space);
  const bitmaps = useStore((s) => s.bitmaps);
  const { image } = disk.view;
  const [anchors, setAnchors] = useState<Readonly<Record<'disk' | 'file', Anchor>>>({ disk: ROOT_ANCHOR, file: ROOT_ANCHOR });
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());

  const maps = useCallback(
    (block: number): readonly SectorRun[] | null | 'failed' => {
      const fetched = blockMapAt(image, block, bitmaps);
      return fetched.kind === 'ready' ? fetched.value : fetched.kind === 'failed' ? 'failed' : null;
    },
    [image, bitmaps],
  );
  const read = useCallback((at: number): ByteRead => byteAt(image, space, bitmaps, at), [image, space, bitmaps]);
  // `version` is what maps and pages answer by: new answers make a new model.
  // oxlint-disable-next-line react/exhaustive-deps
  const model = useMemo<HexModel>(() => ({ disk, space, columns, maps, shown }), [disk, space, columns, maps, shown, version]);
  return {
    model,
    version,
    anchor: anchors[space],
    setAnchor: useCallback((anchor: Anchor) => setAnchors((all) => ({ ...all, [space]: anchor })), [space]),
    show: useCallback((at: number) => setShown((all) => new Set([...all, at])), []),
    byteAt: read,
  };
}

/** The lines in sight. The first row's header stays in sight while its row is scrolled past it. */
export function visibleLines(model: HexModel, anchor: Anchor, count: number): Line[] {
  const top = clampTop(model, topLine(model, anchor), count);
  if (top.kind !== 'row') return linesFrom(model, top, count);
  return [{ kind: 'header', at: top.at, bytes: 0, segment: top.segment }, ...linesFrom(model, top, count - 1)];
}

/** How far the view has to move so that the byte is in sight, with some context around it; null when it is. */
export function anchorFor(model: HexModel, anchor: Anchor, visible: number, at: number): Anchor | null {
  const top = topLine(model, anchor);
  const rows = Math.max(1, visible - 1);
  const holds = (line: Line): boolean => line.kind !== 'header' && at >= line.at && at < line.at + line.bytes;
  const lines = linesFrom(model, clampTop(model, top, rows), rows);
  if (lines.some(holds)) return null;
  const below = linesFrom(model, lines.at(-1) ?? top, rows).findIndex(holds);
  if (below > 0) return anchorOfLine(scrolled(model, top, below + 2, rows));
  const line = lineAt(model, at);
  return anchorOfLine(clampTop(model, scrolled(model, line, -3, rows), rows));
}

export type FieldIndex = (at: number) => { readonly start: number; readonly keys: readonly FieldRow[] } | null;

/** The table of fields a byte of the file belongs to, looked up once a structure. */
export function fieldIndex(disk: Disk): FieldIndex {
  const tables = new Map<number, readonly FieldRow[]>();
  return (at) => {
    const structure = structureAt(disk, at);
    if (structure === null) return null;
    const keys = tables.get(structure.at) ?? fieldsOf(disk, structure);
    tables.set(structure.at, keys);
    return keys.length === 0 ? null : { start: structure.at, keys };
  };
}
