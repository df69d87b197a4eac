/** What a new disk may be called, who may sign it, and how large it can be. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { lacks, vhdiInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);

describe('ids', () => {
  test.skipIf(lacks('vhdiinfo'))('are told in the order of their bytes and as Windows prints them, and taken in both', async () => {
    const id = '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0';
    const inWindows = '{3c2d1e0f-5a4b-7849-8796-a5b4c3d2e1f0}';
    const file = at('both-ids.vhd');
    await doneHere('create', file, '--type', 'dynamic', '--size', '4MiB', '--id', inWindows);
    expect(vhdiInfo(file).id).toBe(id);
    expect(readFileSync(file).subarray(68, 84).toString('hex')).toBe(id.replaceAll('-', ''));
    expect(await doneHere('info', file)).toContain(`${id}, in Windows ${inWindows}`);
    expect((await documentHere(infoDocument, ['info', file])).chain[0]).toMatchObject({ uniqueId: id, uniqueIdWindows: inWindows });
    await doneHere('set', file, `footer.uniqueId={00112233-4455-6677-8899-aabbccddeeff}`);
    expect(vhdiInfo(file).id).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect(await platterHere(['create', at('x'), '--type', 'fixed', '--size', '4MiB', '--id', '{1234}'])).toMatchObject({ code: 64 });
  });
});

test('Xen’s name is refused for a new disk: nothing here makes the block bitmap that Xen wants with it', async () => {
  await doneHere('create', at('plain.vhd'), '--type', 'fixed', '--size', '4MiB');
  for (const words of [
    ['create', at('xen.vhd'), '--type', 'dynamic', '--size', '4MiB'],
    ['convert', at('plain.vhd'), at('xen.vhd'), '--type', 'dynamic'],
  ])
    expect(await platterHere([...words, '--creator', 'tap'])).toMatchObject({ code: 64, err: expect.stringContaining('Xen') as string });
  expect(existsSync(at('xen.vhd'))).toBe(false);
});

test('a size that is too large, and blocks that are too small for one, are told apart', async () => {
  const refused = async (...words: string[]): Promise<string> =>
    (await platterHere(['create', at('x'), '--type', 'dynamic', ...words])).err;
  expect(await refused('--size', '2190433321472')).toContain('2,190,433,321,472 bytes are more than such a disk can have');
  expect(await refused('--size', '2040GiB', '--block-size', '64KiB')).toContain('blocks of 64 KiB');
});
