import { clsx } from 'clsx';
import type { JSX } from 'react';
import { bytesText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskView, SizeClaim } from '../../../shared/views';
import { differenceMatters } from '../../disk/sizeClaims.model';
import { NOTION_NAMES } from '../../app/names.text';
import { Card } from '../../ui/Card';
import styles from './overview.module.css';

/** Every size that the file states, how much it differs from the one shown, and which programs use it. */
export function Sizes({ disk }: { readonly disk: DiskView }): JSX.Element {
  const shown = disk.sectors * SECTOR_BYTES;
  const believed = new Set(disk.sizes.filter(({ believers }) => believers.length > 0).map(({ bytes }) => bytes));
  const differ = believed.size > 1;
  const matters = differenceMatters(disk);
  const isRefused = believed.size === 0 && disk.trusted !== 'none';
  return (
    <Card
      title="How large it is"
      aside={
        <span className={matters || isRefused ? styles.sizesDiffer : 'muted'}>
          {isRefused
            ? 'no program is known to open it'
            : matters
              ? 'programs disagree'
              : differ
                ? 'differences that do not matter'
                : 'all agree'}
        </span>
      }
    >
      <table className={clsx('plain-table', (matters || isRefused) && styles.sizesMatter)}>
        <thead>
          <tr>
            <th scope="col">According to</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">Who goes by it</th>
          </tr>
        </thead>
        <tbody>
          {disk.sizes.map((claim) => (
            <Row key={`${claim.notion} ${claim.bytes}`} claim={claim} shown={shown} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Row({ claim, shown }: { readonly claim: SizeClaim; readonly shown: number }): JSX.Element {
  const delta = claim.bytes - shown;
  return (
    <tr>
      <th scope="row">
        {NOTION_NAMES[claim.notion]}
        {claim.inOther && <span className="muted"> in the other footer</span>}
      </th>
      <td className="number" title={bytesText(claim.bytes)}>
        {sizeText(claim.bytes)}
        {delta !== 0 && (
          <span className={styles.sizesDelta} title={bytesText(Math.abs(delta))}>
            {delta > 0 ? '+' : '−'}
            {sizeText(Math.abs(delta))}
          </span>
        )}
      </td>
      <td className="muted">{claim.believers.length === 0 ? '–' : claim.believers.join(', ')}</td>
    </tr>
  );
}
