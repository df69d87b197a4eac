/** Which disk the open one was compared with last. */
import type { FindRun } from './findForm.model';

export type Compared = { readonly find: number; readonly name: string };

/** The disk that the open one was compared with last; null: none. */
export function comparedIn(disk: { readonly find: { readonly run: FindRun } } | null): Compared | null {
  const run = disk?.find.run ?? { kind: 'none' };
  return run.kind === 'none' || run.kind === 'failed' || run.compared === null ? null : { find: run.find, name: run.compared };
}
