import { expect, it } from 'vitest';
import { savedText, writtenText } from '../../../../shared/text/written';

// A block of 2 MiB and its bitmap of a sector are 2,097,664 bytes.
it.each([
  [{ changedBytes: 1, growthBytes: 0, newBlocks: 0 }, '1 byte'],
  [{ changedBytes: 514, growthBytes: 2_097_664, newBlocks: 1 }, '514 bytes and a new block of 2 MiB'],
  [{ changedBytes: 514, growthBytes: 6_292_992, newBlocks: 3 }, '514 bytes and 3 new blocks of 6 MiB together'],
  [{ changedBytes: 0, growthBytes: 2_097_664, newBlocks: 1 }, 'a new block of 2 MiB'],
  [{ changedBytes: 4, growthBytes: 512, newBlocks: 0 }, '4 bytes and 512 bytes more'],
])('%j: changed bytes and new ones are not added up', (review, text) => {
  expect(writtenText(review)).toBe(text);
});

it.each([
  [1, { changedBytes: 4, growthBytes: 0, newBlocks: 0 }, 'Saved 1 change. 4 bytes of the file changed. Verified.'],
  [
    2,
    { changedBytes: 514, growthBytes: 2_097_664, newBlocks: 1 },
    'Saved 2 changes. 514 bytes of the file changed, and it got a new block of 2 MiB. Verified.',
  ],
  [1, { changedBytes: 0, growthBytes: 2_097_664, newBlocks: 1 }, 'Saved 1 change. The file got a new block of 2 MiB. Verified.'],
])('%i steps of %j: steps are told from bytes', (changes, review, text) => {
  expect(savedText(changes, review)).toBe(text);
});
