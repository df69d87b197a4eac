import { matchSorter } from 'match-sorter';

/** The items in which every word of `query` is found, whatever the order, the best matches first; all of them where nothing is asked. */
export function found<T>(items: readonly T[], query: string, wordsOf: (item: T) => string): T[] {
  const words = query.split(/\s+/).filter((word) => word !== '');
  return words.reduceRight<T[]>(
    (left, word) => matchSorter(left, word, { keys: [wordsOf], threshold: matchSorter.rankings.CONTAINS, baseSort: () => 0 }),
    [...items],
  );
}

/** What can be run before what cannot; else in the order in which it was found. */
export const runnableFirst = <T>(items: readonly T[], canRun: (item: T) => boolean): T[] => [
  ...items.filter(canRun),
  ...items.filter((item) => !canRun(item)),
];
