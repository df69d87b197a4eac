import type { JSX } from 'react';
import { addToChanges, cancelRepair, closeRepair, repairCopy, repairNow } from '../../commands/repair';
import type { RepairSheetState } from '../../store/repair';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';

/** The ways to carry it out. What decides something, or makes another disk of it, is done to a copy by default. */
export function SheetButtons({ repair }: { readonly repair: RepairSheetState }): JSX.Element {
  const { view, doing, isPlanning } = repair;
  const staged = useStore((s) => s.edits.changes.length);
  if (doing !== null && typeof doing === 'object')
    return (
      <div className="repair-buttons">
        <Button onClick={() => void cancelRepair()} disabled={doing.isStopping} autoFocus>
          Cancel
        </Button>
      </div>
    );
  const isBusy = isPlanning || doing !== null;
  const canStage = view?.canStage === true;
  const canApply = view?.canApply === true && !canStage;
  const canCopy = view?.canCopy === true;
  const isWeak = view?.done.some(({ class: klass }) => klass !== 'safe') === true && canCopy;
  const note = view === null || isPlanning ? '' : noteFor(view.done.length > 0, canStage || canApply || canCopy, staged);
  const copyLabel = view?.wish.kind === 'rescue' || view?.wish.kind === 'rebuild' ? 'Write to a new file…' : 'Repair a copy…';
  return (
    <div className="repair-buttons">
      <span className="repair-note">{note}</span>
      <Button onClick={closeRepair}>Cancel</Button>
      {canCopy && (
        <Button {...primaryIf(isWeak || !(canStage || canApply))} disabled={isBusy} onClick={() => void repairCopy()}>
          {copyLabel}
        </Button>
      )}
      {canApply && (
        <Button {...primaryIf(!isWeak)} disabled={isBusy} onClick={() => void repairNow()}>
          {doing === 'applying' ? 'Repairing…' : 'Repair now…'}
        </Button>
      )}
      {canStage && (
        <Button {...primaryIf(!isWeak)} disabled={isBusy} onClick={() => void addToChanges()}>
          {doing === 'staging' ? 'Adding…' : 'Add to changes'}
        </Button>
      )}
    </div>
  );
}

/** The one to start on. */
const primaryIf = (isPrimary: boolean) => (isPrimary ? { look: 'primary' as const, 'data-first': true } : { look: 'plain' as const });

/** Why there is no way on. */
function noteFor(isChosen: boolean, canDo: boolean, staged: number): string {
  if (canDo) return '';
  if (staged > 0 && isChosen) return 'This repair is saved by itself: save or discard your changes first.';
  return isChosen ? '' : 'Choose a way first.';
}
