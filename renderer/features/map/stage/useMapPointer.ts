/** The pointer on the map: what it is over, clicks, selecting by dragging, wheel and pinch. */
import { useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import { blocksIn, cellOf, cellRect, cellsOf, hitTest, rowHeight } from '../../../disk/cellGrid.model';
import type { Disk } from '../../../disk/translate.model';
import { shownDisk } from '../../../app/store';
import { anchorBlock, extendTo, jumpToBlock } from '../mapActions';
import type { Anchor, MapViewport } from '../grid/useMapView';

/** A cell, and the pointer's position in window coordinates. */
export type Hover = { readonly cell: number; readonly x: number; readonly y: number };
type Spot = { readonly cell: number; readonly block: number; readonly y: number };

export type MapPointer = {
  readonly hover: Hover | null;
  readonly leave: () => void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onLostPointerCapture: () => void;
    readonly onPointerLeave: () => void;
    readonly onDoubleClick: (event: MouseEvent<HTMLElement>) => void;
  };
};

export function useMapPointer(
  disk: Disk,
  view: MapViewport | null,
  cursor: number | null,
  area: RefObject<HTMLElement | null>,
): MapPointer {
  const [hover, setHover] = useState<Hover | null>(null);
  const dragFrom = useRef<number | null>(null);
  const leave = (): void => setHover(null);
  useWheel(area, (event) => {
    if (view === null) return null;
    leave();
    if (event.ctrlKey || event.metaKey) return (step) => zoomAt(view, event, step);
    event.preventDefault();
    view.scrollTo(view.top + event.deltaY * WHEEL_PIXELS);
    return null;
  });

  const press = (event: PointerEvent<HTMLElement>): void => {
    const spot = view === null ? null : spotAt(view, event);
    setHover(null);
    if (spot === null || view === null) return;
    const first = blocksIn(view.grid, spot.cell).first;
    if (event.button === 2 && !isSelected(disk, first)) jumpToBlock(disk, first);
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragFrom.current = event.shiftKey && cursor !== null ? anchorBlock(disk, cursor, view.grid) : first;
    if (event.shiftKey) extendTo(disk, view.grid, dragFrom.current, first);
    else jumpToBlock(disk, first);
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    const spot = view === null ? null : spotAt(view, event);
    if (dragFrom.current === null || view === null) {
      const next = spot === null ? null : { cell: spot.cell, x: event.clientX, y: event.clientY };
      setHover((old) => (old?.cell === next?.cell ? old : next));
      return;
    }
    if (event.buttons === 1) dragTo(disk, view, { anchor: dragFrom.current, cursor }, event);
  };
  const handlers = {
    onPointerDown: press,
    onPointerMove: move,
    onLostPointerCapture: () => {
      dragFrom.current = null;
    },
    onPointerLeave: leave,
    onDoubleClick: (event: MouseEvent<HTMLElement>) => {
      const spot = view === null ? null : spotAt(view, event);
      if (spot !== null) view?.zoomToCell({ block: blocksIn(view.grid, spot.cell).first, y: spot.y });
    },
  };
  return { hover, leave, handlers };
}

function spotAt({ grid, top }: MapViewport, event: MouseEvent<HTMLElement> | WheelEvent): Spot | null {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const cell = hitTest(grid, x, y + top);
  if (cell === null || y < 0 || y >= box.height) return null;
  const rect = cellRect(grid, cell);
  // The block under the pointer. Zooming in keeps its row under the pointer.
  const { first, end } = blocksIn(grid, cell);
  const block = Math.min(end - 1, first + Math.floor(((x - rect.x) / rect.width) * (end - first)));
  return { cell, block, y };
}

/** Extends the selection to the cell nearest to the pointer, and scrolls if the pointer is above or below the map. */
function dragTo(disk: Disk, view: MapViewport, { anchor, cursor }: Drag, event: PointerEvent<HTMLElement>): void {
  const { grid, top, height } = view;
  const box = event.currentTarget.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  if (y < 0 || y >= height) view.scrollTo(top + Math.sign(y) * rowHeight(grid) * DRAG_ROWS);
  const inside = (at: number, room: number): number => Math.min(Math.max(0, at), room - 1);
  const cell = hitTest(grid, inside(x, grid.width), inside(y, Math.min(height, grid.height)) + top) ?? cellsOf(grid) - 1;
  if (cursor === null || cellOf(grid, cursor) !== cell) extendTo(disk, grid, anchor, blocksIn(grid, cell).first);
}

type Drag = { readonly anchor: number; readonly cursor: number | null };

function isSelected(disk: Disk, block: number): boolean {
  const selection = shownDisk()?.selection ?? null;
  const at = block * (disk.view.disk?.blocks.sizeBytes ?? 0);
  return selection?.space === 'disk' && at >= selection.at && at < selection.at + selection.bytes;
}

/** What one notch of a wheel amounts to. A pinch sends many small steps, which are added up to that. */
const NOTCH = 60;
const WHEEL_PIXELS = 0.6;
/** How many rows each move scrolls while the pointer drags outside the map. */
const DRAG_ROWS = 2;

/** Zooms one step in or out. */
type Zoom = (step: 1 | -1) => void;

/**
 * Listens to the wheel itself, because React's listener is passive and could not stop the page from scrolling. `on` returns how
 * to zoom; if it returns null, the wheel scrolls as usual, or does what `on` has already done.
 */
export function useWheel(area: RefObject<HTMLElement | null>, on: (event: WheelEvent) => Zoom | null): void {
  const pinched = useRef(0);
  useEffect(() => {
    const element = area.current;
    const wheel = (event: WheelEvent): void => {
      const zoom = on(event);
      if (zoom === null) return;
      event.preventDefault();
      pinched.current = Math.sign(pinched.current) === Math.sign(event.deltaY) ? pinched.current + event.deltaY : event.deltaY;
      const steps = -Math.trunc(pinched.current / NOTCH);
      if (steps === 0) return;
      pinched.current = 0;
      zoom(steps > 0 ? 1 : -1);
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });
}

function zoomAt(view: MapViewport, event: WheelEvent, steps: number): void {
  const spot = spotAt(view, event);
  const anchor: Anchor | undefined = spot === null ? undefined : { block: spot.block, y: spot.y };
  view.zoomBy(steps, anchor);
}
