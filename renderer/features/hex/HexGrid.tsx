import type { JSX } from 'react';
import { offsetText, type Radix } from '../../disk/address.model';
import type { Line } from '../../disk/byteLines.model';
import { hex } from '../../../shared/text/numbers';

type Props = {
  readonly lines: readonly Line[];
  /** What a line says that shows no bytes. */
  readonly caption: (line: Line) => string;
  readonly radix: Radix;
  readonly cursor: number;
  /** The first typed digit of the byte at the cursor; null: none. */
  readonly nibble: number | null;
  readonly byteAt: (at: number) => number | null | 'failed';
  /** Whether the grid with the focus has the cursor's cell in here. */
  readonly isActive?: boolean;
};

const byteText = (byte: number | null | 'failed'): string =>
  byte === null ? 'loading' : byte === 'failed' ? 'cannot be read' : hex(byte, 2);

/** The cursor's row and its neighbours as real cells for screen readers, because the view is only a canvas. */
export function HexGridRows({ lines, caption, radix, cursor, nibble, byteAt, isActive = false }: Props): JSX.Element {
  const active = lines.findIndex((line) => line.kind !== 'header' && cursor >= line.at && cursor < line.at + line.bytes);
  const near = lines.slice(Math.max(0, active - 1), active + 2);
  return (
    <>
      {near.map((line) => (
        <div role="row" key={`${line.kind}${line.at}`} data-active={line === lines[active] ? 'true' : undefined}>
          <span role="rowheader">{offsetText(line.at, radix)}</span>
          {line.kind === 'row' ? (
            Array.from({ length: line.bytes }, (_, i) => (
              <span
                role="gridcell"
                key={line.at + i}
                id={isActive && line.at + i === cursor ? 'hex-active' : undefined}
                aria-selected={line.at + i === cursor}
              >
                {nibble !== null && line.at + i === cursor ? `${hex(nibble)}_` : byteText(byteAt(line.at + i))}
              </span>
            ))
          ) : (
            <span role="gridcell" id={isActive && line === lines[active] ? 'hex-active' : undefined}>
              {caption(line)}
            </span>
          )}
        </div>
      ))}
    </>
  );
}
