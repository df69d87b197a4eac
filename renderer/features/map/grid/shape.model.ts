/** Outlines on the grid, of runs of cells that continue from row to row like text. */
import { cellsOf, columnEdge, rowEdge, type Grid } from '../../../disk/cellGrid.model';

export type Point = { readonly x: number; readonly y: number };

/** The closed outline of cells `first` to `last`; `y` counts from the first row. */
export function runOutline(grid: Grid, first: number, last: number): readonly Point[] {
  const { columns } = grid;
  const [r0, c0] = [Math.floor(first / columns), first % columns];
  const [r1, c1] = [Math.floor(last / columns), (last % columns) + 1];
  const left = 0;
  const right = columnEdge(grid, columns);
  const [x0, x1] = [columnEdge(grid, c0), columnEdge(grid, c1)];
  const y = (row: number): number => rowEdge(grid, row);
  if (r0 === r1) return box(x0, y(r0), x1, y(r1 + 1));
  return [
    { x: x0, y: y(r0) },
    { x: right, y: y(r0) },
    { x: right, y: y(r1) },
    { x: x1, y: y(r1) },
    { x: x1, y: y(r1 + 1) },
    { x: left, y: y(r1 + 1) },
    { x: left, y: y(r0 + 1) },
    { x: x0, y: y(r0 + 1) },
  ];
}

const box = (x0: number, y0: number, x1: number, y1: number): readonly Point[] => [
  { x: x0, y: y0 },
  { x: x1, y: y0 },
  { x: x1, y: y1 },
  { x: x0, y: y1 },
];

/** The line in front of a cell, which separates all earlier cells from it: a step, or a straight line at the start of a row. */
export function stepLine(grid: Grid, cell: number): readonly Point[] {
  if (cell <= 0 || cell >= cellsOf(grid)) return [];
  const [row, column] = [Math.floor(cell / grid.columns), cell % grid.columns];
  const [x, y, below] = [columnEdge(grid, column), rowEdge(grid, row), rowEdge(grid, row + 1)];
  // In the last row the line ends where the disk ends.
  const last = cellsOf(grid) - 1;
  const right = columnEdge(grid, row === Math.floor(last / grid.columns) ? (last % grid.columns) + 1 : grid.columns);
  if (column === 0)
    return [
      { x: 0, y },
      { x: right, y },
    ];
  return [
    { x: right, y },
    { x, y },
    { x, y: below },
    { x: 0, y: below },
  ];
}
