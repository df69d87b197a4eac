import { expect, test } from 'vitest';
import { filesOn } from '../../../../../main/session/app/arguments';

test('files on a command line are its words without switches; behind “--” a file may begin with a dash', () => {
  expect(filesOn(['platter', '--switch', 'a.vhd', 'b.vhd'], true)).toEqual(['a.vhd', 'b.vhd']);
  expect(filesOn(['electron', '--switch', '.', 'a.vhd', '--', '-b.vhd'], false)).toEqual(['a.vhd', '-b.vhd']);
});

test('an empty word is no file: it would be the folder that the program was started in', () => {
  expect(filesOn(['platter', ''], true)).toEqual([]);
  expect(filesOn(['platter', '', 'a.vhd', '--', ''], true)).toEqual(['a.vhd']);
});

test.runIf(process.platform !== 'win32')('the address of a file is its path; that of another computer’s file stays what it is', () => {
  expect(filesOn(['platter', 'file:///tmp/a%20disk.vhd', 'file:/tmp/b.vhd', 'file://server/c.vhd', 'file:x.vhd'], true)).toEqual([
    '/tmp/a disk.vhd',
    '/tmp/b.vhd',
    'file://server/c.vhd',
    'file:x.vhd',
  ]);
});
