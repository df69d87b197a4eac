import type { JSX } from 'react';
import { runCommand } from '../../commands/commands';
import { cancelRepair } from '../../commands/repair';
import { grouped } from '../../kernels/address';
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
        <span className="muted tabular">
          {progress === null ? 'Starting' : `Block ${grouped(progress.done)} of ${grouped(progress.total)}`}
        </span>
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
