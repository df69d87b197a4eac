import type { JSX } from 'react';
import type { RepairRequest, RepairView } from '../../../shared/repairViews';
import { addToChanges, cancelRepair, closeRepair, openAsItIs, repairCopy, repairNow } from '../../disk/repair.commands';
import { isDecision, isPlanOfBefore, isToChoose } from '../../disk/repairWays.model';
import type { RepairModal } from '../../app/modalState';
import { shownIn, useStore } from '../../app/store';
import { Button } from '../../ui/Button';
import styles from './repair.module.css';

/**
 * The buttons that carry the repair out. If the user has to choose a way, they are off until then. A repair that decides
 * something or makes another disk is by default done to a copy.
 */
export function SheetButtons({ repair }: { readonly repair: RepairModal }): JSX.Element {
  const { view, doing, isPlanning } = repair;
  const staged = useStore((s) => shownIn(s)?.edits.changes ?? 0);
  if (doing !== null && typeof doing === 'object')
    return (
      <div className={styles.buttons}>
        <Button onClick={() => void cancelRepair()} disabled={doing.isStopping} autoFocus>
          Cancel
        </Button>
      </div>
    );
  const isRefused = isPlanOfBefore(repair);
  const isBusy = isPlanning || doing !== null || isRefused;
  const canStage = view?.canStage === true;
  const canApply = view?.canApply === true && !canStage;
  const canCopy = view?.canCopy === true;
  const isChoice = view !== null && isDecision(view);
  const isWeak = isChoice && canCopy;
  const isOff = view !== null && isToChoose(view);
  // If the chosen way decides something, the focus stays at the choice instead of going to a button.
  const primaryIf = (isPrimary: boolean) =>
    isPrimary ? { look: 'primary' as const, ...(isChoice ? {} : { 'data-first': true }) } : { look: 'plain' as const };
  const note =
    view === null || isPlanning
      ? ''
      : isRefused
        ? 'There is no plan for the place you named: name another.'
        : noteFor(view, canStage || canApply || canCopy, staged);
  const copyLabel = view !== null && isNewDisk(view.request) ? 'Write to a new file…' : 'Repair a copy…';
  return (
    <div className={styles.buttons}>
      <span className={styles.note} id="repair-note">
        {note}
      </span>
      <Button onClick={closeRepair}>Cancel</Button>
      {view?.request.kind === 'far-footer' && (
        <Button {...primaryIf(view.done.length === 0)} onClick={() => void openAsItIs()}>
          Open it as it is
        </Button>
      )}
      {isOff && (
        <Button disabled aria-describedby="repair-note">
          {copyLabel}
        </Button>
      )}
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

/** Whether the repair makes a disk from something that could not be used as one. */
const isNewDisk = ({ kind }: RepairRequest): boolean => kind === 'rescue' || kind === 'far-footer' || kind === 'rebuild';

/** Why the repair cannot be carried out now, or why it is not one change among others. */
function noteFor(view: RepairView, canDo: boolean, staged: number): string {
  const { done, ways, canApply, canStage, fileBytesBefore, fileBytesAfter } = view;
  const isChosen = done.length > 0;
  if (canDo && canApply && !canStage && fileBytesBefore !== fileBytesAfter) return 'The file’s length changes, so this is saved by itself.';
  if (canDo) return '';
  const isOneWay = isChosen || ways.length === 0;
  if (staged > 0 && isOneWay) return 'This repair is saved by itself: save or discard your changes first.';
  if (isOneWay) return '';
  return ways.length === 1 ? 'Choose it first.' : 'Choose one first.';
}
