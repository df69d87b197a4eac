import type { JSX } from 'react';
import type { NewDiskProgress } from '../../../shared/newDisk';
import { useSheet } from '../../app/modal.store';
import { sizeText } from '../../../shared/text/size';
import styles from './newdisk.module.css';

type Props = { readonly progress: NewDiskProgress | null; readonly isStopping: boolean };

/** How far the writing has come. */
export function WritingPart({ progress, isStopping }: Props): JSX.Element {
  const name = useSheet('newDisk', ({ form }) => form.place?.choice.name ?? '');
  const percent = progress === null || progress.totalBytes === 0 ? 0 : Math.floor((100 * progress.doneBytes) / progress.totalBytes);
  return (
    <div className={styles.writing}>
      <h3>
        {isStopping ? 'Cancelling' : 'Creating'} {name}…
      </h3>
      <div
        className="progress"
        role="progressbar"
        aria-label={`Creating ${name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <p className="hidden-visually" role="status">
        {spoken(percent, isStopping)}
      </p>
      <p className="tabular">{stateText(progress, isStopping)}</p>
      <p className="muted">Until it is complete the file has another name. Cancelled, nothing is left of it.</p>
    </div>
  );
}

/** Announced at the start and at every quarter, not at every step. */
function spoken(percent: number, isStopping: boolean): string {
  if (isStopping) return 'Cancelling';
  const quarter = Math.floor(percent / 25) * 25;
  return quarter === 0 ? 'Started' : `${quarter} percent written`;
}

function stateText(progress: NewDiskProgress | null, isStopping: boolean): string {
  if (isStopping) return 'Taking away what was written.';
  if (progress === null) return 'Starting.';
  const { doneBytes, totalBytes } = progress;
  return doneBytes < totalBytes
    ? `${sizeText(doneBytes)} of ${sizeText(totalBytes)} written`
    : 'All written. Waiting for the drive to confirm it.';
}
