/** What others do to the files of an open image is told from their name, number, length and time. */
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import type { ImageId } from '../../../../../shared/views';
import { baseImage, childImage } from '../../../../support/fixtures';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const folder = tempDir();
let folders = 0;

async function withChild(use: (session: ImageSession, child: string, parent: string) => Promise<void>): Promise<void> {
  folders += 1;
  const own = path.join(folder, String(folders));
  mkdirSync(own);
  const [parent, child] = [path.join(own, 'base.vhd'), path.join(own, 'child.vhd')];
  writeFileSync(parent, baseImage());
  writeFileSync(child, childImage().bytes);
  const opened = await openSession({
    id: 'i' as ImageId,
    path: child,
    as: 'disk',
    now: () => NOW,
    newId: () => '00112233-4455-6677-8899-aabbccddeeff',
    context: realContext(),
  });
  if (!opened.ok) throw new Error(opened.error.kind);
  expect(opened.value.view().layers).toHaveLength(2);
  expect(await opened.value.standingOfChain()).toEqual({ kind: 'same' });
  try {
    await use(opened.value, child, parent);
  } finally {
    await opened.value.close();
  }
}

test('a file that others write to has changed', async () => {
  await withChild(async (session, child) => {
    appendFileSync(child, 'x');
    expect(await session.standingOfChain()).toEqual({ kind: 'changed', name: 'child.vhd', isParent: false });
  });
});

/** Windows replaces and deletes no file that is open. */
const onWindows = process.platform === 'win32';

test.skipIf(onWindows)('a file that is replaced has changed', async () => {
  await withChild(async (session, child) => {
    copyFileSync(child, `${child}.new`);
    renameSync(`${child}.new`, child);
    expect(await session.standingOfChain()).toEqual({ kind: 'changed', name: 'child.vhd', isParent: false });
  });
});

test('a file that was moved or deleted is gone, until it is back', async () => {
  await withChild(async (session, child) => {
    renameSync(child, `${child}.moved`);
    expect(await session.standingOfChain()).toEqual({ kind: 'gone', name: 'child.vhd', isParent: false });
  });
});

test('a parent is watched as well', async () => {
  await withChild(async (session, _child, parent) => {
    utimesSync(parent, 1_700_000_000, 1_700_000_000);
    expect(await session.standingOfChain()).toEqual({ kind: 'changed', name: 'base.vhd', isParent: true });
  });
});

test.skipIf(onWindows)('a parent that is deleted is gone', async () => {
  await withChild(async (session, _child, parent) => {
    rmSync(parent);
    expect(await session.standingOfChain()).toEqual({ kind: 'gone', name: 'base.vhd', isParent: true });
  });
});
