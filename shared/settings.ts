/** What the program remembers between runs, as the window sees it. */
export type Theme = 'system' | 'light' | 'dark';

export type RecentId = string & { readonly __recent: true };

export type RecentView = {
  readonly recent: RecentId;
  readonly name: string;
  readonly folder: string;
  /** Such as "Dynamic · 127 GiB"; what was known when it was last open. */
  readonly summary: string;
  readonly health: 'good' | 'warning' | 'error';
  /** ISO 8601 UTC. */
  readonly opened: string;
  readonly missing: boolean;
};
