import { clsx } from 'clsx';
import { useSyncExternalStore, type JSX } from 'react';
import { spaceBytes, type Disk } from '../../disk/translate.model';
import { VALUE_BYTES, valueRows } from './values.model';
import { bytesFrom } from '../../disk/bytes.store';
import { pagesVersion, subscribePages } from '../../disk/pages.store';
import { useOpen, usePref } from '../../app/store';
import styles from './inspector.module.css';

/** The bytes at the cursor, read as numbers, times and text. */
export function Values({ disk }: { readonly disk: Disk }): JSX.Element | null {
  useSyncExternalStore(subscribePages, pagesVersion);
  const cursor = useOpen((d) => d.cursor);
  const bitmaps = usePref('bitmaps');
  const left = spaceBytes(disk, cursor.space) - cursor.at;
  if (left <= 0) return null;
  const raw = bytesFrom(disk.view.image, cursor.space, bitmaps, cursor.at, Math.min(VALUE_BYTES, left));
  return (
    <section aria-label="Values at the cursor">
      <header className={styles.head}>
        <h2>Values</h2>
        <span className="muted">big-endian, then little-endian</span>
      </header>
      {raw === null ? (
        <p className={clsx(styles.text, 'muted')}>Reading…</p>
      ) : raw.length === 0 ? (
        <p className={clsx(styles.text, 'muted')}>These bytes cannot be read.</p>
      ) : (
        <table className={clsx(styles.values, 'selectable')}>
          <tbody>
            {valueRows(raw).map(({ name, be, le }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  {be}
                  {le !== null && <span className={styles.valuesLe}>{le}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
