/** What the program remembers between runs, as the window sees it. */
export type Theme = 'system' | 'light' | 'dark';

export type RecentId = string & { readonly __recent: true };

/** What a disk was when it was last open; `unknown` in lists of earlier versions. */
export const RECENT_KINDS = ['fixed', 'dynamic', 'differencing', 'raw', 'bytes', 'unknown'] as const;
export type RecentKind = (typeof RECENT_KINDS)[number];

export type RecentView = {
  readonly recent: RecentId;
  readonly name: string;
  readonly folder: string;
  /** Such as "Dynamic · 127 GiB"; what was known when it was last open. */
  readonly summary: string;
  readonly health: 'good' | 'warning' | 'error';
  /** ISO 8601 UTC. */
  readonly opened: string;
  readonly kind: RecentKind;
  readonly pinned: boolean;
  readonly missing: boolean;
};
