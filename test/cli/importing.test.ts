/** Raw images that become disks, and disks of a chosen geometry or for Azure: judged by QEMU, 7-Zip, libvhdi and bytes worked out by hand. */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createdDocument } from '../../shared/documents/created';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { madeDocument } from '../../shared/documents/made';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { lacks, qemuConvert, qemuInfo, vhdiInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const MIB = 1024 * 1024;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);

function raw(name: string, bytes: number, pieces: readonly (readonly [number, string | Uint8Array])[] = []): string {
  const fd = openSync(at(name), 'w');
  ftruncateSync(fd, bytes);
  for (const [where, text] of pieces) writeSync(fd, typeof text === 'string' ? Buffer.from(text) : text, 0, text.length, where);
  closeSync(fd);
  return at(name);
}

describe('a raw image whose last sector is not whole', () => {
  const SIZE = 5 * MIB + 700;
  test('is refused before anything is written, by every command that would lose its end', async () => {
    const odd = raw('odd.raw', SIZE, [[SIZE - 4, 'last']]);
    for (const words of [
      ['import', odd, at('odd.vhd'), '--type', 'dynamic'],
      ['import', odd, at('odd.vhd'), '--type', 'fixed', '--azure'],
      ['compare', odd, odd],
    ])
      expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('not whole sectors') as string });
    expect(existsSync(at('odd.vhd'))).toBe(false);
  });

  test.skipIf(lacks('qemu-img'))('is filled up with zeros where that is wanted', async () => {
    const odd = raw('odd.raw', SIZE, [[SIZE - 4, 'last']]);
    const want = Buffer.concat([readFileSync(odd), Buffer.alloc(512 - (SIZE % 512))]);
    for (const type of ['dynamic', 'fixed']) {
      const made = await documentHere(madeDocument, ['import', odd, at(`${type}.vhd`), '--type', type, '--pad', '--force']);
      expect([made.virtualBytes, made.verified]).toEqual([want.length, true]);
      qemuConvert(at(`${type}.vhd`), at('back.raw'));
      expect(Buffer.compare(readFileSync(at('back.raw')), want)).toBe(0);
    }
  });
});

describe('import', () => {
  test('refuses a VHD and images of other programs, which would end up inside the disk', async () => {
    await doneHere('create', at('inner.vhd'), '--type', 'dynamic', '--size', '8MiB');
    writeFileSync(at('inner.qcow2'), Buffer.concat([Buffer.from('QFI\xfb\0\0\0\x03', 'latin1'), Buffer.alloc(65_536 - 8)]));
    expect(await platterHere(['import', at('inner.vhd'), at('nested.vhd'), '--type', 'dynamic'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('platter convert') as string,
    });
    expect(await platterHere(['import', at('inner.qcow2'), at('nested.vhd'), '--type', 'dynamic'])).toMatchObject({ code: 1 });
    expect(existsSync(at('nested.vhd'))).toBe(false);
  });

  test.skipIf(lacks('qemu-img', 'vhdiinfo'))('makes a larger disk, never a smaller one', async () => {
    const small = raw('small.raw', 5 * MIB, [[5 * MIB - 8, 'the tail']]);
    await doneHere('import', small, at('larger.vhd'), '--type', 'dynamic', '--size', '64MiB');
    expect(qemuInfo(at('larger.vhd'))['virtual-size']).toBe(64 * MIB);
    expect(vhdiInfo(at('larger.vhd')).id).toMatch(/^[0-9a-f-]{36}$/);
    qemuConvert(at('larger.vhd'), at('larger.raw'));
    const want = Buffer.alloc(64 * MIB);
    readFileSync(small).copy(want);
    expect(Buffer.compare(readFileSync(at('larger.raw')), want)).toBe(0);
    expect(await platterHere(['import', small, at('x'), '--type', 'dynamic', '--size', '4MiB'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('5,242,880 bytes') as string,
    });
  });

  test('says that Windows asks for 3 MiB', async () => {
    const tiny = raw('tiny.raw', 2 * MIB);
    const ran = await platterHere(['import', tiny, at('tiny.vhd'), '--type', 'fixed']);
    expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('3 MiB') as string });
    expect((await platterHere(['create', at('tiny2.vhd'), '--type', 'fixed', '--size', '1MiB'])).err).toContain('3 MiB');
    expect((await platterHere(['create', at('three.vhd'), '--type', 'fixed', '--size', '3MiB'])).err).toBe('');
  });
});

describe('a chosen geometry', () => {
  const chs = (file: string): number[] => {
    const footer = readFileSync(file).subarray(-512);
    return [footer.readUInt16BE(56), footer[58] as number, footer[59] as number];
  };

  test.skipIf(lacks('qemu-img'))('says the size of the disk, and is stored', async () => {
    const made = await documentHere(createdDocument, ['create', at('chs.vhd'), '--type', 'fixed', '--geometry', '733/7/17']);
    expect(made.virtualBytes).toBe(733 * 7 * 17 * 512);
    expect(chs(at('chs.vhd'))).toEqual([733, 7, 17]);
    expect(qemuInfo(at('chs.vhd'))['virtual-size']).toBe(733 * 7 * 17 * 512);
    expect(await platterHere(['create', at('x'), '--type', 'fixed', '--size', '44MiB', '--geometry', '733/7/17'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('44,660,224 bytes') as string,
    });
    for (const wrong of ['733/7', '0/7/17', '70000/7/17', '733/256/17'])
      expect(await platterHere(['create', at('x'), '--type', 'fixed', '--geometry', wrong])).toMatchObject({ code: 64 });
  });

  test('is taken by import, and kept by convert, flatten and resize where it fits', async () => {
    const image = raw('bochs.raw', 139 * 4 * 17 * 512, [[512, 'data']]);
    await doneHere('import', image, at('bochs.vhd'), '--type', 'fixed', '--geometry', '139/4/17');
    expect(chs(at('bochs.vhd'))).toEqual([139, 4, 17]);
    await doneHere('import', image, at('heads.vhd'), '--type', 'fixed', '--geometry', '278/2/17');
    await doneHere('convert', at('heads.vhd'), at('heads-dynamic.vhd'), '--type', 'dynamic');
    await doneHere('flatten', at('heads-dynamic.vhd'), at('flat.vhd'), '--type', 'fixed');
    expect([chs(at('heads-dynamic.vhd')), chs(at('flat.vhd'))]).toEqual([
      [278, 2, 17],
      [278, 2, 17],
    ]);
    await doneHere('resize', at('flat.vhd'), '--size', String(300 * 2 * 17 * 512));
    expect(chs(at('flat.vhd'))).toEqual([300, 2, 17]);
    const lost = await platterHere(['resize', at('flat.vhd'), '--size', '10MiB', '--output', at('lost.vhd')]);
    expect(lost).toMatchObject({ code: 0, err: expect.stringContaining('cylinders') as string });
    // 20,480 sectors by the specification's appendix: 17 sectors, 1,204 tracks, 4 heads, 301 cylinders.
    expect(chs(at('lost.vhd'))).toEqual([301, 4, 17]);
  });
});

describe('Azure', () => {
  test('check answers 2 with what is missing and the command, and the copy it names passes', async () => {
    await doneHere('create', at('ten.vhd'), '--type', 'fixed', '--size', '10MiB', '--partition-table', 'gpt');
    const told = await platterHere(['check', at('ten.vhd'), '--azure']);
    expect(told.code).toBe(2);
    expect(told.out).toMatch(/10,485,760 bytes are fewer than 20 MiB: 10,485,760 bytes are missing/);
    expect(told.out.replaceAll(/\s+/g, ' ')).toContain('platter convert FILE NEW.vhd --type fixed --azure');
    const made = await platterHere(['convert', at('ten.vhd'), at('ready.vhd'), '--type', 'fixed', '--azure']);
    expect(made).toMatchObject({ code: 0, err: expect.stringMatching(/10,485,760 bytes of zeros[\s\S]*GPT/) as string });
    expect(statSync(at('ready.vhd')).size).toBe(20 * MIB + 512);
    // The header of the backup GPT stands in the last sector of the disk, and nowhere else behind the first.
    const disk = readFileSync(at('ready.vhd')).subarray(0, 20 * MIB);
    expect(disk.subarray(-512, -504).toString()).toBe('EFI PART');
    expect(disk.indexOf('EFI PART', 1024)).toBe(20 * MIB - 512);
    expect((await documentHere(checkDocument, ['check', at('ready.vhd'), '--azure'])).findings).toEqual([]);
    expect((await documentHere(infoDocument, ['info', at('ready.vhd')])).partitions.scheme).toBe('gpt');
  });

  test('a larger disk of any kind has the backup of its GPT at its end', async () => {
    await doneHere('create', at('gpt.vhd'), '--type', 'fixed', '--size', '10MiB', '--partition-table', 'gpt');
    await doneHere('export', at('gpt.vhd'), at('gpt.raw'));
    for (const type of ['dynamic', 'fixed']) {
      await doneHere('import', at('gpt.raw'), at('gpt-large.vhd'), '--type', type, '--size', '40MiB', '--force');
      const { errors, warnings } = await documentHere(checkDocument, ['check', at('gpt-large.vhd'), '--deep']);
      expect([errors, warnings]).toEqual([0, 0]);
    }
  });

  test('repair offers to fill the disk up, and carries it out', async () => {
    await doneHere('create', at('fill.vhd'), '--type', 'fixed', '--size', String(21 * MIB + 512));
    expect(await doneHere('repair', at('fill.vhd'), '--azure')).toContain('--choose A01=fill-up-for-azure');
    await doneHere('repair', at('fill.vhd'), '--azure', '--choose', 'A01=fill-up-for-azure', '--yes');
    expect(statSync(at('fill.vhd')).size).toBe(22 * MIB + 512);
    expect((await documentHere(checkDocument, ['check', at('fill.vhd'), '--azure'])).findings).toEqual([]);
  });

  test('repair fills a disk with a GPT up with its backup at the new end, so that the check finds nothing more', async () => {
    const file = at('fill-gpt.vhd');
    await doneHere('create', file, '--type', 'fixed', '--size', '10MiB', '--partition-table', 'gpt');
    const before = readFileSync(file);
    // Elsewhere, or each would be told that the other has its ID.
    const copy = path.join(tempDir(), 'filled.vhd');
    await doneHere('repair', file, '--azure', '--choose', 'A01=fill-up-for-azure', '--output', copy);
    await doneHere('repair', file, '--azure', '--choose', 'A01=fill-up-for-azure', '--yes');
    for (const each of [file, copy]) {
      const disk = readFileSync(each);
      expect(disk.length).toBe(20 * MIB + 512);
      expect((await documentHere(checkDocument, ['check', each, '--azure', '--deep'])).findings).toEqual([]);
      // UEFI 2.10, 5.3.2, little-endian: the first header names the last sector, and that one names the first and itself.
      const last = (20 * MIB) / 512 - 1;
      expect(disk.readBigUInt64LE(512 + 32)).toBe(BigInt(last));
      expect([disk.readBigUInt64LE(last * 512 + 24), disk.readBigUInt64LE(last * 512 + 32)]).toEqual([BigInt(last), 1n]);
      expect(disk.toString('latin1', last * 512, last * 512 + 8)).toBe('EFI PART');
      // Nothing is left of the old backup’s header, nor of the old footer; what partitions hold is as it was.
      expect(disk.subarray(10 * MIB - 512, 10 * MIB + 512).every((byte) => byte === 0)).toBe(true);
      expect(disk.subarray(34 * 512, 10 * MIB - 33 * 512).equals(before.subarray(34 * 512, 10 * MIB - 33 * 512))).toBe(true);
    }
  });

  test('create makes at least 20 MiB', async () => {
    const made = await documentHere(createdDocument, ['create', at('one.vhd'), '--type', 'fixed', '--size', '1MiB', '--azure']);
    expect(made.virtualBytes).toBe(20 * MIB);
  });
});
