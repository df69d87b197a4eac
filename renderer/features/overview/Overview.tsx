import { clsx } from 'clsx';
import type { JSX, ReactNode } from 'react';
import type { ImageView } from '../../../shared/views';
import { useOpen } from '../../app/store';
import { diskSentence } from './sentence.text';
import { Card } from '../../ui/Card';
import { Words } from '../../ui/Words';
import { ChainCard } from './ChainCard';
import { Checksums } from './Checksums';
import { Facts } from './Facts';
import { FirstProblems } from './FirstProblems';
import { PartitionBar } from './PartitionBar';
import { Sizes } from './Sizes';
import styles from './overview.module.css';

type Props = { readonly view: ImageView; readonly miniMap: ReactNode; readonly onProblems: () => void };

/** What the disk is, whether it is healthy, and what programs disagree about. */
export function Overview({ view, miniMap, onProblems }: Props): JSX.Element {
  // The scan read the file as it is saved.
  const stored = useOpen(({ scans: { bitmaps }, edits }) => (bitmaps.kind === 'done' && edits.changes === 0 ? bitmaps.stored : null));
  return (
    <section className={clsx(styles.overview, 'selectable', 'fades')} aria-label="Overview" data-pane="overview" tabIndex={0}>
      <p className={styles.sentence}>
        <Words text={diskSentence(view, stored)} />
      </p>
      {miniMap !== null && (
        <Card title="Allocation">
          {miniMap}
          {view.disk !== null && <PartitionBar disk={view.disk} />}
        </Card>
      )}
      {(view.parent !== null || view.layers.length > 1) && <ChainCard view={view} />}
      {view.findings.length > 0 && <FirstProblems findings={view.findings} onProblems={onProblems} />}
      <div className={styles.columns}>
        {/* A raw file has one size, which is among the facts. */}
        {view.disk !== null && view.disk.kind !== 'raw' && <Sizes disk={view.disk} />}
        {view.disk !== null && <Checksums disk={view.disk} />}
        <Facts view={view} />
      </div>
    </section>
  );
}
