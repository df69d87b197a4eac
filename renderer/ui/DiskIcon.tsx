import { Binary, CircleDashed, Disc3, GitBranch, HardDrive, type LucideIcon } from 'lucide-react';
import type { JSX } from 'react';
import type { RecentKind } from '../../shared/settings';

const ICONS: Readonly<Record<RecentKind, LucideIcon>> = {
  fixed: HardDrive,
  dynamic: Disc3,
  differencing: GitBranch,
  raw: HardDrive,
  bytes: Binary,
  unknown: CircleDashed,
};

/** Shows the kind of disk. There must always be words beside it that say the same. */
export function DiskIcon({ kind, size }: { readonly kind: RecentKind; readonly size: number }): JSX.Element {
  const Icon = ICONS[kind];
  return <Icon size={size} strokeWidth={1.5} className="disk-icon" aria-hidden />;
}
