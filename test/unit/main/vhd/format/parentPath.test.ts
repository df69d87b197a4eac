/** The way from a child to its parent, for the systems that write it. Expected values by hand. */
import { describe, expect, test } from 'vitest';
import { isOnOtherDrive, relativePath, waysTo } from '../../../../../main/vhd/format/parentPath';

describe('the relative path', () => {
  test.each([
    ['/d/child.vhd', '/d/base.vhd', '.\\base.vhd'],
    ['/d/sub/child.vhd', '/d/base.vhd', '..\\base.vhd'],
    ['/d/child.vhd', '/d/sub/base.vhd', '.\\sub\\base.vhd'],
    ['/a/b/child.vhd', '/c/base.vhd', '..\\..\\c\\base.vhd'],
    ['/child.vhd', '/base.vhd', '.\\base.vhd'],
    ['/d/child.vhd', '/d/..sub/base.vhd', '.\\..sub\\base.vhd'],
    ['/d/child.vhd', '/D/base.vhd', '..\\D\\base.vhd'],
    ['/d/./x/../child.vhd', '/d//base.vhd', '.\\base.vhd'],
    ['C:\\vm\\child.vhd', 'C:\\vm\\base.vhd', '.\\base.vhd'],
    ['C:\\vm\\child.vhd', 'c:\\VM\\sub\\Base.vhd', '.\\sub\\Base.vhd'],
    ['C:\\vm\\a\\child.vhd', 'C:\\disks\\base.vhd', '..\\..\\disks\\base.vhd'],
    ['C:/vm/child.vhd', 'C:\\base.vhd', '..\\base.vhd'],
    ['\\\\?\\C:\\vm\\child.vhd', 'C:\\vm\\base.vhd', '.\\base.vhd'],
    ['\\\\nas\\disks\\a\\child.vhd', '\\\\NAS\\disks\\b\\base.vhd', '..\\b\\base.vhd'],
    ['\\\\?\\UNC\\nas\\disks\\child.vhd', '\\\\nas\\disks\\base.vhd', '.\\base.vhd'],
  ])('from %s to %s is %s', (child, parent, relative) => {
    expect(relativePath(child, parent)).toBe(relative);
  });

  test.each([
    ['on another drive', 'C:\\vm\\child.vhd', 'Z:\\base.vhd'],
    ['on another share', '\\\\nas\\disks\\child.vhd', '\\\\nas\\other\\base.vhd'],
    ['on a share, seen from a drive', 'C:\\vm\\child.vhd', '\\\\nas\\disks\\base.vhd'],
    ['of another system', 'C:\\vm\\child.vhd', '/d/base.vhd'],
    ['with a backslash in its name', '/d/child.vhd', '/d/a\\base.vhd'],
    ['that is no file', 'C:\\vm\\child.vhd', 'C:\\'],
    ['that is not absolute', '/d/child.vhd', 'base.vhd'],
  ])('there is none to a parent %s', (_, child, parent) => {
    expect(relativePath(child, parent)).toBeNull();
  });
});

test('a parent is named by its bare name and by every path that it has', () => {
  expect(waysTo('C:\\vm\\kid.vhd', 'Z:\\disks\\base.vhd', true)).toEqual({
    name: 'base.vhd',
    relativePath: null,
    windowsPath: 'Z:\\disks\\base.vhd',
    posixPath: null,
  });
  expect(waysTo('/vm/kid.vhd', '/vm/base.vhd', true)).toEqual({
    name: 'base.vhd',
    relativePath: '.\\base.vhd',
    windowsPath: null,
    posixPath: '/vm/base.vhd',
  });
  expect(waysTo('/vm/kid.vhd', '/vm/base.vhd', false)).toMatchObject({ windowsPath: null, posixPath: null });
});

test('a parent is named without the prefix that lifts the limit on the length of paths', () => {
  const ways = (parent: string): unknown => waysTo('C:\\vm\\kid.vhd', parent, true).windowsPath;
  expect(ways('\\\\?\\C:\\vm\\base.vhd')).toBe('C:\\vm\\base.vhd');
  expect(ways('\\\\?\\UNC\\nas\\disks\\base.vhd')).toBe('\\\\nas\\disks\\base.vhd');
});

test.each([
  ['Y:\\kid.vhd', 'X:\\base.vhd', true],
  ['Y:\\kid.vhd', '\\\\nas\\disks\\base.vhd', true],
  ['Y:\\kid.vhd', 'y:\\sub\\base.vhd', false],
  ['/vm/kid.vhd', 'X:\\base.vhd', false],
  ['/vm/kid.vhd', '/base.vhd', false],
])('%s and %s are on different drives: %s', (child, parent, isOther) => {
  expect(isOnOtherDrive(child, parent)).toBe(isOther);
});
