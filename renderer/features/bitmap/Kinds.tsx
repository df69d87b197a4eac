import { useMemo, type JSX } from 'react';
import { SECTORS_AT_ONCE } from '../../../shared/views';
import { countKinds, hasBits, isEdited, kindsOn, marksOf, sectorsIn } from '../../disk/blockBitmap.model';
import type { Disk } from '../../disk/translate.model';
import { EDITED_LABEL, EDITED_NOTE, kindLabel, kindNote } from '../../disk/sectorBits.text';
import { SectorSwatch } from './SectorSwatch';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

type Props = { readonly disk: Disk; readonly block: number; readonly markOf: (sector: number) => number | null };

/** The kinds of sectors in the picture and how many there are of each: its legend, and the same in words. */
export function Kinds({ disk, block, markOf }: Props): JSX.Element | null {
  const sectors = sectorsIn(disk, block);
  const isCounted = sectors <= SECTORS_AT_ONCE;
  const marks = useMemo(() => (isCounted ? marksOf(sectors, markOf) : null), [isCounted, sectors, markOf]);
  // Only parts of a large block are known, so every possible kind is explained and none is counted.
  if (!isCounted) return <KindList disk={disk} block={block} counts={null} edited={0} />;
  return marks === null ? null : <KindList disk={disk} block={block} counts={countKinds(marks)} edited={marks.filter(isEdited).length} />;
}

type ListProps = Pick<Props, 'disk' | 'block'> & { readonly counts: ReturnType<typeof countKinds> | null; readonly edited: number };

function KindList({ disk, block, counts, edited }: ListProps): JSX.Element {
  const hasBit = hasBits(disk, block);
  const kinds = kindsOn(disk);
  return (
    <ul className={styles.kinds} aria-label="Kinds of sectors">
      {kinds
        .filter((kind) => counts === null || counts[kind] > 0)
        .map((kind) => (
          <li key={kind} title={kindNote(disk, kind, hasBit)}>
            <SectorSwatch kind={kind} />
            {kindLabel(disk, kind)}
            {counts !== null && <span> {grouped(counts[kind])}</span>}
          </li>
        ))}
      {edited > 0 && (
        <li title={EDITED_NOTE}>
          <SectorSwatch kind="edited" />
          {EDITED_LABEL}
          <span> {grouped(edited)}</span>
        </li>
      )}
    </ul>
  );
}
