/** What stands beside an image is told with what is wrong in it. */
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openSession } from '../../../../../main/session/image/imageSession';
import type { Finding } from '../../../../../shared/findings';
import type { ImageId } from '../../../../../shared/views';
import { baseImage, childImage, FOOTER_AT } from '../../../../support/fixtures';
import { createAt, diskSpec, realContext } from '../../../../support/newDisks';
import { tempDir } from '../../../../support/tempDir';

/** `cutBytes`: of the file, at its end. */
async function codesBeside(names: readonly string[], cutBytes = 0): Promise<string[]> {
  const folder = path.join(tempDir(), 'disks');
  mkdirSync(folder);
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  truncateSync(file, statSync(file).size - cutBytes);
  for (const name of names) writeFileSync(path.join(folder, name), 'x');
  const origin = {
    id: 'i' as ImageId,
    path: file,
    as: 'disk',
    now: () => 1_800_000_000,
    newId: randomUUID,
    context: realContext(),
  } as const;
  const session = await openSession(origin);
  if (!session.ok) throw new Error(session.error.kind);
  const { findings } = session.value.view();
  await session.value.close();
  return findings.map(({ code }) => code);
}

it.each([
  [[], []],
  [['other.vhd', '.other.vhd.platter-part-12ab'], []],
  [['.disk.vhd.platter-part-12ab'], ['E10']],
  [['.disk.vhd.merge.json'], ['E08']],
  // The disk is whole: whatever these are, they are no parts of it.
  [['disk.v01', 'disk.v02'], []],
  [
    ['.disk.vhd.merge.json', '.disk.vhd.platter-part-12ab', '.disk.vhd.platter-part-34cd'],
    ['E08', 'E10'],
  ],
])('beside %j: %j', async (names, codes) => {
  expect(await codesBeside(names)).toEqual(codes);
});

it('a disk without its end, and parts beside it, is one of them', async () => {
  expect(await codesBeside(['disk.v01'], 512)).toContain('E11');
  expect(await codesBeside(['other.v01'], 512)).not.toContain('E11');
});

it('a journal that cannot be used, beside the parent of the disk, is told in the child', async () => {
  const folder = tempDir();
  const file = path.join(folder, 'kid.vhd');
  writeFileSync(path.join(folder, 'p.vhd'), baseImage());
  writeFileSync(file, childImage().bytes);
  const findingsOf = async (): Promise<readonly Finding[]> => {
    const session = await openSession({
      id: 'i' as ImageId,
      path: file,
      as: 'disk',
      now: () => 1_800_000_000,
      newId: randomUUID,
      context: realContext(),
    });
    if (!session.ok) throw new Error(session.error.kind);
    const { findings } = session.value.view();
    await session.value.close();
    return findings.filter(({ code }) => code === 'E07');
  };
  expect(await findingsOf()).toEqual([]);
  writeFileSync(path.join(folder, 'p.vhd.platter-journal'), 'torn');
  expect(await findingsOf()).toMatchObject([{ severity: 'warning', facts: { of: 'p.vhd', shows: 'mixed' } }]);
});

it('copies with the same ID are told by the check of everything, which opening does not wait for', async () => {
  const folder = tempDir();
  const file = path.join(folder, 'one.vhd');
  for (const name of ['one.vhd', 'copy.vhd', 'second.vhd']) writeFileSync(path.join(folder, name), baseImage());
  writeFileSync(path.join(folder, 'kid.vhd'), childImage().bytes);
  const context = realContext();
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  const twins = (): Finding[] => session.value.view().findings.filter(({ code }) => code === 'E05');
  expect(twins()).toEqual([]);
  const control = { signal: { aborted: false }, report: () => undefined };
  expect((await session.value.checkEverything(control, () => undefined)).ok).toBe(true);
  // The ID stands 68 bytes behind the footer's first.
  const where = [{ at: FOOTER_AT + 68, bytes: 16 }];
  expect(twins()).toMatchObject([{ facts: { disks: 2, names: 'copy.vhd, second.vhd', more: false }, where }]);
  await session.value.close();
});
