/** Hits that are replaced become one change, over what is staged already. */
import { describe, expect, test } from 'vitest';
import { editsView, nothingStaged, planOfStaged, stage, undo, type Staged } from '../../../../../main/session/edit/editSession';
import { lba } from '../../../../../shared/vhd/units';
import { readSectors } from '../../../../../main/vhd/read/readDisk';
import type { EditRequest } from '../../../../../shared/edits';
import { MAX_REPLACED } from '../../../../../shared/find/replace';
import { baseImage } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

const at = (place: number, text: string): EditRequest => ({
  kind: 'bytes',
  how: 'typing',
  space: 'disk',
  at: place,
  bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
  joins: false,
});
const replace = (put: string, ...places: number[]): EditRequest => ({
  kind: 'replace',
  space: 'disk',
  pattern: { kind: 'text', text: 'abab', encoding: 'utf8', ignoreCase: false },
  text: put,
  places: Float64Array.from(places.flatMap((place) => [place, 4])),
});
async function after(staged: Staged, request: EditRequest): Promise<Staged> {
  const answer = await stage(staged, request);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}
async function textAt(staged: Staged, place: number, length: number): Promise<string> {
  const sector = Math.floor(place / 512);
  const { bytes } = await readSectors(staged.chain, lba(sector), 2, 'honour');
  return String.fromCharCode(...bytes.subarray(place - sector * 512, place - sector * 512 + length));
}

describe('replacing', () => {
  test('all hits is one change that undo takes back, over a sector’s edge and over what is staged', async () => {
    const chain = await chainOf(memoryFile(baseImage()));
    const typed = await after(await after(nothingStaged(chain), at(100, 'abab')), at(1022, 'abab'));
    const staged = await after(typed, replace('wxyz', 100, 1022));
    expect([await textAt(staged, 100, 4), await textAt(staged, 1022, 4)]).toEqual(['wxyz', 'wxyz']);
    const view = editsView(staged, true, false);
    expect([view.changes, view.latest[0]?.label]).toEqual([3, { kind: 'replace', places: 2 }]);
    const back = await undo(chain, staged);
    if (!back.ok) throw new Error(back.error.kind);
    expect([await textAt(back.value, 100, 4), await textAt(back.value, 1022, 4)]).toEqual(['abab', 'abab']);
  });

  test('leaves out what is no hit any more, and a hit that begins inside of one that was replaced', async () => {
    const chain = await chainOf(memoryFile(baseImage()));
    // "abab" stands at 100 and at 102; at 300 it is gone.
    const typed = await after(await after(nothingStaged(chain), at(100, 'ababab')), at(300, 'nope'));
    const staged = await after(typed, replace('wxyz', 100, 102, 300));
    expect([await textAt(staged, 100, 6), await textAt(staged, 300, 4)]).toEqual(['wxyzab', 'nope']);
    expect(editsView(staged, true, false).latest[0]?.label).toEqual({ kind: 'replace', places: 1 });
  });

  test.each([
    ['where nothing is left to replace', 'wxyz', [300], 'nothing'],
    ['by something of another length', 'wxyz!', [100], 'nothing'],
    ['by nothing', '', [100], 'pattern'],
    ['at too many places', 'wxyz', Array.from({ length: MAX_REPLACED.disk + 1 }, (_, i) => 4 * i), 'too-many'],
  ])('is refused %s, and nothing is staged', async (_what, put, places, why) => {
    const chain = await chainOf(memoryFile(baseImage()));
    const typed = await after(nothingStaged(chain), at(100, 'abab'));
    const plan = planOfStaged(typed);
    expect(await stage(typed, replace(put, ...places))).toEqual({
      ok: false,
      error: { kind: 'cannot-replace', why, most: MAX_REPLACED.disk },
    });
    expect(planOfStaged(typed)).toEqual(plan);
  });
});
