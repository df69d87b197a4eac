import type { JSX } from 'react';
import { SECTORS_AT_ONCE } from '../../../shared/views';
import { grouped } from '../../kernels/address';
import { countKinds, isEdited, kindsOn, sectorsIn } from '../../kernels/blockBitmap';
import type { Disk } from '../../kernels/translate';
import { EDITED_LABEL, EDITED_NOTE, KIND_LABELS, KIND_NOTES } from '../../text/sectorBits';
import { SectorSwatch } from './SectorSwatch';

type Props = { readonly disk: Disk; readonly block: number; readonly markOf: (sector: number) => number | null };

/** What there is, with how many of each: the picture's legend, and its twin in words. */
export function Kinds({ disk, block, markOf }: Props): JSX.Element | null {
  const sectors = sectorsIn(disk, block);
  // A block of many pieces is known in part only: what may be in sight is explained, and not counted.
  if (sectors > SECTORS_AT_ONCE) return <KindList disk={disk} counts={null} edited={0} />;
  const marks: number[] = [];
  for (let sector = 0; sector < sectors; sector++) {
    const mark = markOf(sector);
    if (mark === null) return null;
    marks.push(mark);
  }
  return <KindList disk={disk} counts={countKinds(Uint8Array.from(marks))} edited={marks.filter(isEdited).length} />;
}

type ListProps = { readonly disk: Disk; readonly counts: ReturnType<typeof countKinds> | null; readonly edited: number };

function KindList({ disk, counts, edited }: ListProps): JSX.Element {
  const kinds = kindsOn(disk);
  return (
    <ul className="bitmap-kinds" aria-label="Kinds of sectors">
      {kinds
        .filter((kind) => counts === null || counts[kind] > 0)
        .map((kind) => (
          <li key={kind} title={KIND_NOTES[kind]}>
            <SectorSwatch kind={kind} />
            {KIND_LABELS[kind]}
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
