import type { JSX } from 'react';
import type { Working } from '../../app/modalState';
import { sizeText } from '../../../shared/text/size';
import { Progress } from '../../ui/Progress';
import styles from './repair.module.css';

/** How far the copy has come. */
export function CopyPart({ doing }: { readonly doing: Working & { readonly name: string } }): JSX.Element {
  const { progress, isStopping, name } = doing;
  const text = isStopping
    ? 'Taking away what was written.'
    : progress === null || progress.total === 0
      ? 'Starting.'
      : `${sizeText(Math.min(progress.done, progress.total))} of ${sizeText(progress.total)} read`;
  return (
    <div className={styles.copying}>
      <h3>
        {isStopping ? 'Cancelling' : 'Writing'} {name}…
      </h3>
      <Progress label={`Writing ${name}`} done={progress?.done ?? 0} total={progress?.total ?? 0} isStopping={isStopping} />
      <p className="tabular">{text}</p>
      <p className="muted">The original is only read. Until the copy is complete it has another name; cancelled, nothing is left of it.</p>
    </div>
  );
}
