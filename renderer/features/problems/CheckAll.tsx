import type { JSX } from 'react';
import type { RepairProgress } from '../../../shared/repairViews';
import { cancelRepair } from '../../disk/repair.commands';
import { hasSafe } from '../../disk/repairWays.model';
import { runCommand } from '../../app/commands';
import { useOpen } from '../../app/store';
import { Button } from '../../ui/Button';
import { sizeText } from '../../../shared/text/size';
import { Progress } from '../../ui/Progress';
import styles from './problems.module.css';

/** Starts the check of every block, or shows how far it has come; and offers all safe repairs at once. */
export function CheckAll({ checked }: { readonly checked: 'structures' | 'everything' }): JSX.Element {
  const checking = useOpen((d) => d.checking);
  const offersSafe = useOpen((d) => hasSafe(d.offers));
  if (checking !== null) {
    const { progress, isStopping } = checking;
    return (
      <div className={styles.checking}>
        <Progress label="Checking every block" done={progress?.done ?? 0} total={progress?.total ?? 0} isStopping={isStopping} />
        <span className="muted tabular">{progress === null ? 'Starting' : percentText(progress)}</span>
        <Button disabled={isStopping} onClick={() => void cancelRepair()}>
          Cancel check
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      {offersSafe && <Button onClick={() => runCommand('edit.repairSafe')}>Repair all safe…</Button>}
      {checked === 'everything' ? (
        <span className="muted">Everything is checked</span>
      ) : (
        <Button onClick={() => runCommand('view.checkAll')}>Check everything…</Button>
      )}
    </div>
  );
}

const percentText = ({ done, total }: RepairProgress): string =>
  `${total === 0 ? 0 : Math.floor((100 * done) / total)} % of ${sizeText(total)}`;
