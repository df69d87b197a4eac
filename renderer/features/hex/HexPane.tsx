import { clsx } from 'clsx';
import { useCallback, useEffect, useMemo, useRef, useState, type JSX, type MouseEvent, type PointerEvent } from 'react';
import { gutterText } from '../../disk/address.model';
import { canShow, lineAt, scrolled, segmentAt, topFor, type Line } from '../../disk/byteLines.model';
import { anchorFor, anchorOfLine, windowAt } from './hexView.model';
import { hexMetrics, hitLine, ROW_HEIGHT, scrolledTo } from './hexMetrics.model';
import { captionText, holeLineText, otherCaptionText } from './hexText.model';
import { setHexTarget } from '../../disk/typing.commands';
import { spaceBytes, type Disk } from '../../disk/translate.model';
import { useDiskLayout } from '../../disk/blocks.store';
import { moveTo } from '../../disk/cursor.store';
import { otherByteAt, type ByteRead } from '../../disk/bytes.store';
import { useCompared } from '../../disk/compared.store';
import { useHitsIn } from '../../disk/find.store';
import { countWithin, hitsWithin } from '../../disk/hits.model';
import type { Addr } from '../../app/state';
import { useOpen, usePref } from '../../app/store';
import { useColours } from '../../ui/useColours';
import { useCanvas } from '../../ui/useCanvas';
import { useElementSize } from '../../ui/useElementSize';
import { HexGridRows } from './HexGrid';
import { HexRuler } from './HexRuler';
import { HexScrollbar } from './HexScrollbar';
import { HexMenu } from './HexMenu';
import { HexToolbar } from './HexToolbar';
import { OtherBytes } from './OtherBytes';
import { HEX_COLOURS, paintHex, SHOW_LABEL, type HexScene } from './paintHex';
import { useHexFont } from './useHexFont';
import { anchorOf, handleHexKey } from './useHexKeys';
import { fieldIndex, useHexModel } from './useHexModel';
import { takeRows } from './wheel.model';
import styles from './hex.module.css';

const SCROLLBAR = 14;
export function HexPane(): JSX.Element | null {
  const disk = useDiskLayout();
  return disk === null ? null : <HexView disk={disk} key={disk.view.image} />;
}

/** The hex view of one image: canvas, scrollbar, and a small real grid for screen readers. */
function HexView({ disk }: { readonly disk: Disk }): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const sideways = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useElementSize(body);
  const room = useElementSize(frame).width - SCROLLBAR;
  const font = useHexFont();
  const cursor = useOpen((d) => d.cursor);
  const selection = useOpen((d) => d.selection);
  const nibble = useOpen((d) => d.nibble);
  const typed = nibble?.space === cursor.space && nibble.at === cursor.at ? nibble.high : null;
  const radix = usePref('radix');
  const pinned = usePref('columns');
  const [part, setPart] = useState<'hex' | 'text'>('hex');
  const [focused, setFocused] = useState(false);

  const spaceSize = spaceBytes(disk, cursor.space);
  const digits = gutterText(0, spaceSize, radix).length;
  const metricsFor = useCallback(
    (columns: number) => hexMetrics(font.charWidth, columns, digits, cursor.space === 'disk'),
    [font, digits, cursor.space],
  );
  const other = useCompared(cursor.space);
  // The other disk's bytes stand beside these where there is room for both, else below.
  const isBeside = other !== null && 2 * metricsFor(pinned === 'auto' ? 16 : pinned).width <= room;
  const ownRoom = isBeside ? room / 2 : room;
  const columns = pinned === 'auto' ? (metricsFor(32).width <= ownRoom ? 32 : 16) : pinned;
  const metrics = useMemo(() => metricsFor(columns), [metricsFor, columns]);
  const { model, anchor, setAnchor, show, byteAt, editedAt, version } = useHexModel(disk, columns);
  const visible = Math.max(1, Math.floor(size.height / ROW_HEIGHT));
  const { top, lines } = useMemo(() => windowAt(model, anchor, visible), [model, anchor, visible]);

  // The view follows the cursor when that moves, and again when the bytes there have loaded. Otherwise the user can scroll away
  // from it.
  const settled = segmentAt(model, cursor.at).kind !== 'loading';
  const [followed, setFollowed] = useState<{ readonly cursor: Addr; readonly settled: boolean } | null>(null);
  if (size.height > 0 && (followed?.cursor !== cursor || followed.settled !== settled)) {
    setFollowed({ cursor, settled });
    const next = anchorFor(model, anchor, visible, cursor.at);
    if (next !== null) setAnchor(next);
  }

  /** Unfolds the hole, and shows the cursor's place among its bytes. */
  const unfold = (at: number): void => {
    show(at);
    setFollowed(null);
  };
  const hits = useHitsIn(cursor.space);
  const under = segmentAt(model, cursor.at);
  // A hit may lie in what this file does not hold: in a parent, or only on the disk that this one is compared with.
  if (under.kind === 'hole' && canShow(under) && hitsWithin(hits, cursor.at, cursor.at + 1).length > 0) unfold(under.at);

  // Where the columns are wider than the view, it follows the cursor sideways as well.
  useEffect(() => {
    const element = sideways.current;
    if (element !== null) element.scrollLeft = scrolledTo(metrics, cursor.at, part, element.scrollLeft, element.clientWidth);
  }, [cursor, part, metrics]);

  useEffect(() => setHexTarget({ model, part }), [model, part]);

  const fields = useMemo(() => fieldIndex(disk), [disk]);
  const table = cursor.space === 'file' ? fields(cursor.at) : null;
  const field = table?.keys.find((key) => cursor.at - table.start >= key.at && cursor.at - table.start < key.at + key.bytes) ?? null;
  // A structure or a difference that is selected as a whole keeps the tints of its fields: the lines below say what is selected.
  const isHit =
    selection !== null &&
    other !== null &&
    hitsWithin(hits, selection.at, selection.at + 1).some((hit) => hit.at === selection.at && hit.bytes === selection.bytes);
  const keepsTints = isHit || (selection?.space === 'file' && (table?.isWhole(selection) ?? false));
  const colours = useColours(HEX_COLOURS);
  const otherAt = useCallback(
    (at: number): ByteRead => (other === null ? null : otherByteAt(disk.view.image, other.find, at)),
    [disk, other],
  );
  const scene = useMemo<HexScene>(() => {
    const tintAt = (at: number): 0 | 1 | null => {
      const found = cursor.space === 'file' ? fields(at) : null;
      const index =
        found === null ? -1 : found.keys.findIndex((key) => at - found.start >= key.at && at - found.start < key.at + key.bytes);
      return index < 0 ? null : index % 2 === 0 ? 0 : 1;
    };
    return {
      space: cursor.space,
      lines,
      metrics,
      width: size.width,
      radix,
      spaceSize,
      colours,
      font: font.css,
      cursor: cursor.at,
      part,
      focused,
      selection: selection?.space === cursor.space ? selection : null,
      keepsTints,
      byteAt,
      caption: (line) => captionText(disk, cursor.space, line, radix),
      isOther: false,
      differsAt: (at) => other !== null && differ(byteAt(at), otherAt(at)),
      editedAt,
      hitsIn: (from, end) => hitsWithin(hits, from, end),
      nibble: typed,
      tintAt,
      field: field === null || table === null ? null : { at: table.start + field.at, bytes: field.bytes },
    };
    // Other bytes may have arrived with a new version.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [
    disk,
    cursor,
    lines,
    metrics,
    size.width,
    radix,
    spaceSize,
    colours,
    font,
    part,
    focused,
    selection,
    keepsTints,
    byteAt,
    editedAt,
    hits,
    typed,
    fields,
    field,
    table,
    other,
    otherAt,
    version,
  ]);
  const draw = useCallback((context: CanvasRenderingContext2D) => paintHex(context, scene), [scene]);
  const otherScene = useMemo<HexScene>(
    () => ({
      ...scene,
      byteAt: otherAt,
      caption: (line) => otherCaptionText(line, line.kind === 'hole' ? countWithin(hits, line.at, line.at + line.bytes) : 0),
      isOther: true,
      focused: false,
      editedAt: () => false,
      nibble: null,
    }),
    [scene, otherAt, hits],
  );
  useCanvas(canvas, size, draw);

  const turned = useRef({ rows: 0 });
  // React's own wheel listener is passive, so it could not stop the page from scrolling.
  useEffect(() => {
    const element = sideways.current;
    const wheel = (event: WheelEvent): void => {
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const rows = takeRows(turned.current, event, visible);
      if (rows !== 0) setAnchor(anchorOfLine(scrolled(model, top, rows, visible - 1)));
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [model, top, setAnchor, visible]);

  const lineUnder = (event: MouseEvent): Line | null => lines[Math.floor(event.nativeEvent.offsetY / ROW_HEIGHT)] ?? null;
  const dragFrom = useRef<number | null>(null);
  const press = (event: PointerEvent<HTMLCanvasElement>): void => {
    const line = lineUnder(event);
    const hit = line === null ? null : hitLine(metrics, line, event.nativeEvent.offsetX);
    if (line === null || hit === null || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const start = event.shiftKey ? anchorOf(cursor.at, selection) : hit.at;
    dragFrom.current = start;
    setPart(hit.part);
    moveTo({ space: cursor.space, at: hit.at }, event.shiftKey ? range(cursor.space, start, hit.at) : null);
    if (line.kind === 'hole' && isOnShow(line, event.nativeEvent.offsetX, disk, font)) unfold(line.at);
  };
  /** A right click is about the byte under the pointer, or about the selection if the byte is in it. */
  const pointAt = (event: MouseEvent): void => {
    const line = lineUnder(event);
    const hit = line === null ? null : hitLine(metrics, line, event.nativeEvent.offsetX);
    const inSelection =
      hit !== null && selection?.space === cursor.space && hit.at >= selection.at && hit.at < selection.at + selection.bytes;
    if (hit !== null && !inSelection) moveTo({ space: cursor.space, at: hit.at });
  };
  const drag = (event: PointerEvent<HTMLCanvasElement>): void => {
    const line = lineUnder(event);
    if (dragFrom.current === null || line === null || event.buttons !== 1) return;
    const hit = hitLine(metrics, line, event.nativeEvent.offsetX);
    if (hit === null || hit.at === cursor.at) return;
    moveTo({ space: cursor.space, at: hit.at }, range(cursor.space, dragFrom.current, hit.at));
  };
  const release = (): void => {
    dragFrom.current = null;
  };
  const last = lines.at(-1);
  const ruler = <HexRuler metrics={metrics} space={cursor.space} radix={radix} current={cursor.at % columns} />;
  return (
    <section className={styles.pane} aria-label="Hex view">
      <HexToolbar field={field} />
      <div className={styles.frame} ref={frame}>
        <div className={styles.sideways} ref={sideways}>
          <div className={clsx(styles.wide, isBeside && styles.beside)} style={{ minWidth: isBeside ? 2 * metrics.width : metrics.width }}>
            <div className={styles.side}>
              {other !== null && (
                <p className={styles.sideName} title={disk.view.name}>
                  {disk.view.name} · this disk
                </p>
              )}
              {ruler}
              <div className={styles.body} ref={body}>
                <HexMenu>
                  <div
                    id="hex-grid"
                    className={styles.focus}
                    role="grid"
                    aria-label={cursor.space === 'disk' ? 'Bytes of the virtual disk' : 'Bytes of the file'}
                    aria-rowcount={-1}
                    aria-colcount={columns + 1}
                    aria-activedescendant="hex-active"
                    tabIndex={0}
                    data-pane="hex"
                    onKeyDown={(event) =>
                      handleHexKey(
                        { model, visible, part, show: unfold, togglePart: () => setPart((p) => (p === 'hex' ? 'text' : 'hex')) },
                        event,
                      )
                    }
                    onFocus={() => setFocused(true)}
                    onBlur={() => setFocused(false)}
                  >
                    <canvas
                      ref={canvas}
                      className={styles.canvas}
                      aria-hidden="true"
                      onPointerDown={press}
                      onContextMenu={pointAt}
                      onPointerMove={drag}
                      onPointerUp={release}
                    />
                    <div className="hidden-visually">
                      <HexGridRows
                        lines={lines}
                        caption={scene.caption}
                        radix={radix}
                        cursor={cursor.at}
                        byteAt={byteAt}
                        nibble={typed}
                        isActive
                      />
                    </div>
                  </div>
                </HexMenu>
              </div>
            </div>
            {other !== null && (
              <OtherBytes
                name={other.name}
                scene={otherScene}
                lines={lines}
                ruler={isBeside ? ruler : null}
                onPress={press}
                onDrag={drag}
                onRelease={release}
              />
            )}
          </div>
        </div>
        <HexScrollbar
          height={size.height}
          size={spaceSize}
          hits={hits}
          top={top.at}
          end={last === undefined ? 0 : last.at + last.bytes}
          onScroll={(at) =>
            setAnchor(anchorOfLine(at >= spaceSize - 1 ? scrolled(model, lineAt(model, at), 1, visible - 1) : topFor(model, at)))
          }
        />
      </div>
    </section>
  );
}

const range = (space: 'disk' | 'file', a: number, b: number): { space: 'disk' | 'file'; at: number; bytes: number } => ({
  space,
  at: Math.min(a, b),
  bytes: Math.abs(a - b) + 1,
});

/** Whether both bytes are there, and are not the same. */
const differ = (a: ByteRead, b: ByteRead): boolean => typeof a === 'number' && typeof b === 'number' && a !== b;

/** Whether the point is on the word that unfolds a hole. */
function isOnShow(line: Line, x: number, disk: Disk, font: { readonly charWidth: number }): boolean {
  if (!canShow(line.segment)) return false;
  const from = 12 + (holeLineText(disk, line).length + 2) * font.charWidth;
  return x >= from && x <= from + (SHOW_LABEL.length + 2) * font.charWidth;
}
