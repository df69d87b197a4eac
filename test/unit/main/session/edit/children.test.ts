import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { knownChildren } from '../../../../../main/session/edit/children';
import { baseImage, childImage, inBothFooters } from '../../../../support/fixtures';
import { BASE_ID, utf16 } from '../../../../support/imageBuilder';
import { tempDir } from '../../../../support/tempDir';

/** BASE's id, as text. */
const uniqueId = '00000000-0000-0000-1122-334455667788';

/** Every child here has the true ID of its parent. */
function tree(): { readonly at: (...parts: string[]) => string; readonly put: (bytes: Uint8Array, ...parts: string[]) => string } {
  const root = tempDir();
  const at = (...parts: string[]): string => path.join(root, ...parts);
  const put = (bytes: Uint8Array, ...parts: string[]): string => {
    mkdirSync(path.dirname(at(...parts)), { recursive: true });
    writeFileSync(at(...parts), bytes);
    return at(...parts);
  };
  return { at, put };
}
const child = (parent: string): Uint8Array =>
  childImage({
    header: { parentId: BASE_ID, parentName: 'parent.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16(parent, 'le') }],
  }).bytes;
const stranger = (): Uint8Array => inBothFooters(baseImage(), (b, from) => b.fill(9, from + 68, from + 84));

test('a disk in another folder is a child only if one of its paths leads to this file', async () => {
  const { put } = tree();
  const parent = put(baseImage(), 'k', 'parent.vhd');
  const leads = put(child('..\\k\\parent.vhd'), 'near', 'child.vhd');
  const inside = put(child('k\\parent.vhd'), 'child.vhd');
  put(baseImage(), 'renamed', 'parent-old.vhd');
  const renamed = put(child('parent.vhd'), 'renamed', 'child.vhd');
  put(stranger(), 'wrong', 'parent.vhd');
  const wrong = put(child('parent.vhd'), 'wrong', 'child.vhd');
  const missing = put(child('parent.vhd'), 'missing', 'child.vhd');
  const other = put(child('..\\j\\parent.vhd'), 'far', 'child.vhd');
  expect(await knownChildren({ path: parent, uniqueId }, [leads, inside, renamed, wrong, missing, other])).toEqual([leads, inside]);
});

test('a disk beside it is a child by the id, whatever it is called', async () => {
  const { put } = tree();
  const parent = put(baseImage(), 'renamed.vhd');
  const kid = put(child('parent.vhd'), 'kid.vhd');
  expect(await knownChildren({ path: parent, uniqueId }, [kid])).toEqual(['kid.vhd']);
});
