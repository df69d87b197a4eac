import type { JSX } from 'react';
import { usePref } from '../../app/store';
import { sizeText } from '../../../shared/text/size';
import type { StructureView } from '../../../shared/views';
import { offsetText } from '../../disk/address.model';
import { structureName, type Disk } from '../../disk/translate.model';
import styles from './inspector.module.css';

const ABOUT: Partial<Record<StructureView['kind'], string>> = {
  gap: 'Nothing refers to these bytes. Old data may stand here.',
  unknown: 'The header or the block table that would tell what stands here cannot be read. Most of it is probably data of the disk.',
  trailing: 'Bytes behind the footer, which should be the last thing in the file.',
  'footer-place': 'The footer belongs here, but these bytes are not one. The copy at the start is used instead.',
  blocks: 'Between two blocks: nothing refers to these bytes.',
};

/** Shown if the cursor is on bytes that are in no block and no field. */
export function PlaceCard({ disk, structure }: { readonly disk: Disk; readonly structure: StructureView | null }): JSX.Element {
  const radix = usePref('radix');
  const title = structure === null ? (disk.view.disk === null ? 'Bytes of the file' : 'Between structures') : structureName(structure);
  return (
    <section aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {structure !== null && <span className="muted">{offsetText(structure.at, radix)}</span>}
      </header>
      <p className={styles.text}>
        {structure === null
          ? disk.view.disk === null
            ? 'This file is shown as bytes only.'
            : 'Padding: nothing refers to these bytes.'
          : `${ABOUT[structure.kind] ?? ''} ${sizeText(structure.bytes)}.`}
      </p>
    </section>
  );
}
