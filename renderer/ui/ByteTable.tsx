import { Fragment, useEffect, useRef, useState, type JSX } from 'react';
import { MAX_ROW_BYTES, type NamedRow, type RowBytes } from '../../shared/edits';
import './bytetable.css';
import { Button } from './Button';
import { byteLines, lineGap, linePlace, lineText, type ByteLine } from './byteLines.model';
import { grouped, hex, plural } from '../../shared/text/numbers';

/** So many bytes of a change are shown at once; a button opens all of them. */
const AT_ONCE = 32;

export type ByteTableProps = {
  readonly rows: readonly NamedRow[];
  readonly leftOut: number;
  /** Shows more of the rows that are left out; null if they cannot be had. */
  readonly onMore: (() => void) | null;
  /** Bytes of a row from its byte `from` on; null if they cannot be had. */
  readonly readRow: (at: number, from: number) => Promise<RowBytes | null>;
};

/** Bytes before and after a change, in hex. Those that differ are marked. */
export function ByteTable({ rows, leftOut, onMore, readRow }: ByteTableProps): JSX.Element {
  return (
    <div className="byte-table" tabIndex={0} role="region" aria-label="Bytes before and after">
      <table>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.at} row={row} readRow={readRow} />
          ))}
        </tbody>
      </table>
      {leftOut > 0 && (
        <p className="muted byte-table-more">
          and {plural(leftOut, 'more place')} {onMore !== null && <Button onClick={onMore}>Show more</Button>}
        </p>
      )}
    </div>
  );
}

type RowProps = { readonly row: NamedRow; readonly readRow: ByteTableProps['readRow'] };

function Row({ row, readRow }: RowProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { name, place, meaning, before, after, bytes } = row;
  return (
    <>
      <tr>
        <th scope="row">
          {name}
          {meaning.map((line) => (
            <span key={line} className="byte-table-meaning">
              {line}
            </span>
          ))}
          <span className="muted">{place}</span>
          {bytes > AT_ONCE && (
            <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Show less' : `All ${grouped(bytes)} bytes`}
            </Button>
          )}
        </th>
        <td className="mono">
          <Hex bytes={before.subarray(0, AT_ONCE)} other={after} all={bytes} />
        </td>
        <td className="mono byte-table-after">
          <Hex bytes={after.subarray(0, AT_ONCE)} other={before} all={bytes} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={3}>
            <Whole row={row} readRow={readRow} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Bytes of a row, and where in the row they begin. */
type Part = RowBytes & { readonly from: number };

/** Line by line, as it is and as it would be; very many bytes are shown part by part. */
function Whole({ row, readRow }: RowProps): JSX.Element {
  const [part, setPart] = useState<Part>({ from: 0, before: row.before, after: row.after });
  const [isGone, setGone] = useState(false);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.scrollIntoView({ block: 'nearest' }), []);
  const lines = byteLines({ at: row.at + part.from, before: part.before, after: part.after });
  const end = part.from + part.after.length;
  const show = async (from: number): Promise<void> => {
    const bytes = await readRow(row.at, from);
    if (bytes === null) setGone(true);
    else setPart({ ...bytes, from });
  };
  const last = Math.floor((row.bytes - 1) / MAX_ROW_BYTES) * MAX_ROW_BYTES;
  return (
    <>
      {(part.from > 0 || end < row.bytes) && (
        <div className="byte-table-parts">
          <Button disabled={part.from === 0} onClick={() => void show(Math.max(0, part.from - MAX_ROW_BYTES))}>
            Previous
          </Button>
          <Button disabled={end >= row.bytes} onClick={() => void show(end)}>
            Next
          </Button>
          <Button disabled={end >= row.bytes} onClick={() => void show(last)}>
            Last
          </Button>
          <span role="status">
            {isGone
              ? 'The rest is not to be had any more: close this and open it again.'
              : `Bytes ${grouped(part.from)} – ${grouped(end - 1)} of ${grouped(row.bytes)}`}
          </span>
        </div>
      )}
      <div ref={top} className="byte-table-whole mono selectable" role="group" aria-label={`All bytes of ${row.name}`}>
        {part.before.length === 0 && <p className="muted">Nothing is there yet: the file grows.</p>}
        {lines.map((line) => (
          <Line key={line.at} line={line} />
        ))}
      </div>
    </>
  );
}

/** Sixteen bytes: as they are, and under that as they would be; once where they stay as they are. */
function Line({ line }: { readonly line: ByteLine }): JSX.Element {
  const { before, after } = line;
  const isChanged = before.length > 0 && after.length > 0;
  return (
    <pre>
      <span className="muted">{linePlace(line)} </span>
      {before.length > 0 && (
        <>
          {isChanged ? ' before  ' : '         '}
          <Hex bytes={before} other={after} all={0} />
          {lineGap(before.length)}
          {lineText(before)}
        </>
      )}
      {after.length > 0 && (
        <span className="byte-table-after">
          {isChanged ? '\n          after   ' : '         '}
          <Hex bytes={after} other={before} all={0} />
          {lineGap(after.length)}
          {lineText(after)}
        </span>
      )}
    </pre>
  );
}

/** Marks runs of bytes that differ from `other`. */
function Hex({ bytes, other, all }: { readonly bytes: Uint8Array; readonly other: Uint8Array; readonly all: number }): JSX.Element {
  if (bytes.length === 0) return <>—</>;
  const runs: { readonly text: string; readonly isOther: boolean }[] = [];
  bytes.forEach((byte, i) => {
    const isOther = other.length > 0 && other[i] !== byte;
    const last = runs.at(-1);
    if (last?.isOther === isOther) runs[runs.length - 1] = { text: `${last.text} ${hex(byte, 2)}`, isOther };
    else runs.push({ text: hex(byte, 2), isOther });
  });
  return (
    <>
      {runs.map(({ text, isOther }, i) => (
        <Fragment key={i}>
          {i > 0 && ' '}
          {isOther ? <mark>{text}</mark> : text}
        </Fragment>
      ))}
      {all > bytes.length && ' …'}
    </>
  );
}
