/** What the hex view shows: the model of its lines, the anchor it is scrolled to, and bytes by address. */
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import type { SectorRun } from '../../../shared/views';
import type { HexModel } from '../../disk/byteLines.model';
import { ROOT_ANCHOR, type Anchor } from './hexView.model';
import { fieldsOf, structureAt, type Disk } from '../../disk/translate.model';
import { byteAt, isChangedAt, type ByteRead } from '../../disk/bytes.store';
import { blockMapAt, pagesVersion, subscribePages } from '../../disk/pages.store';
import { useOpen, usePref } from '../../app/store';

export type HexView = {
  readonly model: HexModel;
  readonly version: number;
  readonly anchor: Anchor;
  readonly setAnchor: (anchor: Anchor) => void;
  readonly show: (at: number) => void;
  readonly byteAt: (at: number) => ByteRead;
  /** Whether a save would change or add the byte. */
  readonly editedAt: (at: number) => boolean;
};

export function useHexModel(disk: Disk, columns: number): HexView {
  const version = useSyncExternalStore(subscribePages, pagesVersion);
  const space = useOpen((d) => d.cursor.space);
  const bitmaps = usePref('bitmaps');
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
  const edited = useCallback((at: number): boolean => isChangedAt(image, space, bitmaps, at), [image, space, bitmaps]);
  // `maps` answers differently when `version` changes, so a new version needs a new model.
  // oxlint-disable-next-line react/exhaustive-deps
  const model = useMemo<HexModel>(() => ({ disk, space, columns, maps, shown }), [disk, space, columns, maps, shown, version]);
  return {
    model,
    version,
    anchor: anchors[space],
    setAnchor: useCallback((anchor: Anchor) => setAnchors((all) => ({ ...all, [space]: anchor })), [space]),
    show: useCallback((at: number) => setShown((all) => new Set([...all, at])), []),
    byteAt: read,
    editedAt: edited,
  };
}

export type FieldTable = {
  readonly start: number;
  readonly keys: readonly FieldRow[];
  /** Whether the range is just the structure that the fields are of. */
  readonly isWhole: (range: { readonly at: number; readonly bytes: number }) => boolean;
};
export type FieldIndex = (at: number) => FieldTable | null;

/** The table of fields that a byte of the file belongs to; each structure is looked up once. */
export function fieldIndex(disk: Disk): FieldIndex {
  const tables = new Map<number, readonly FieldRow[]>();
  return (at) => {
    const structure = structureAt(disk, at);
    if (structure === null) return null;
    const keys = tables.get(structure.at) ?? fieldsOf(disk, structure);
    tables.set(structure.at, keys);
    const { at: start, bytes } = structure;
    return keys.length === 0 ? null : { start, keys, isWhole: (range) => range.at === start && range.bytes === bytes };
  };
}
