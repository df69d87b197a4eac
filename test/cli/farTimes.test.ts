/**
 * A parent whose file has a time that no field and no Date can say: file systems in memory keep such times, drives with a
 * damaged inode show them. Four bytes of seconds since 2000 end in 2136; zero says nothing.
 */
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { onWindows, platter, tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { get32 } from '../support/imageBuilder';
import { inspectParent, parentFor } from '../../main/session/newdisk/newDiskParent';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { tempDir } from '../support/tempDir';

/** In the year 288,753; ECMAScript's last moment is in 275,760. */
const FAR_SECONDS = 9_050_000_000_000;
/** tmpfs keeps 64 bits of seconds; ext4 ends in 2446. */
const MEMORY = '/dev/shm';
const hasMemory = !onWindows && existsSync(MEMORY);
/** The dynamic header stands at 512 of a new disk, the parent's time at 56 of it. */
const STAMP_AT = 512 + 56;

const makeFar = (file: string): void => void tool('touch', '-d', `@${FAR_SECONDS}`, file);

describe.skipIf(!hasMemory)('a parent of the year 288,753', () => {
  const folder = hasMemory ? tempDir(MEMORY) : '';
  const at = (name: string): string => path.join(folder, name);
  const stampOf = (name: string): number => get32(readFileSync(at(name)), STAMP_AT);

  beforeAll(async () => {
    await doneHere('create', at('parent.vhd'), '--type', 'dynamic', '--size', '8MiB');
    await doneHere('create', at('before.vhd'), '--type', 'differencing', '--parent', at('parent.vhd'));
    makeFar(at('parent.vhd'));
  });

  test('has that time, and a child that remembers another one', () => {
    expect(Number(statSync(at('parent.vhd'), { bigint: true }).mtimeMs / 1000n)).toBe(FAR_SECONDS);
    expect(stampOf('before.vhd')).toBeGreaterThan(0);
  });

  test('is remembered without a time by a child that is made now', async () => {
    await doneHere('create', at('after.vhd'), '--type', 'differencing', '--parent', at('parent.vhd'));
    expect(stampOf('after.vhd')).toBe(0);
    const { findings } = await documentHere(checkDocument, ['check', at('after.vhd')]);
    expect(findings.map(({ code }) => code)).not.toContain('P03');
  });

  test.each([
    ['info', 0],
    ['check', 0],
    ['check --deep', 0],
    ['report', 0],
    ['report --format html', 0],
    ['map', 0],
    ['repair', 0],
    ['hash', 0],
  ])('does not end %s', (words, code) => {
    const [command = '', ...options] = words.split(' ');
    expect(platter([command, at('before.vhd'), ...options])).toMatchObject({ code });
    expect(platter([command, at('parent.vhd'), ...options])).toMatchObject({ code });
  });

  test('is told as the last time that can be said', async () => {
    const { findings } = await documentHere(checkDocument, ['check', at('before.vhd')]);
    expect(findings.find(({ code }) => code === 'P03')?.detail).toContain('found +275760-09-13 00:00:00 UTC.');
  });

  test.each([
    ['repair', '--choose', 'P03=restamp-parent', '--yes'],
    ['reconnect', '--parent', 'parent.vhd'],
  ])('leaves no wrong time where %s writes one', async (command, ...options) => {
    cpSync(at('before.vhd'), at(`${command}.vhd`));
    await doneHere(command, at(`${command}.vhd`), ...options.map((word) => (word === 'parent.vhd' ? at(word) : word)));
    expect(stampOf(`${command}.vhd`)).toBe(0);
    const { findings } = await documentHere(checkDocument, ['check', at(`${command}.vhd`)]);
    expect(findings.map(({ code }) => code)).not.toContain('P03');
  });

  test('is taken as a parent by the window, and its child is shown', async () => {
    const files = nodeFileSystem();
    const parent = await parentFor(at('new.vhd'), at('parent.vhd'), false, { files, otherWriters: async () => [], now: () => Date.now() });
    expect(parent).toMatchObject({ ok: true, value: { spec: { modified: 0 } } });
    const shown = await inspectParent(at('before.vhd'), { files, otherWriters: async () => [], now: () => Date.now() });
    expect(shown).toMatchObject({ ok: true, value: { kind: 'differencing', warnings: 1, errors: 0 } });
  });

  test('is written to, and made into new disks', async () => {
    writeFileSync(at('sector'), new Uint8Array(512).fill(7));
    await doneHere('write', at('parent.vhd'), '--lba', '0', '--in', at('sector'), '--force');
    makeFar(at('parent.vhd'));
    for (const command of ['flatten', 'export', 'skeleton']) await doneHere(command, at('before.vhd'), at(`${command}.out`));
    await doneHere('convert', at('parent.vhd'), at('converted.vhd'), '--type', 'fixed');
    expect((await platterHere(['compact', at('parent.vhd'), '--force'])).code).toBe(0);
  });
});
