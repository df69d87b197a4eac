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

/** The first of the item's keywords for which it was found; null if its own words already have every word of `query`. */
export function keywordFor(query: string, ownWords: string, keywords: string): string | null {
  const own = ownWords.toLowerCase();
  const lacking = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && !own.includes(word));
  return keywords.split(' ').find((keyword) => lacking.some((word) => keyword.toLowerCase().includes(word))) ?? null;
}
