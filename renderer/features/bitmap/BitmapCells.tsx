import type { JSX } from 'react';
import { sectorFacts } from '../../disk/blockBitmap.model';
import type { SectorGrid } from './sectorGrid.model';
import type { Disk } from '../../disk/translate.model';
import { kindNote } from '../../disk/sectorBits.text';
import { grouped } from '../../../shared/text/numbers';

type Props = {
  readonly grid: SectorGrid;
  readonly disk: Disk;
  readonly block: number;
  readonly cursor: number | null;
  readonly markOf: (sector: number) => number | null;
  /** The id of the cursor's cell, so that the grid can refer to it. */
  readonly activeId: string;
};

/** The cursor's sector and its neighbours as real cells for screen readers, because the picture is only a canvas. */
export function BitmapCells({ grid, disk, block, cursor, markOf, activeId }: Props): JSX.Element | null {
  if (cursor === null) return null;
  const row = Math.floor(cursor / grid.columns);
  const near = [cursor - 1, cursor, cursor + 1].filter(
    (sector) => sector >= 0 && sector < grid.sectors && Math.floor(sector / grid.columns) === row,
  );
  return (
    <div className="hidden-visually" role="row" aria-rowindex={row + 1}>
      {near.map((sector) => (
        <span
          key={sector}
          role="gridcell"
          id={sector === cursor ? activeId : undefined}
          aria-colindex={(sector % grid.columns) + 1}
          aria-selected={sector === cursor}
        >
          {textOf(disk, block, sector, markOf(sector))}
        </span>
      ))}
    </div>
  );
}

function textOf(disk: Disk, block: number, sector: number, mark: number | null): string {
  if (mark === null) return `Sector ${grouped(sector)}. Not read yet`;
  const { kind, lba, hasBit, isEdited } = sectorFacts(disk, block, sector, mark);
  return `Sector ${grouped(sector)}, LBA ${grouped(lba)}. ${kindNote(disk, kind, hasBit)}${isEdited ? '. Changed, not saved' : ''}`;
}
