import type { JSX } from 'react';
import type { RepairProgress } from '../../../shared/repairViews';
import { runCommand } from '../../commands/commands';
import { cancelRepair } from '../../commands/repair';
import { hasSafe } from '../../kernels/repairWays';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { Progress } from '../../ui/Progress';

/** The check of every block, or how far it is; and the repair of all that is safe. */
export function CheckAll({ checked }: { readonly checked: 'structures' | 'everything' }): JSX.Element {
  const checking = useStore((s) => s.checking);
  const offersSafe = useStore((s) => hasSafe(s.offers));
  if (checking !== null) {
    const { progress, isStopping } = checking;
    return (
      <div className="problems-checking">
        <Progress label="Checking every block" done={progress?.done ?? 0} total={progress?.total ?? 0} isStopping={isStopping} />
        <span className="muted tabular">{progress === null ? 'Starting' : percentText(progress)}</span>
        <Button disabled={isStopping} onClick={() => void cancelRepair()}>
          Cancel check
        </Button>
      </div>
    );
  }
  return (
    <div className="problems-actions">
      {offersSafe && <Button onClick={() => runCommand('edit.repairSafe')}>Repair all safe…</Button>}
      {checked === 'everything' ? (
        <span className="muted">Everything is checked</span>
      ) : (
        <Button onClick={() => runCommand('view.checkAll')}>Check everything…</Button>
      )}
    </div>
  );
}

const percentText = ({ done, total }: RepairProgress): string => `${total === 0 ? 0 : Math.floor((100 * done) / total)} % of blocks`;
