import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { askForHoles } from '../../../../main/io/holes';
import { nativeExtensions } from '../../../../main/io/nativeExtensions';
import { tempDir } from '../../../support/tempDir';

it('holes are asked for on Windows alone, and a drive without them is no error', async () => {
  const asked: number[] = [];
  const native = async () => ({ sparseSync: (fd: number) => void asked.push(fd) });
  await askForHoles(7, 'win32', native);
  await askForHoles(8, 'linux', native);
  expect(asked).toEqual([7]);
  const none = async () => ({
    sparseSync: (): void => {
      throw new Error('not on FAT');
    },
  });
  await expect(askForHoles(7, 'win32', none)).resolves.toBeUndefined();
  await expect(askForHoles(7, 'win32', async () => null)).resolves.toBeUndefined();
});

it('the call is there, in the package as it is', async () => {
  const fd = openSync(path.join(tempDir(), 'raw'), 'w');
  const native = await nativeExtensions();
  expect(() => native?.sparseSync(fd)).not.toThrow();
  expect(native).not.toBe(null);
  closeSync(fd);
});
