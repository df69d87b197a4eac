import type { JSX } from 'react';
import { cellFacts } from '../../../disk/cellFacts.model';
import { blocksIn, cellOf, cellsOf, type Grid } from '../../../disk/cellGrid.model';
import type { Disk } from '../../../disk/translate.model';
import { stateName } from '../../../disk/origin.text';

type Props = { readonly disk: Disk; readonly grid: Grid; readonly cursor: number | null };

/** The cursor's cell and its neighbours as real cells for screen readers, because the picture is only a canvas. */
export function MapCells({ disk, grid, cursor }: Props): JSX.Element | null {
  if (cursor === null) return null;
  const active = cellOf(grid, cursor);
  const near = [active - 1, active, active + 1].filter(
    (cell) => cell >= 0 && cell < cellsOf(grid) && Math.floor(cell / grid.columns) === Math.floor(active / grid.columns),
  );
  return (
    <div className="hidden-visually" role="row" aria-rowindex={Math.floor(active / grid.columns) + 1}>
      {near.map((cell) => (
        <span
          key={cell}
          role="gridcell"
          id={cell === active ? 'map-active' : undefined}
          aria-colindex={(cell % grid.columns) + 1}
          aria-selected={cell === active}
        >
          {cellText(disk, grid, cell)}
        </span>
      ))}
    </div>
  );
}

function cellText(disk: Disk, grid: Grid, cell: number): string {
  const facts = cellFacts(disk, blocksIn(grid, cell), 'hex');
  return `${facts.title}. ${facts.states.map(({ state, owner }) => stateName(disk, state, owner)).join(', ')}`;
}
