/** info, check, map and read as a user runs them, beside QEMU, libvhdi, 7-Zip, xxd and cmp. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { blockRun, mapDocument, sectorMapDocument, sectorRun } from '../../shared/documents/map';
import { asNamed, onWindows, sha256, tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { childImage, fixedImage } from '../support/fixtures';
import { lacks, qemuConvert, qemuInfo, vhdiInfo } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const disk = path.join(folder, 'disk.vhd');
const child = path.join(folder, 'child.vhd');
const raw = path.join(folder, 'disk.raw');
const noise = path.join(folder, 'noise.bin');

beforeAll(async () => {
  await doneHere('create', disk, '--type', 'dynamic', '--size', '20MiB', '--partition-table', 'gpt');
  writeFileSync(
    noise,
    Uint8Array.from({ length: 6 * 512 }, (_, i) => (i * 7 + 3) % 251),
  );
  await doneHere('write', disk, '--lba', '4094', '--in', noise);
  await doneHere('create', child, '--type', 'differencing', '--parent', disk);
  await doneHere('write', child, '--lba', '9000', '--in', noise);
});

describe('info --json', () => {
  test('has the names of the contract', async () => {
    const found = JSON.parse(await doneHere('info', disk, '--json')) as Record<string, Record<string, unknown>>;
    const top = ['file', 'fileBytes', 'format', 'type', 'virtualBytes', 'sizes', 'footer', 'footerCopy', 'dynamicHeader'];
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining([...top, 'checksums', 'bat', 'parentLocators', 'chain', 'partitions', 'findings']),
    );
    expect(Object.keys(found['sizes'] as object)).toEqual(['currentSize', 'originalSize', 'chs', 'container']);
    expect(Object.keys(found['bat'] as object)).toEqual(['entries', 'allocated', 'unknown', 'blockSizeBytes', 'tableOffset']);
    const fields =
      'cookie features fileFormatVersion dataOffset timeStamp creatorApplication creatorVersion creatorHostOS originalSize currentSize geometry diskType checksum uniqueId savedState';
    expect(Object.keys(found['footer'] as object)).toEqual(expect.arrayContaining(fields.split(' ')));
    const header =
      'cookie dataOffset tableOffset headerVersion maxTableEntries blockSize checksum parentUniqueId parentTimeStamp parentUnicodeName';
    expect(Object.keys(found['dynamicHeader'] as object)).toEqual(expect.arrayContaining(header.split(' ')));
    expect(found['footer']?.['geometry']).toEqual({ cylinders: 602, heads: 4, sectorsPerTrack: 17 });
  });

  test.skipIf(lacks('qemu-img', 'vhdiinfo'))('agrees with QEMU and libvhdi', async () => {
    const found = await documentHere(infoDocument, ['info', disk]);
    expect(found.virtualBytes).toBe(qemuInfo(disk)['virtual-size']);
    const other = vhdiInfo(disk);
    expect([other.mediaBytes, other.id]).toEqual([found.virtualBytes, found.footer?.uniqueId]);
    expect(found.bat).toMatchObject({ entries: 10, allocated: 3, blockSizeBytes: 2_097_152, tableOffset: 1536 });
  });

  test.skipIf(lacks('vhdiinfo'))('tells the chain, and each file where it lies', async () => {
    const found = await documentHere(infoDocument, ['info', asNamed(child)]);
    const other = vhdiInfo(child);
    expect([found.type, found.dynamicHeader?.parentUniqueId, found.dynamicHeader?.parentUnicodeName]).toEqual([
      'differencing',
      other.parentId,
      other.parentName,
    ]);
    expect(found.chain.map(({ file, type }) => [file, type])).toEqual([
      [asNamed(child), 'differencing'],
      [asNamed(disk), 'dynamic'],
    ]);
    expect(found.parentLocators.map(({ index, platform, path: named }) => [index, platform, named])).toEqual([
      [0, 'W2ru', '.\\disk.vhd'],
      onWindows ? [1, 'W2ku', asNamed(disk)] : [1, 'MacX', disk],
    ]);
  });

  test('says that a parent is missing, and takes one from elsewhere', async () => {
    const elsewhere = tempDir();
    const orphan = path.join(elsewhere, 'orphan.vhd');
    tool('cp', child, orphan);
    expect((await documentHere(infoDocument, ['info', orphan])).missingParent).toMatchObject({ state: 'missing', lookedFor: ['disk.vhd'] });
    expect((await documentHere(infoDocument, ['info', orphan, '--parent', disk])).chain).toHaveLength(2);
    expect(await platterHere(['read', orphan, '--lba', '0', '--hex'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('parent') as string,
    });
    expect(await doneHere('read', orphan, '--lba', '0', '--hex', '--parent', disk)).toBe(
      await doneHere('read', disk, '--lba', '0', '--hex'),
    );
  });

  test('holds of every sample, and no sample is worse than it is known to be', async () => {
    const samples = samplesFolder();
    if (samples === null) return;
    for (const name of [
      'win10-fixed-10m-mbr-fat12.vhd',
      'win10-dynamic-1g-empty.vhd',
      'dfvfs-qemu-ext2-2019.vhd',
      'virtualpc-dynamic-127g-empty.vhd',
    ]) {
      const file = unpack(samples, name, folder);
      expect((await documentHere(infoDocument, ['info', file])).fileBytes).toBeGreaterThan(0);
      expect((await documentHere(checkDocument, ['check', file])).errors).toBe(0);
      expect((await documentHere(mapDocument, ['map', file])).runs.length).toBeGreaterThan(0);
    }
  });
});

describe('info for people', () => {
  test('has a section for every structure', async () => {
    const text = await doneHere('info', child);
    for (const head of [
      'Sizes',
      'Footer at 0x',
      'Footer copy at 0x0',
      'Dynamic header at 0x200',
      'Blocks',
      'Parent locators',
      'Chain',
      'Partitions',
    ])
      expect(text).toContain(`\n${head}`);
    expect(text).toMatch(/Checksum\s+0x[0-9A-F]{8} ok/);
  });
});

describe('check', () => {
  test('--deep tells on a terminal how much of the blocks it has read, and never goes back', async () => {
    const file = path.join(folder, 'read.vhd');
    await doneHere('create', file, '--type', 'dynamic', '--size', '20MiB');
    const content = path.join(folder, 'read.bin');
    writeFileSync(content, Buffer.alloc(6 * 1024 * 1024, 0x5a));
    await doneHere('write', file, '--lba', '0', '--in', content);
    let clock = Date.now();
    const ran = await platterHere(['check', file, '--deep'], {
      terminal: 'err',
      cli: (cli) => ({ ...cli, world: { ...cli.world, now: () => (clock += 1000) } }),
    });
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('no problems found') });
    // Three blocks of 2 MiB, each with a sector of bitmap.
    const shares = [...ran.err.matchAll(/Checking \S+ +(\d+) % {2}\S+ \S+ of (\S+ \S+?)(?=\r)/g)];
    expect(new Set(shares.map(([, , total]) => total))).toEqual(new Set(['6 MiB']));
    const percents = shares.map(([, percent]) => Number(percent));
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.length).toBeGreaterThan(3);
    expect(percents.at(-1)).toBe(100);
    expect(ran.err.endsWith('\r\u001b[K')).toBe(true);
  });

  test('finds nothing on a sound disk', async () => {
    expect(await documentHere(checkDocument, ['check', disk, '--deep'])).toEqual({ findings: [], errors: 0, warnings: 0, notes: 0 });
    expect(await doneHere('check', disk)).toBe(`${disk}: no problems found\n`);
  });

  test('tells of what earlier work has left beside the disk', async () => {
    const beside = tempDir();
    writeFileSync(path.join(beside, 'disk.vhd'), fixedImage());
    writeFileSync(path.join(beside, '.disk.vhd.platter-part-ab12cd34'), 'x');
    const { findings } = await documentHere(checkDocument, ['check', path.join(beside, 'disk.vhd')]);
    expect(findings).toMatchObject([{ code: 'E10', severity: 'note', repairable: false }]);
  });

  test('tells of copies in the same folder, of parts, and of who has the file open', async () => {
    const beside = tempDir();
    const file = path.join(beside, 'disk.vhd');
    writeFileSync(file, fixedImage());
    writeFileSync(path.join(beside, 'copy.vhd'), fixedImage());
    const codes = async (): Promise<string[]> =>
      (await documentHere(checkDocument, ['check', file, '--deep'])).findings.map(({ code }) => code);
    expect(await codes()).toEqual(['E05']);
    // Other disks are read only where every block is, as in the window: both count the same.
    expect((await documentHere(checkDocument, ['check', file])).findings).toEqual([]);
    const holder = spawn('sh', ['-c', 'exec 3<>"$0"; echo; cat', file], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    expect((await documentHere(checkDocument, ['check', file, '--deep'])).findings).toMatchObject([
      { code: 'E03', severity: 'warning' },
      { code: 'E05' },
    ]);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // Cut in two, as Virtual PC did: the first part has no footer, and says what it belongs to.
    writeFileSync(file, fixedImage().subarray(0, 4096));
    writeFileSync(path.join(beside, 'disk.v02'), fixedImage().subarray(4096));
    const { code, err } = await platterHere(['check', file]);
    expect([code, err]).toEqual([1, expect.stringContaining('disk.vhd, disk.v02; disk.v01 missing')]);
    expect((await documentHere(checkDocument, ['check', path.join(beside, 'disk.v02')], 2)).findings.map((each) => each.code)).toContain(
      'E11',
    );
  });

  test('answers 2 for an error, with its code and its bytes', async () => {
    const damaged = path.join(folder, 'damaged.vhd');
    tool('cp', disk, damaged);
    await doneHere('set', damaged, 'footer.checksum=0', '--raw');
    const { findings, errors } = await documentHere(checkDocument, ['check', damaged], 2);
    const { fileBytes } = await documentHere(infoDocument, ['info', damaged]);
    expect(errors).toBe(1);
    expect(findings[0]).toMatchObject({ code: 'F02', severity: 'error', repairable: true });
    expect(findings[0]?.where).toEqual({ structure: 'footer', fileOffset: fileBytes - 512 + 64, bytes: 4 });
    expect(await platterHere(['check', damaged])).toMatchObject({ code: 2, out: expect.stringContaining('1 error, 0 warnings') as string });
  });
});

describe('map', () => {
  test.skipIf(lacks('qemu-img'))('places blocks where QEMU finds them', async () => {
    const ours = await documentHere(mapDocument, ['map', disk]);
    type Extent = { start: number; length: number; zero: boolean; offset?: number };
    const theirs = JSON.parse(tool('qemu-img', 'map', '--output=json', '-f', 'vpc', disk)) as Extent[];
    const allocated = ours.runs.filter(({ fileOffset }) => fileOffset !== null);
    const blocks = allocated.flatMap(({ firstBlock, blocks: n, fileOffset, fileStride }) =>
      Array.from({ length: n }, (_, i) => [(firstBlock + i) * ours.blockSizeBytes, (fileOffset ?? 0) + i * (fileStride ?? 0)]),
    );
    expect(blocks).toHaveLength(3);
    for (const [at, offset] of blocks as [number, number][]) {
      const extent = theirs.find(({ start, length }) => at >= start && at < start + length);
      expect((extent?.offset ?? Number.NaN) + at - (extent?.start ?? 0)).toBe(offset);
    }
  });

  test('covers every block once, in order', async () => {
    const { runs, blocks } = await documentHere(mapDocument, ['map', child]);
    let next = 0;
    for (const run of runs) {
      expect(run.firstBlock).toBe(next);
      next += run.blocks;
    }
    expect(next).toBe(blocks);
    expect(runs.map(({ state }) => state)).toEqual(expect.arrayContaining(['partial', 'parent']));
  });

  test('leaves bitmaps alone when it has to be quick', async () => {
    expect((await documentHere(mapDocument, ['map', child, '--quick'])).runs.some(({ state }) => state === 'unscanned')).toBe(true);
  });

  test('prints the same runs as JSON Lines, one a line', async () => {
    const lines = (await doneHere('map', disk, '--jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => blockRun.parse(JSON.parse(line)))).toEqual((await documentHere(mapDocument, ['map', disk])).runs);
    const sectors = (await doneHere('map', child, '--sectors', '--jsonl')).trimEnd().split('\n');
    expect(sectors.map((line) => sectorRun.parse(JSON.parse(line)))).toEqual(
      (await documentHere(sectorMapDocument, ['map', child, '--sectors'])).runs,
    );
  });

  test('says of every sector where its bytes are', async () => {
    const { runs, virtualBytes } = await documentHere(sectorMapDocument, ['map', child, '--sectors']);
    const files = [child, disk];
    expect(runs.reduce((sum, { sectors }) => sum + sectors, 0) * 512).toBe(virtualBytes);
    for (const { firstLba, source, layer, fileOffset } of runs) {
      if (fileOffset === null) continue;
      expect(source).toBe(layer === 0 ? 'file' : 'parent');
      const there = (await platterHere(['read', files[layer] as string, '--file-bytes', '--offset', `${fileOffset}`, '--length', '512']))
        .bytes;
      expect((await platterHere(['read', child, '--lba', `${firstLba}`])).bytes.equals(there)).toBe(true);
    }
  });
});

describe('read', () => {
  test.skipIf(lacks('qemu-img'))('gives the sectors that QEMU gives', async () => {
    qemuConvert(disk, raw);
    const out = path.join(folder, 'out.raw');
    await doneHere('read', disk, '--lba', '0', '--count', '40960', '--out', out);
    tool('cmp', out, raw);
    const some = await platterHere(['read', disk, '--lba', '4094', '--count', '6']);
    expect(some.bytes.equals(Buffer.from(Uint8Array.from({ length: 6 * 512 }, (_, i) => (i * 7 + 3) % 251)))).toBe(true);
  });

  test('dumps as xxd does', async () => {
    const file = path.join(folder, 'sectors.bin');
    writeFileSync(file, (await platterHere(['read', disk, '--lba', '0', '--count', '34'])).bytes);
    expect(await doneHere('read', disk, '--lba', '0', '--count', '34', '--hex')).toBe(tool('xxd', '-u', file));
    expect(await doneHere('read', noise, '--file-bytes', '--hex', '--offset', '0x10', '--length', '33')).toBe(
      tool('xxd', '-u', '-s', '16', '-l', '33', noise),
    );
  });

  test('reads this layer alone, with zeros for what it does not have', async () => {
    expect((await platterHere(['read', child, '--layer', '--lba', '0'])).bytes.every((byte) => byte === 0)).toBe(true);
    expect((await platterHere(['read', child, '--layer', '--lba', '9000'])).bytes.some((byte) => byte !== 0)).toBe(true);
  });

  test('reads the file itself, whatever it is', async () => {
    const copy = path.join(folder, 'copy.vhd');
    await doneHere('read', child, '--file-bytes', '--out', copy);
    expect(sha256(copy)).toBe(sha256(child));
    expect((await platterHere(['read', noise, '--file-bytes', '--offset', '1KiB', '--length', '1'])).bytes).toEqual(
      Buffer.of((1024 * 7 + 3) % 251),
    );
  });

  test('refuses what is not there', async () => {
    expect(await platterHere(['read', disk, '--lba', '40960'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('40,960 sectors') as string,
    });
    expect(await platterHere(['read', noise, '--file-bytes', '--offset', '3073'])).toMatchObject({ code: 1 });
    const torn = path.join(folder, 'torn.vhd');
    writeFileSync(torn, fixedImage().subarray(4096));
    expect(await platterHere(['read', torn, '--lba', '16380', '--count', '4'])).toMatchObject({ code: 1, out: '' });
  });

  test('takes a missing parent for an error, never for zeros', async () => {
    const alone = path.join(tempDir(), 'alone.vhd');
    writeFileSync(alone, childImage().bytes);
    const out = path.join(folder, 'never.bin');
    expect(await platterHere(['read', alone, '--lba', '0', '--count', '2', '--out', out])).toMatchObject({ code: 1 });
    expect(await platterHere(['read', out, '--file-bytes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such file') as string,
    });
  });
});
