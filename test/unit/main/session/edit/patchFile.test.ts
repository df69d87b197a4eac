/** Staged changes as a patch, and patches as staged changes. */
import { expect, test } from 'vitest';
import { nothingStaged, planOfStaged, stage, undo, type Staged } from '../../../../../main/session/edit/editSession';
import { patchOf, stagePatch } from '../../../../../main/session/edit/patchFile';
import type { PatchChange } from '../../../../../main/patch/patch';
import type { EditRequest } from '../../../../../shared/edits';
import { baseImage, FOOTER_AT } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

const typed = (space: 'disk' | 'file', at: number, ...bytes: number[]): EditRequest => ({
  kind: 'bytes',
  how: 'typing',
  space,
  at,
  bytes: Uint8Array.from(bytes),
  joins: false,
});
const done = <E>(answer: { readonly ok: true; readonly value: Staged } | { readonly ok: false; readonly error: E }): Staged => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};
const places = (changes: readonly PatchChange[]): string[] => changes.map(({ space, at, after }) => `${space} ${at}+${after.length}`);
const HOLE = 2 * 1024 * 1024;

test('bytes of the disk, as they are and as they will be; what was changed twice or changed back is told once, or not', async () => {
  const chain = await chainOf(memoryFile(baseImage()));
  const saved = baseImage();
  let staged = nothingStaged(chain);
  for (const request of [typed('disk', 5, 0xaa, 0xbb), typed('disk', 6, 0xcc), typed('disk', 900, 0xdd)])
    staged = done(await stage(staged, request));
  const patch = await patchOf(chain, staged);
  expect(patch.ok && places(patch.value.changes)).toEqual(['disk 5+2', 'disk 900+1']);
  expect(patch.ok && patch.value.changes[0]?.after).toEqual(Uint8Array.of(0xaa, 0xcc));
  expect(patch.ok && patch.value.changes[0]?.before).toEqual(saved.slice(2560 + 5, 2560 + 7));
});

test('structures and new blocks: each alone is a patch, both together are refused', async () => {
  const chain = await chainOf(memoryFile(baseImage()));
  const field: EditRequest = { kind: 'field', structure: 'footer', field: 'savedState', value: 1 };
  const onlyField = done(await stage(nothingStaged(chain), field));
  const patch = await patchOf(chain, onlyField);
  // The last byte of the sum and the field's byte, in the copy and in the footer.
  expect(patch.ok && places(patch.value.changes)).toEqual([
    'file 67+1',
    'file 84+1',
    `file ${FOOTER_AT + 67}+1`,
    `file ${FOOTER_AT + 84}+1`,
  ]);
  const onlyBlock = done(await stage(nothingStaged(chain), typed('disk', HOLE, 7)));
  const grown = await patchOf(chain, onlyBlock);
  expect(grown.ok && places(grown.value.changes)).toEqual([`disk ${HOLE}+1`]);
  expect(await patchOf(chain, done(await stage(onlyField, typed('disk', HOLE, 7))))).toEqual({ ok: false, error: { kind: 'patch-mixed' } });
  // Without a new block too: bytes of the table say where the disk's bytes are.
  expect(await patchOf(chain, done(await stage(onlyField, typed('disk', 0, 7))))).toEqual({ ok: false, error: { kind: 'patch-mixed' } });
  expect(await patchOf(chain, nothingStaged(chain))).toEqual({ ok: false, error: { kind: 'nothing-to-patch' } });
});

test('a patch is one change over what is staged, and is undone as one', async () => {
  const chain = await chainOf(memoryFile(baseImage()));
  const first = done(await stage(nothingStaged(chain), typed('disk', 0, 1, 2)));
  const changes: PatchChange[] = [
    { space: 'disk', at: 0, before: Uint8Array.of(1, 2), after: Uint8Array.of(0xfe, 0xfd) },
    { space: 'disk', at: HOLE, before: Uint8Array.of(0), after: Uint8Array.of(9) },
  ];
  const staged = done(await stagePatch(first, { disk: null, changes }));
  const both = await patchOf(chain, staged);
  expect(both.ok && places(both.value.changes)).toEqual(['disk 0+2', `disk ${HOLE}+1`]);
  expect(await stagePatch(staged, { disk: null, changes })).toEqual({ ok: false, error: { kind: 'patch-applied' } });
  const back = done(await undo(chain, staged));
  expect(planOfStaged(back)?.newBlocks).toEqual([]);
  const other = [{ space: 'disk' as const, at: 1, before: Uint8Array.of(9), after: Uint8Array.of(8) }];
  expect(await stagePatch(back, { disk: null, changes: other })).toEqual({
    ok: false,
    error: { kind: 'not-as-before', space: 'disk', at: 1, places: 1 },
  });
});

test('bytes of which some are as before and some as after are told where they cease to be one of them', async () => {
  const chain = await chainOf(memoryFile(baseImage()));
  const staged = done(await stage(nothingStaged(chain), typed('disk', 0, 1, 1, 2, 2)));
  const wrongAt = async (before: readonly number[], after: readonly number[]): Promise<unknown> => {
    const changes = [{ space: 'disk' as const, at: 0, before: Uint8Array.from(before), after: Uint8Array.from(after) }];
    return stagePatch(staged, { disk: null, changes });
  };
  const at = (place: number): unknown => ({ ok: false, error: { kind: 'not-as-before', space: 'disk', at: place, places: 1 } });
  expect(await wrongAt([1, 1, 1, 1], [2, 2, 2, 2])).toEqual(at(2));
  expect(await wrongAt([2, 2, 2, 2], [1, 1, 1, 1])).toEqual(at(2));
  expect(await wrongAt([1, 2, 2, 1], [2, 1, 1, 2])).toEqual(at(1));
  expect(await wrongAt([1, 1, 1, 1], [2, 2, 2, 7])).toEqual(at(2));
  expect(await wrongAt([1, 1, 2, 7], [2, 2, 1, 8])).toEqual(at(3));
});
