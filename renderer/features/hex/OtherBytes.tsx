import { X } from 'lucide-react';
import { useCallback, useRef, type JSX, type PointerEventHandler, type ReactNode } from 'react';
import { setState } from '../../app/store';
import { forgetFind } from '../../disk/find.store';
import type { Line } from '../../disk/byteLines.model';
import { IconButton } from '../../ui/Button';
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
  /** The cursor is one on both, and the keys are those of this disk's bytes. */
  const press: PointerEventHandler<HTMLCanvasElement> = (event) => {
    onPress(event);
    setState({ wantedPane: 'hex' });
  };
  const end = (): void => {
    forgetFind();
    setState({ wantedPane: 'hex' });
  };
  return (
    <div className={styles.side}>
      <div className={styles.sideHead}>
        <p className={styles.sideName} title={name}>
          {name}
        </p>
        <IconButton label="End the comparison" className={styles.sideEnd} onClick={end}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {ruler}
      <div className={styles.body} ref={body}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          aria-hidden="true"
          onMouseDown={(event) => event.preventDefault()}
          onPointerDown={press}
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
