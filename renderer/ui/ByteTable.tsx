import { Fragment, type JSX } from 'react';
import type { NamedRow } from '../../shared/edits';
import './bytetable.css';
import { hex, plural } from '../../shared/text/numbers';

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

function Row({ row: { name, place, before, after, bytes } }: { readonly row: NamedRow }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        {name}
        <span className="muted">{place}</span>
      </th>
      <td className="mono">
        <Hex bytes={before} other={after} all={bytes} />
      </td>
      <td className="mono byte-table-after">
        <Hex bytes={after} other={before} all={bytes} />
      </td>
    </tr>
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
