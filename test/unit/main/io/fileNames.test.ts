/** Expected values: Microsoft, "Naming Files, Paths, and Namespaces". */
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { isDevicePath, nameFault, pathNameFault } from '../../../../main/io/fileNames';
import { writeNewFile } from '../../../../main/io/replaceFile';
import { volumeOf } from '../../../support/memoryVolume';
import { traceFileSystem } from '../../../support/traceFileSystem';

test.each([
  ['CON', 'device'],
  ['nul.vhd', 'device'],
  ['com1.backup.vhd', 'device'],
  ['LPT³', 'device'],
  ['disk.', 'ending'],
  ['disk.vhd ', 'ending'],
  ['..', 'ending'],
  ['a:b.vhd', 'character'],
  ['what?.vhd', 'character'],
  ['a\\b.vhd', 'character'],
  ['tab\t.vhd', 'character'],
  ['console.vhd', null],
  ['com10.vhd', null],
  ['.hidden', null],
  ['Größe (2).vhd', null],
  ['磁盘.vhd', null],
])('%j: %s', (name, fault) => {
  expect(nameFault(name)).toBe(fault);
});

it('the last part of a path counts', () => {
  expect(pathNameFault(path.join('a.', 'b.vhd'))).toBe(null);
  expect(pathNameFault(path.join('a', 'NUL.vhd'))).toBe('device');
});

test.each([
  ['\\\\.\\PhysicalDrive0', true],
  ['//./PhysicalDrive0', true],
  ['\\\\.\\pipe\\x', true],
  ['\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\', true],
  ['\\\\?\\GLOBALROOT\\Device\\Harddisk0\\Partition0', true],
  ['\\\\?\\GLOBALROOT\\Device\\Harddisk0\\Partition0\\disk.vhd', true],
  ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3', true],
  ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\', true],
  ['\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\vm\\disk.vhd', false],
  ['\\\\?\\Volume{00000000-0000-0000-0000-000000000000}', true],
  ['\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\vm\\disk.vhd', false],
  ['\\\\?\\PhysicalDrive0', true],
  ['//?/PhysicalDrive0', true],
  ['\\\\?\\pipe\\x', true],
  ['\\\\?\\C:', true],
  ['\\??\\PhysicalDrive0', true],
  ['\\??\\C:\\vm\\disk.vhd', false],
  ['\\\\?\\UNC\\server\\share\\disk.vhd', false],
  ['\\\\?\\C:\\vm\\disk.vhd', false],
  ['\\\\server\\share\\disk.vhd', false],
  ['C:\\vm\\disk.vhd', false],
])('%s is a device of Windows: %s', (file, isDevice) => {
  expect([isDevicePath(file, 'win32'), isDevicePath(file, 'linux')]).toEqual([isDevice, false]);
});

describe('a new file', () => {
  const content = { bytes: 1, extents: () => [], extentBytes: 1, closing: [] };
  const job = { target: '/d/nul.vhd', content, publish: { kind: 'new' }, fill: 'sparse', tag: 'ab' } as const;

  it('gets no name that Windows cannot have, and nothing is written for it', async () => {
    const volume = volumeOf({});
    const made = await writeNewFile(job, traceFileSystem(volume));
    expect(made).toEqual({ ok: false, error: { published: false, cause: { kind: 'bad-file-name', why: 'device' } } });
    expect([...volume.names.keys()]).toEqual([]);
  });

  it('may replace one that has such a name', async () => {
    const files = traceFileSystem(volumeOf({ '/d/nul.vhd': new Uint8Array(3) }));
    const there = await files.stat('/d/nul.vhd');
    if (!there.ok) throw new Error('absent');
    const publish = { kind: 'replace', expected: there.value, keepAs: null } as const;
    const extents = () => [{ at: 0, data: new Uint8Array(1) }] as never;
    expect(await writeNewFile({ ...job, content: { ...content, extents }, publish }, files)).toMatchObject({ ok: true });
  });
});
