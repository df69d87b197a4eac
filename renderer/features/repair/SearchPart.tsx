import type { JSX } from 'react';
import type { RepairProgress } from '../../../shared/repairViews';
import { sizeText } from '../../../shared/text/size';
import { Progress } from '../../ui/Progress';
import styles from './repair.module.css';

/** How far the search for a footer has come. */
export function SearchPart({ searched }: { readonly searched: RepairProgress | null }): JSX.Element {
  const { done, total } = searched ?? { done: 0, total: 0 };
  return (
    <div className={styles.copying}>
      <h3>Looking for a footer…</h3>
      <Progress label="Looking for a footer" done={done} total={total} isStopping={false} />
      <p className="tabular">{total === 0 ? 'Starting.' : `${sizeText(done)} of ${sizeText(total)} looked through`}</p>
      <p className="muted">The file is only read, from its end on.</p>
    </div>
  );
}
