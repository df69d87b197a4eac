/** Every sheet is on a picture that the accessibility check and the screenshots go by. */
import { expect, it } from 'vitest';
import type { Sheet } from '../../renderer/app/modalState';
import { readFile } from './sourceTree';

/** A screen of `test/e2e/screens.ts`, or a stop of `test/e2e/tours.ts`, that shows the sheet. */
const PICTURES: Readonly<Record<Sheet['kind'], string>> = {
  palette: 'palette',
  keyboard: 'keyboard',
  recents: 'recents',
  about: 'about',
  newDisk: 'new-disk',
  convert: 'make-new',
  export: 'export',
  import: 'import',
  insert: 'write-file',
  fill: 'fill',
  review: 'review',
  repair: 'repair',
  openError: 'open-error',
};

it('every sheet has a picture', () => {
  const text = ['test/e2e/screens.ts', 'test/e2e/tours.ts'].map(readFile).join('\n');
  const names = new Set(Array.from(text.matchAll(/\bname: '([^']+)',\s+(?:file|within):?/g), ([, name]) => name));
  expect(Object.values(PICTURES).filter((name) => !names.has(name))).toEqual([]);
});
