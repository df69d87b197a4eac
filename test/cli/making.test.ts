/** Commands that make a new file, judged by QEMU, 7-Zip, libvhdi, cmp and sha256sum. */
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareDocument, hashDocument, searchDocument, searchHit } from '../../shared/documents/content';
import { createdDocument } from '../../shared/documents/created';
import { infoDocument } from '../../shared/documents/info';
import { madeDocument } from '../../shared/documents/made';
import { reportDocument } from '../../shared/documents/report';
import { sha256, tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { hashOutput, lacks, qemuConvert, qemuInfo, vhdiInfo } from '../support/oracles';
import { samplesFolder, sha256Of, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const SIZE = 21 * 1024 * 1024 + 512 * 3;

/** Raw, sparse, of a size that is no multiple of anything. */
function rawDisk(name: string, pieces: readonly (readonly [number, string])[]): string {
  const fd = openSync(at(name), 'w');
  ftruncateSync(fd, SIZE);
  for (const [where, text] of pieces) writeSync(fd, text, where);
  closeSync(fd);
  return at(name);
}

beforeAll(async () => {
  rawDisk('one.raw', [
    [100, 'first words'],
    [5_000_000, 'Needle in the hay'],
    [SIZE - 20, 'the very last bytes!'],
  ]);
  rawDisk('two.raw', [
    [100, 'other words'],
    [9_000_000, 'more'],
  ]);
  await doneHere('import', at('one.raw'), at('one.vhd'), '--type', 'dynamic');
});

describe('create', () => {
  test.skipIf(lacks('qemu-img', 'vhdiinfo'))('makes disks of the size and type that other programs see', async () => {
    for (const [name, type, size] of [
      ['fixed', 'fixed', '3MiB'],
      ['dynamic', 'dynamic', '127GB'],
    ] as const) {
      const file = at(`${name}-new.vhd`);
      const made = await documentHere(createdDocument, ['create', file, '--type', type, '--size', size]);
      expect(made.virtualBytes).toBe(size === '3MiB' ? 3 * 1024 * 1024 : 127 * 1024 ** 3);
      expect(qemuInfo(file)['virtual-size']).toBe(made.virtualBytes);
      expect(vhdiInfo(file).id).toBe(made.uniqueId);
    }
    expect(tool('vhdiinfo', at('fixed-new.vhd'))).toContain('Fixed');
  });

  test('takes id, creator, block size, table and rounding', async () => {
    const id = '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0';
    await doneHere(
      'create',
      at('own.vhd'),
      '--type',
      'dynamic',
      '--size',
      '5MB',
      '--chs',
      '--id',
      id,
      '--creator',
      'vpc',
      '--block-size',
      '512KiB',
      '--partition-table',
      'mbr',
    );
    const { footer, bat, sizes, checksums } = await documentHere(infoDocument, ['info', at('own.vhd')]);
    expect([footer?.uniqueId, footer?.creatorApplication, bat?.blockSizeBytes]).toEqual([id, 'vpc ', 524_288]);
    expect(sizes.currentSize).toBe(sizes.chs);
    expect(checksums.every(({ ok }) => ok)).toBe(true);
    expect((await platterHere(['read', at('own.vhd'), '--lba', '0'])).bytes.subarray(510)).toEqual(Buffer.of(0x55, 0xaa));
    expect(
      (await documentHere(createdDocument, ['create', at('azure.vhd'), '--type', 'fixed', '--size', '20971521', '--azure'])).virtualBytes,
    ).toBe(22_020_096);
  });

  test('says why there can be no such disk', async () => {
    expect(await platterHere(['create', at('x'), '--type', 'dynamic', '--size', '513'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('whole sectors') as string,
    });
    expect(await platterHere(['create', at('x'), '--type', 'differencing'])).toMatchObject({
      code: 64,
      err: expect.stringContaining('--parent') as string,
    });
    expect(await platterHere(['create', at('x'), '--type', 'dynamic', '--size', '3TiB'])).toMatchObject({ code: 1 });
    expect(await platterHere(['create', at('x'), '--type', 'odd', '--size', '1M'])).toMatchObject({ code: 64 });
    expect(existsSync(at('x'))).toBe(false);
  });
});

describe('import, export and convert', () => {
  test.skipIf(lacks('qemu-img', '7z'))('keep every byte, as others read it', async () => {
    const want = sha256(at('one.raw'));
    qemuConvert(at('one.vhd'), at('qemu.raw'));
    tool('cmp', at('qemu.raw'), at('one.raw'));
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('one.vhd'))).toBe(want);
    const made = await documentHere(madeDocument, ['convert', at('one.vhd'), at('one-fixed.vhd'), '--type', 'fixed']);
    expect([made.verified, made.virtualBytes, made.fileBytes]).toEqual([true, SIZE, SIZE + 512]);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('one-fixed.vhd'))).toBe(want);
    await doneHere('convert', at('one-fixed.vhd'), at('one-small.vhd'), '--type', 'dynamic', '--block-size', '64KiB');
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('one-small.vhd'))).toBe(want);
    await doneHere('export', at('one-small.vhd'), at('back.raw'));
    tool('cmp', at('back.raw'), at('one.raw'));
    expect(statSync(at('back.raw')).blocks * 512).toBeLessThan(2_000_000);
    await doneHere('export', at('one-small.vhd'), at('full.raw'), '--full');
    expect(statSync(at('full.raw')).blocks * 512).toBeGreaterThanOrEqual(SIZE);
    tool('cmp', at('full.raw'), at('one.raw'));
  });

  test('leave zero blocks out', async () => {
    const { bat } = await documentHere(infoDocument, ['info', at('one.vhd')]);
    expect(bat).toMatchObject({ entries: 11, allocated: 3 });
  });

  test('export a range, a block, a partition, and say the digest', async () => {
    await doneHere('export', at('one.vhd'), at('range.raw'), '--lba', '9765', '--count', '3');
    expect(readFileSync(at('range.raw')).equals(readFileSync(at('one.raw')).subarray(9765 * 512, 9768 * 512))).toBe(true);
    await doneHere('export', at('one.vhd'), at('block.raw'), '--block', '10');
    expect(readFileSync(at('block.raw')).equals(readFileSync(at('one.raw')).subarray(10 * 2_097_152))).toBe(true);
    await doneHere('export', at('one.vhd'), at('summed.raw'), '--hash', 'sha256,md5');
    expect(tool('sh', '-c', `cd ${folder} && sha256sum -c summed.raw.sha256`)).toBe('summed.raw: OK\n');
    expect(readFileSync(at('summed.raw.md5'), 'utf8')).toBe(`${tool('md5sum', at('one.raw')).slice(0, 32)}  summed.raw\n`);
    expect(await platterHere(['export', at('one.vhd'), at('no.raw'), '--partition', '1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no partition 1') as string,
    });
    expect((await platterHere(['export', at('one.vhd'), at('no.raw'), '--partition', '1', '--block', '2'])).code).toBe(64);
    expect(existsSync(at('no.raw'))).toBe(false);
  });

  test('export a partition of a real disk, as sectors of it', async () => {
    const samples = samplesFolder();
    if (samples === null) return;
    const sample = unpack(samples, 'win10-fixed-10m-mbr-fat12.vhd', folder);
    const [first] = (await documentHere(infoDocument, ['info', sample])).partitions.entries;
    await doneHere('export', sample, at('part.raw'), '--partition', `${first?.index}`);
    const whole = readFileSync(sample);
    const [from, sectors] = [first?.firstLba ?? 0, first?.sectors ?? 0];
    expect(readFileSync(at('part.raw')).equals(whole.subarray(from * 512, (from + sectors) * 512))).toBe(true);
  });

  test('refuse a raw file that is not whole sectors', async () => {
    writeFileSync(at('odd.raw'), 'x'.repeat(1000));
    expect(await platterHere(['import', at('odd.raw'), at('odd.vhd'), '--type', 'dynamic'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('whole sectors') as string,
    });
  });

  test.skipIf(lacks('7z'))('make a child that holds only what differs from its parent', async () => {
    await doneHere('import', at('two.raw'), at('two.vhd'), '--type', 'dynamic');
    const made = await documentHere(madeDocument, [
      'convert',
      at('two.vhd'),
      at('kid.vhd'),
      '--type',
      'differencing',
      '--onto',
      at('one.vhd'),
    ]);
    expect(made.blocks?.kept).toBeLessThanOrEqual(4);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('kid.vhd'))).toBe(sha256(at('two.raw')));
    expect((await documentHere(compareDocument, ['compare', at('kid.vhd'), at('two.raw')])).equal).toBe(true);
  });
});

describe('flatten and merge', () => {
  test.skipIf(lacks('7z'))('give the content that other programs see through the chain', async () => {
    const samples = samplesFolder();
    if (samples === null) return;
    for (const name of ['parent', 'child', 'grand']) unpack(samples, `chains/c1-minivhd/${name}.vhd`, folder);
    const chain = path.join(folder, 'chains/c1-minivhd');
    const expected = readFileSync(path.join(samples, 'chains/c1-minivhd/EXPECTED.sha256'), 'utf8');
    const want = /^([0-9a-f]{64}) {2}grand/m.exec(expected)?.[1];
    const grand = path.join(chain, 'grand.vhd');
    await doneHere('flatten', grand, at('flat.vhd'));
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('flat.vhd'))).toBe(want);
    const merged = path.join(chain, 'merged.vhd');
    await doneHere('merge', grand, '--output', merged);
    expect((await documentHere(infoDocument, ['info', merged])).chain.map(({ file }) => path.win32.basename(file))).toEqual([
      'merged.vhd',
      'parent.vhd',
    ]);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', merged)).toBe(want);
    await doneHere('merge', grand, '--output', at('all.vhd'), '--depth', '2');
    expect((await documentHere(infoDocument, ['info', at('all.vhd')])).type).toBe('dynamic');
    expect((await documentHere(hashDocument, ['hash', at('all.vhd')]))['sha256']).toBe(want);
    expect(await platterHere(['merge', grand, '--output', at('deep.vhd'), '--depth', '3'])).toMatchObject({ code: 1 });
  });
});

describe('compare, hash and search', () => {
  test('hash what is in the disk, several ways at once', async () => {
    const found = await documentHere(hashDocument, ['hash', at('one.vhd'), '--algorithm', 'sha256,md5']);
    expect(found).toEqual({ bytes: SIZE, sha256: sha256(at('one.raw')), md5: tool('md5sum', at('one.raw')).slice(0, 32) });
    expect(await doneHere('hash', at('one.vhd'))).toBe(`${sha256(at('one.raw'))}  ${at('one.vhd')}\n`);
    expect((await platterHere(['hash', at('one.vhd'), '--algorithm', 'nonsense'])).code).toBe(1);
  });

  test('hash a part: sectors, a block, a partition; what is none is refused', async () => {
    const raw = readFileSync(at('one.raw'));
    const hashed = async (...words: string[]) => documentHere(hashDocument, ['hash', at('one.vhd'), ...words]);
    const part = (from: number, sectors: number) => {
      const bytes = raw.subarray(from * 512, (from + sectors) * 512);
      return { bytes: bytes.length, sha256: sha256Of(bytes) };
    };
    expect(await hashed('--lba', '3', '--count', '5')).toEqual(part(3, 5));
    expect(await hashed('--lba', '4095')).toEqual(part(4095, SIZE / 512 - 4095));
    expect(await hashed('--block', '1')).toEqual(part(4096, 4096));
    const refused = async (...words: string[]) => (await platterHere(['hash', at('one.vhd'), ...words])).code;
    expect([await refused('--block', '1', '--lba', '3'), await refused('--lba', '99999999'), await refused('--partition', '9')]).toEqual([
      64, 1, 1,
    ]);
  });

  test('compare, and name the sectors that cmp names', async () => {
    expect(await documentHere(compareDocument, ['compare', at('one.vhd'), at('one.raw')])).toMatchObject({
      equal: true,
      differing: [],
      differingSectors: 0,
    });
    await doneHere('import', at('two.raw'), at('other.vhd'), '--type', 'fixed');
    const found = await documentHere(compareDocument, ['compare', at('one.vhd'), at('other.vhd')], 2);
    const one = readFileSync(at('one.raw'));
    const two = readFileSync(at('two.raw'));
    const want: number[] = [];
    for (let lba = 0; lba < SIZE / 512; lba++)
      if (!one.subarray(lba * 512, lba * 512 + 512).equals(two.subarray(lba * 512, lba * 512 + 512))) want.push(lba);
    expect(found.differing.flatMap(({ firstLba, sectors }) => Array.from({ length: sectors }, (_, i) => firstLba + i))).toEqual(want);
    expect([found.equal, found.differingSectors, found.complete]).toEqual([false, want.length, true]);
    expect((await platterHere(['compare', at('one.vhd'), at('other.vhd')])).code).toBe(2);
  });

  test('search, and find what grep finds', async () => {
    const offset = Number(tool('grep', '-abo', 'Needle', at('one.raw')).split(':')[0]);
    const hit = { offset, lba: Math.floor(offset / 512), length: 6 };
    expect(await documentHere(searchDocument, ['search', at('one.vhd'), '--text', 'Needle'])).toEqual({ hits: [hit], complete: true });
    expect(await documentHere(searchDocument, ['search', at('one.vhd'), '--hex', '4E 65 ?? 64 6C 65'])).toEqual({
      hits: [hit],
      complete: true,
    });
    expect((await documentHere(searchDocument, ['search', at('one.vhd'), '--text', 'needle', '--ignore-case'])).hits).toEqual([hit]);
    expect((await documentHere(searchDocument, ['search', at('one.vhd'), '--regex', 'N[e]{2}d..'])).hits).toEqual([hit]);
    expect(
      (await doneHere('search', at('one.vhd'), '--text', 'Needle', '--jsonl'))
        .trim()
        .split('\n')
        .map((line) => searchHit.parse(JSON.parse(line))),
    ).toEqual([hit]);
    expect((await documentHere(searchDocument, ['search', at('one.vhd'), '--text', 'Needle', '--encoding', 'utf16le'])).hits).toEqual([]);
    const limited = await platterHere(['search', at('one.vhd'), '--regex', '[a-z]{4}', '--limit', '2', '--json']);
    expect(searchDocument.parse(JSON.parse(limited.out))).toMatchObject({ complete: false });
    expect(limited.err).toContain('only the first 2');
    expect(await platterHere(['search', at('one.vhd'), '--hex', 'XY'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('not hex') as string,
    });
    expect((await platterHere(['search', at('one.vhd')])).code).toBe(64);
  });
});

describe('skeleton and report', () => {
  test('a skeleton has every structure and no data', async () => {
    await doneHere('skeleton', at('one.vhd'), at('bones.vhd'));
    const [bones, whole] = [readFileSync(at('bones.vhd')), readFileSync(at('one.vhd'))];
    expect(bones.length).toBe(whole.length);
    expect(bones.includes('Needle')).toBe(false);
    expect(bones.subarray(0, 1536 + 512).equals(whole.subarray(0, 1536 + 512))).toBe(true);
    const a = await documentHere(infoDocument, ['info', at('one.vhd')]);
    const b = await documentHere(infoDocument, ['info', at('bones.vhd')]);
    expect(b.footer).toEqual(a.footer);
    expect(b.bat).toEqual(a.bat);
    expect(b.bitmaps).toEqual(a.bitmaps);
  });

  test('a report says the same three ways', async () => {
    const found = reportDocument.parse(JSON.parse(await doneHere('report', at('one.vhd'), '--format', 'json')));
    expect(found.info.bat?.allocated).toBe(3);
    expect(await doneHere('report', at('one.vhd'))).toContain('\nMap\n');
    await doneHere('report', at('one.vhd'), '--format', 'html', '--out', at('report.html'));
    const html = readFileSync(at('report.html'), 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|src=|@import|url\(/);
    expect(html.match(/<rect /g)?.length).toBe(found.map.runs.length);
    expect(await platterHere(['report', at('one.vhd'), '--out', at('report.html')])).toMatchObject({ code: 1 });
  });
});

describe('targets', () => {
  test('are replaced only with --force, and leave nothing beside them', async () => {
    writeFileSync(at('taken.raw'), 'precious');
    for (const words of [
      ['export', at('one.vhd'), at('taken.raw')],
      ['convert', at('one.vhd'), at('taken.raw'), '--type', 'fixed'],
      ['read', at('one.vhd'), '--lba', '0', '--out', at('taken.raw')],
      ['create', at('taken.raw'), '--type', 'fixed', '--size', '1M'],
      ['skeleton', at('one.vhd'), at('taken.raw')],
    ]) {
      expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('there already') as string });
      expect(readFileSync(at('taken.raw'), 'utf8')).toBe('precious');
    }
    await doneHere('export', at('one.vhd'), at('taken.raw'), '--force');
    tool('cmp', at('taken.raw'), at('one.raw'));
    expect(readdirSync(folder).filter((name) => name.includes('platter-part'))).toEqual([]);
  });

  test('in a folder that is not there, or not ours, are refused in a line', async () => {
    expect(await platterHere(['export', at('one.vhd'), at('none/x.raw')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^platter: [^\n]+\n$/) as string,
    });
    expect(await platterHere(['create', '/proc/x.vhd', '--type', 'fixed', '--size', '1M'])).toMatchObject({ code: 1 });
  });
});
