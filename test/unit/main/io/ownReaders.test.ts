/** Which of our readers are of one file. Volume numbers: libuv 1.4x gave 64 bits by path and 32 by handle on Windows. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { deviceOf, fileKey } from '../../../../main/io/ownReaders';

const byPath = 0x1234_5678_9abc_def0n;
const byHandle = 0x9abc_def0n;

it('on Windows a volume is the same one by path and by handle', () => {
  expect([deviceOf(byPath, 'win32'), deviceOf(byHandle, 'win32')]).toEqual([byHandle, byHandle]);
  expect(fileKey({ dev: byPath, ino: 7n }, 'a.vhd', 'win32')).toBe(fileKey({ dev: byHandle, ino: 7n }, 'b.vhd', 'win32'));
});

it('elsewhere every bit of a device’s number counts', () => {
  expect(deviceOf(byPath, 'linux')).toBe(byPath);
  expect(fileKey({ dev: byPath, ino: 7n }, 'a.vhd', 'linux')).not.toBe(fileKey({ dev: byHandle, ino: 7n }, 'a.vhd', 'linux'));
});

it('where files have no numbers, as on some network drives, their paths tell them apart', () => {
  expect(fileKey({ dev: 1n, ino: 0n }, 'a.vhd', 'win32')).toBe(path.resolve('a.vhd').toLowerCase());
  expect(fileKey({ dev: 1n, ino: 0n }, '/d/A.vhd', 'win32')).toBe(fileKey({ dev: 1n, ino: 0n }, '/D/a.VHD', 'win32'));
  expect(fileKey({ dev: 1n, ino: 0n }, '/d/A.vhd', 'linux')).toBe(path.resolve('/d/A.vhd'));
  expect(fileKey({ dev: 1n, ino: 0n }, 'a.vhd', 'win32')).not.toBe(fileKey({ dev: 1n, ino: 0n }, 'b.vhd', 'win32'));
});
