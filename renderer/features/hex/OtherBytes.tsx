import { useCallback, useRef, type JSX, type PointerEventHandler, type ReactNode } from 'react';
import type { Line } from '../../disk/byteLines.model';
import { useCanvas } from '../../ui/useCanvas';
import { useElementSize } from '../../ui/useElementSize';
import { HexGridRows } from './HexGrid';
import { paintHex, type HexScene } from './paintHex';
import styles from './hex.module.css';

type Props = {
  readonly name: string;
  /** What the hex view shows, with the other disk's bytes in it. */
  readonly scene: HexScene;
  readonly lines: readonly Line[];
  readonly ruler: ReactNode;
  /** The same as over this disk's bytes: the cursor is one, on both. */
  readonly onPress: PointerEventHandler<HTMLCanvasElement>;
  readonly onDrag: PointerEventHandler<HTMLCanvasElement>;
  readonly onRelease: () => void;
};

/** The other disk's bytes, row by row beside those of this disk, which it is compared with. */
export function OtherBytes({ name, scene, lines, ruler, onPress, onDrag, onRelease }: Props): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useElementSize(body);
  const draw = useCallback((context: CanvasRenderingContext2D) => paintHex(context, { ...scene, width: size.width }), [scene, size.width]);
  useCanvas(canvas, size, draw);
  return (
    <div className={styles.side}>
      <p className={styles.sideName} title={name}>
        {name}
      </p>
      {ruler}
      <div className={styles.body} ref={body}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          aria-hidden="true"
          onPointerDown={onPress}
          onPointerMove={onDrag}
          onPointerUp={onRelease}
        />
        <div className="hidden-visually" role="grid" aria-label={`Bytes of ${name}`}>
          <HexGridRows
            lines={lines}
            caption={scene.caption}
            radix={scene.radix}
            cursor={scene.cursor}
            byteAt={scene.byteAt}
            nibble={null}
          />
        </div>
      </div>
    </div>
  );
}
