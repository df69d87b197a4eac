import { Check, X } from 'lucide-react';
import type { JSX } from 'react';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import type { DiskView, StructBytes } from '../../../shared/views';
import { reveal } from '../../disk/cursor.store';
import { Card } from '../../ui/Card';
import { hex } from '../../../shared/text/numbers';
import styles from './overview.module.css';

type Sums = { readonly stored: number; readonly computed: number } | null;
type Row = { readonly name: string; readonly sums: Sums; readonly at: number };

const rowOf = (
  name: string,
  struct: StructBytes | null,
  table: { readonly sums: (raw: Uint8Array) => Sums; readonly fields: { readonly checksum: { readonly at: number } } },
): Row[] => (struct === null ? [] : [{ name, sums: table.sums(struct.bytes), at: struct.at + table.fields.checksum.at }]);

/** The stored checksums and those computed from the bytes. */
export function Checksums({ disk }: { readonly disk: DiskView }): JSX.Element | null {
  const rows = [
    ...rowOf('Footer', disk.footer, footer),
    ...rowOf('Footer copy', disk.footerCopy, footer),
    ...rowOf('Dynamic header', disk.dynamicHeader, dynamicHeader),
  ];
  if (rows.length === 0) return null;
  return (
    <Card title="Checksums">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Structure</th>
            <th scope="col">Stored</th>
            <th scope="col">Computed</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ChecksumRow key={row.name} row={row} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function ChecksumRow({ row: { name, sums, at } }: { readonly row: Row }): JSX.Element | null {
  if (sums === null) return null;
  const good = sums.stored === sums.computed;
  const show = (): void => reveal({ space: 'file', at, bytes: 4, inspector: 'here' });
  return (
    <tr>
      <th scope="row">
        <button type="button" className="link" onClick={show}>
          {name}
        </button>
      </th>
      <td className="mono">{hex(sums.stored, 8)}</td>
      <td className="mono">{hex(sums.computed, 8)}</td>
      <td className={good ? styles.verdictGood : styles.verdictBad}>
        {good ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />} {good ? 'matches' : 'wrong'}
      </td>
    </tr>
  );
}
