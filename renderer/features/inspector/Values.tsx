import { clsx } from 'clsx';
import { useSyncExternalStore, type JSX, type ReactNode } from 'react';
import { spaceBytes, type Disk } from '../../disk/translate.model';
import { usesLittleEndian, VALUE_BYTES, valueRows } from './values.model';
import { bytesFrom } from '../../disk/bytes.store';
import { pagesVersion, subscribePages } from '../../disk/pages.store';
import { useOpen, usePref } from '../../app/store';
import styles from './inspector.module.css';

/** Rows that a panel of little height shows only when they are asked for: numbers have room before times and UUID do. */
const RARE: Readonly<Record<string, 'number' | 'other'>> = {
  i8: 'number',
  i64: 'number',
  float32: 'number',
  float64: 'number',
  'VHD time': 'other',
  'Unix time': 'other',
  FILETIME: 'other',
  UUID: 'other',
};

/** The bytes at the cursor, read as numbers, times and text. `fold`: the button that shows the rare ones. */
export function Values({ disk, fold = null }: { readonly disk: Disk; readonly fold?: ReactNode }): JSX.Element | null {
  useSyncExternalStore(subscribePages, pagesVersion);
  const cursor = useOpen((d) => d.cursor);
  const bitmaps = usePref('bitmaps');
  const left = spaceBytes(disk, cursor.space) - cursor.at;
  if (left <= 0) return null;
  const isLittle = usesLittleEndian(disk, cursor);
  const raw = bytesFrom(disk.view.image, cursor.space, bitmaps, cursor.at, Math.min(VALUE_BYTES, left));
  return (
    <section aria-label="Values at the cursor">
      <header className={styles.head}>
        <h2>Values</h2>
        {fold}
        <span className="muted">
          {/* Bold is the order in which the place at the cursor is stored. */}
          <Order isOwn={!isLittle}>big-endian</Order>, then <Order isOwn={isLittle}>little-endian</Order>
        </span>
      </header>
      {raw === null ? (
        <p className={clsx(styles.text, 'muted')}>Reading…</p>
      ) : raw.length === 0 ? (
        <p className={clsx(styles.text, 'muted')}>These bytes cannot be read.</p>
      ) : (
        <table className={clsx(styles.values, 'selectable')}>
          <tbody>
            {valueRows(raw).map(({ name, be, le }) => (
              <tr key={name} data-rare={RARE[name]}>
                <th scope="row">{name}</th>
                <td>
                  <span className={styles.orders}>
                    <span>
                      <Order isOwn={le !== null && !isLittle}>{be}</Order>
                    </span>
                    {le !== null && (
                      <span className={styles.valuesLe}>
                        <Order isOwn={isLittle}>{le}</Order>
                      </span>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const Order = ({ isOwn, children }: { readonly isOwn: boolean; readonly children: string }): JSX.Element =>
  isOwn ? <b className={styles.ownOrder}>{children}</b> : <>{children}</>;
