import type { JSX } from 'react';
import type { NamedParent } from '../../../shared/repairViews';
import { visibleText } from '../../../shared/vhd/codec';
import { placeText, signsOf, sizesText, wholePlace } from '../../disk/parentSigns.text';
import { SignList } from '../../ui/SignList';
import styles from './repair.module.css';

/** The file that the disk leads to afterwards, and what speaks for its being the parent. */
export const ParentPart = ({ parent }: { readonly parent: NamedParent }): JSX.Element => (
  <section className={styles.parent} aria-label="Parent">
    <p className="selectable">
      Parent: <b>{visibleText(parent.name)}</b> <span className="muted">{sizesText(parent)}</span>
      <span className={styles.parentPlace} title={wholePlace(parent)}>
        {placeText(parent)}
      </span>
    </p>
    {parent.evidence !== null && <SignList signs={signsOf(parent.evidence)} />}
  </section>
);
