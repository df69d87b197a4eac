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
import { reasonAgainst, type Operation } from '../../kernels/making';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { OPERATION_NAMES, OPERATION_SENTENCES, REASONS } from '../../text/making';

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

/** One thing that can be made; where it makes no sense, why. */
export function OperationCard({ operation, disk }: { readonly operation: Operation; readonly disk: Disk }): JSX.Element {
  const isChosen = useStore((s) => s.making.operation === operation);
  const changeMaking = useStore((s) => s.changeMaking);
  const reason = reasonAgainst(disk, operation);
  const Icon = ICONS[operation];
  return (
    <label className="operation-card" data-chosen={isChosen} data-disabled={reason !== null}>
      <input
        type="radio"
        name="operation"
        className="hidden-visually"
        checked={isChosen}
        disabled={reason !== null}
        {...(isChosen ? { 'data-first': '' } : {})}
        onChange={() => changeMaking({ operation })}
        aria-label={OPERATION_NAMES[operation]}
        aria-describedby={`operation-${operation}`}
      />
      <span className="operation-name">
        <Icon size={16} strokeWidth={1.6} aria-hidden /> {OPERATION_NAMES[operation]}
      </span>
      <span className="operation-about" id={`operation-${operation}`}>
        {reason === null ? OPERATION_SENTENCES[operation] : REASONS[reason]}
      </span>
    </label>
  );
}
