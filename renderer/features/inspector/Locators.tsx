import { clsx } from 'clsx';
import { Check, CircleHelp } from 'lucide-react';
import type { JSX } from 'react';
import { visibleText } from '../../../shared/vhd/codec';
import type { ImageView } from '../../../shared/views';
import { locatorTable } from './fields.model';
import { reveal } from '../../disk/cursor.store';
import { leadText } from '../../../shared/text/locatorLead';
import { Fields } from './Fields';
import styles from './inspector.module.css';

/** Every parent locator in use: its decoded path, then its fields. */
export function Locators({ view }: { readonly view: ImageView }): JSX.Element {
  const locators = view.disk?.locators ?? [];
  if (locators.length === 0) return <p className={styles.none}>This disk has no parent locators.</p>;
  return (
    <>
      {locators.map((locator) => (
        <div key={locator.index} className={styles.locator}>
          <p className={clsx(styles.locatorPath, 'selectable')}>
            <b>{locator.platform}</b>{' '}
            {locator.path === null ? (
              <span className="muted">{locator.platform === 'Mac' ? 'a classic Mac OS alias' : 'no readable path'}</span>
            ) : (
              <button
                type="button"
                className="link mono"
                title="Show the path’s bytes"
                onClick={() => showPath(locator.dataAt, locator.dataBytes)}
              >
                {visibleText(locator.path)}
              </button>
            )}{' '}
            <span className="muted">{locator.encoding === 'opaque' ? '' : locator.encoding.toUpperCase()}</span>
          </p>
          <p className={clsx(styles.locatorLead, 'selectable')}>
            {locator.lead === 'to-parent' ? (
              <Check size={14} className={styles.good} aria-hidden />
            ) : (
              <CircleHelp size={14} className="muted" aria-hidden />
            )}
            {leadText(locator.lead, view.layers[1]?.name ?? null)}
          </p>
          <Fields table={locatorTable(view, locator)} />
        </div>
      ))}
    </>
  );
}

const showPath = (at: number, bytes: number): void => reveal({ space: 'file', at, bytes });
