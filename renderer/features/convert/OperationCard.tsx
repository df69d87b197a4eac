import {
  ArrowDownNarrowWide,
  Bone,
  Cloud,
  FileDigit,
  FoldVertical,
  HardDrive,
  Layers2,
  Merge,
  MoveHorizontal,
  Shrink,
  type LucideIcon,
} from 'lucide-react';
import type { JSX } from 'react';
import { reasonAgainst, type Operation } from './convert.model';
import type { Disk } from '../../disk/translate.model';
import { changeConvert } from './convert.commands';
import { useSheet } from '../../app/modal.store';
import { OPERATION_NAMES, OPERATION_SENTENCES, REASONS } from './convert.text';
import styles from './convert.module.css';

const ICONS: Readonly<Record<Operation, LucideIcon>> = {
  dynamic: Layers2,
  fixed: HardDrive,
  raw: FileDigit,
  compact: Shrink,
  defragment: ArrowDownNarrowWide,
  resize: MoveHorizontal,
  flatten: FoldVertical,
  merge: Merge,
  azure: Cloud,
  skeleton: Bone,
};

/** One operation to choose; if it makes no sense for this disk, the card says why. */
export function OperationCard({ operation, disk }: { readonly operation: Operation; readonly disk: Disk }): JSX.Element {
  const isChosen = useSheet('convert', (sheet) => sheet.operation === operation);
  const reason = reasonAgainst(disk, operation);
  const Icon = ICONS[operation];
  return (
    <label className={styles.operationCard} data-chosen={isChosen} data-disabled={reason !== null}>
      <input
        type="radio"
        name="operation"
        className="hidden-visually"
        checked={isChosen}
        disabled={reason !== null}
        {...(isChosen ? { 'data-first': '' } : {})}
        onChange={() => changeConvert({ operation })}
        aria-label={OPERATION_NAMES[operation]}
        aria-describedby={`operation-${operation}`}
      />
      <span className={styles.operationName}>
        <Icon size={16} strokeWidth={1.6} aria-hidden /> {OPERATION_NAMES[operation]}
      </span>
      <span className={styles.operationAbout} id={`operation-${operation}`}>
        {reason === null ? OPERATION_SENTENCES[operation] : REASONS[reason]}
      </span>
    </label>
  );
}
