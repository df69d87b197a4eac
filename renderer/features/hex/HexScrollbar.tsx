import { useCallback, useMemo, useRef, type JSX, type PointerEvent } from 'react';
import { offsetText } from '../../disk/address.model';
import { linesWithHits, type Hits } from '../../disk/hits.model';
import { useCanvas } from '../../ui/useCanvas';
import { useColours } from '../../ui/useColours';
import styles from './hex.module.css';

const MIN_THUMB = 28;

type Props = {
  readonly height: number;
  readonly size: number;
  /** `top`: the first visible byte; `end`: the byte behind the last visible one. */
  readonly top: number;
  readonly end: number;
  /** Hits of the search, which are marked. */
  readonly hits: Hits;
  readonly onScroll: (at: number) => void;
};

/** Width of the canvas: the scrollbar within its line. */
const WIDTH = 13;
const MARK = { x: 2, width: 9, height: 2 };
const COLOURS = ['found'] as const;

/** A scrollbar for the whole space: its end is the last byte, however large the disk is. */
export function HexScrollbar({ height, size, top, end, hits, onScroll }: Props): JSX.Element {
  const grabbed = useRef<number | null>(null);
  const thumb = Math.max(MIN_THUMB, Math.min(height, (height * (end - top)) / Math.max(1, size)));
  const room = Math.max(1, height - thumb);
  // The thumb reaches the end exactly when the last byte is visible.
  const reach = Math.max(1, size - (end - top));
  const y = Math.min(room, (room * top) / reach);

  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useMemo(() => ({ width: WIDTH, height }), [height]);
  const colours = useColours(COLOURS);
  const found = useMemo(() => {
    const lines = Math.max(1, Math.floor(height));
    return linesWithHits(hits, lines, (line) => Math.floor((line * size) / lines));
  }, [hits, height, size]);
  useCanvas(
    canvas,
    box,
    useCallback(
      (context: CanvasRenderingContext2D) => {
        context.fillStyle = colours.found;
        for (const y of found) context.fillRect(MARK.x, y, MARK.width, MARK.height);
      },
      [found, colours],
    ),
  );

  const scrollTo = (pointerY: number): void => {
    const share = Math.min(1, Math.max(0, (pointerY - (grabbed.current ?? thumb / 2)) / room));
    onScroll(share >= 1 ? size - 1 : Math.floor(share * reach));
  };
  const press = (event: PointerEvent<HTMLDivElement>): void => {
    const at = event.nativeEvent.offsetY;
    grabbed.current = at >= y && at < y + thumb ? at - y : thumb / 2;
    event.currentTarget.setPointerCapture(event.pointerId);
    scrollTo(at);
  };
  return (
    <div
      className={styles.scrollbar}
      role="scrollbar"
      aria-label="Position in the hex view"
      aria-controls="hex-grid"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, size - 1)}
      aria-valuenow={top}
      aria-valuetext={offsetText(top, 'hex')}
      onPointerDown={press}
      onPointerMove={(event) => {
        if (grabbed.current !== null) scrollTo(event.clientY - event.currentTarget.getBoundingClientRect().top);
      }}
      onPointerUp={() => {
        grabbed.current = null;
      }}
    >
      <div className={styles.thumb} style={{ top: y, height: thumb }} />
      <canvas ref={canvas} className={styles.marks} aria-hidden="true" />
    </div>
  );
}
