import { matchSorter } from 'match-sorter';

/** The items that contain every word of `query`, in any order, the best matches first; all items if `query` is empty. */
export function found<T>(items: readonly T[], query: string, wordsOf: (item: T) => string): T[] {
  const words = query.split(/\s+/).filter((word) => word !== '');
  return words.reduceRight<T[]>(
    (left, word) => matchSorter(left, word, { keys: [wordsOf], threshold: matchSorter.rankings.CONTAINS, baseSort: () => 0 }),
    [...items],
  );
}

/** Items that can be run before those that cannot; otherwise the order stays. */
export const runnableFirst = <T>(items: readonly T[], canRun: (item: T) => boolean): T[] => [
  ...items.filter(canRun),
  ...items.filter((item) => !canRun(item)),
];
