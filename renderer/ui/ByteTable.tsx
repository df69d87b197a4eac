import { Fragment, useState, type JSX } from 'react';
import type { NamedRow } from '../../shared/edits';
import './bytetable.css';
import { Button } from './Button';
import { byteLines } from './byteLines.model';
import { grouped, hex, plural } from '../../shared/text/numbers';

/** So many bytes of a change are shown at once; a button opens all of them. */
const AT_ONCE = 32;

/** Bytes before and after a change, in hex. Those that differ are marked. */
export function ByteTable({ rows, leftOut }: { readonly rows: readonly NamedRow[]; readonly leftOut: number }): JSX.Element {
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
            <Row key={row.at} row={row} />
          ))}
        </tbody>
      </table>
      {leftOut > 0 && <p className="muted byte-table-more">and {plural(leftOut, 'more place')}</p>}
    </div>
  );
}

function Row({ row }: { readonly row: NamedRow }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { name, place, before, after, bytes } = row;
  return (
    <>
      <tr>
        <th scope="row">
          {name}
          <span className="muted">{place}</span>
          {bytes > AT_ONCE && (
            <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? 'Show less' : openText(row)}
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
            <Whole row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

const openText = ({ bytes, after }: NamedRow): string =>
  bytes === after.length ? `All ${grouped(bytes)} bytes` : `The first ${grouped(after.length)} bytes`;

/** Line by line, as it is and as it would be. */
function Whole({ row }: { readonly row: NamedRow }): JSX.Element {
  const lines = byteLines(row);
  return (
    <div className="byte-table-whole mono selectable" role="group" aria-label={`All bytes of ${row.name}`}>
      <pre>{lines.before}</pre>
      <pre className="byte-table-after">{lines.after}</pre>
    </div>
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
