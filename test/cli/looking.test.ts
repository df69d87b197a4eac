/** info, check, map and read as a user runs them, beside QEMU, libvhdi, 7-Zip, xxd and cmp. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { blockRun, mapDocument, sectorMapDocument, sectorRun } from '../../shared/documents/map';
import { documentOf, done, platter, sha256, tool } from '../support/cli';
import { childImage, fixedImage } from '../support/fixtures';
import { lacks, qemuConvert, qemuInfo, vhdiInfo } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const disk = path.join(folder, 'disk.vhd');
const child = path.join(folder, 'child.vhd');
const raw = path.join(folder, 'disk.raw');
const noise = path.join(folder, 'noise.bin');

beforeAll(() => {
  done('create', disk, '--type', 'dynamic', '--size', '20MiB', '--partition-table', 'gpt');
  writeFileSync(
    noise,
    Uint8Array.from({ length: 6 * 512 }, (_, i) => (i * 7 + 3) % 251),
  );
  done('write', disk, '--lba', '4094', '--in', noise);
  done('create', child, '--type', 'differencing', '--parent', disk);
  done('write', child, '--lba', '9000', '--in', noise);
});

describe('info --json', () => {
  test('has the names of the contract', () => {
    const found = JSON.parse(done('info', disk, '--json')) as Record<string, Record<string, unknown>>;
    const top = ['file', 'fileBytes', 'format', 'type', 'virtualBytes', 'sizes', 'footer', 'footerCopy', 'dynamicHeader'];
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining([...top, 'checksums', 'bat', 'parentLocators', 'chain', 'partitions', 'findings']),
    );
    expect(Object.keys(found['sizes'] as object)).toEqual(['currentSize', 'originalSize', 'chs', 'container']);
    expect(Object.keys(found['bat'] as object)).toEqual(['entries', 'allocated', 'blockSizeBytes', 'tableOffset']);
    const fields =
      'cookie features fileFormatVersion dataOffset timeStamp creatorApplication creatorVersion creatorHostOS originalSize currentSize geometry diskType checksum uniqueId savedState';
    expect(Object.keys(found['footer'] as object)).toEqual(expect.arrayContaining(fields.split(' ')));
    const header =
      'cookie dataOffset tableOffset headerVersion maxTableEntries blockSize checksum parentUniqueId parentTimeStamp parentUnicodeName';
    expect(Object.keys(found['dynamicHeader'] as object)).toEqual(expect.arrayContaining(header.split(' ')));
    expect(found['footer']?.['geometry']).toEqual({ cylinders: 602, heads: 4, sectorsPerTrack: 17 });
  });

  test.skipIf(lacks('qemu-img', 'vhdiinfo'))('agrees with QEMU and libvhdi', () => {
    const found = documentOf(infoDocument, ['info', disk]);
    expect(found.virtualBytes).toBe(qemuInfo(disk)['virtual-size']);
    const other = vhdiInfo(disk);
    expect([other.mediaBytes, other.id]).toEqual([found.virtualBytes, found.footer?.uniqueId]);
    expect(found.bat).toMatchObject({ entries: 10, allocated: 3, blockSizeBytes: 2_097_152, tableOffset: 1536 });
  });

  test.skipIf(lacks('vhdiinfo'))('tells the chain, and each file where it lies', () => {
    const found = documentOf(infoDocument, ['info', child]);
    const other = vhdiInfo(child);
    expect([found.type, found.dynamicHeader?.parentUniqueId, found.dynamicHeader?.parentUnicodeName]).toEqual([
      'differencing',
      other.parentId,
      other.parentName,
    ]);
    expect(found.chain.map(({ file, type }) => [file, type])).toEqual([
      [child, 'differencing'],
      [disk, 'dynamic'],
    ]);
    expect(found.parentLocators.map(({ index, platform, path: named }) => [index, platform, named])).toEqual([
      [0, 'W2ru', '.\\disk.vhd'],
      [1, 'MacX', disk],
    ]);
  });

  test('says that a parent is missing, and takes one from elsewhere', () => {
    const elsewhere = tempDir();
    const orphan = path.join(elsewhere, 'orphan.vhd');
    tool('cp', child, orphan);
    expect(documentOf(infoDocument, ['info', orphan]).missingParent).toMatchObject({ state: 'missing', lookedFor: ['disk.vhd'] });
    expect(documentOf(infoDocument, ['info', orphan, '--parent', disk]).chain).toHaveLength(2);
    expect(platter(['read', orphan, '--lba', '0', '--hex'])).toMatchObject({ code: 1, err: expect.stringContaining('parent') as string });
    expect(done('read', orphan, '--lba', '0', '--hex', '--parent', disk)).toBe(done('read', disk, '--lba', '0', '--hex'));
  });

  test('holds of every sample, and no sample is worse than it is known to be', () => {
    const samples = samplesFolder();
    if (samples === null) return;
    for (const name of [
      'win10-fixed-10m-mbr-fat12.vhd',
      'win10-dynamic-1g-empty.vhd',
      'dfvfs-qemu-ext2-2019.vhd',
      'virtualpc-dynamic-127g-empty.vhd',
    ]) {
      const file = unpack(samples, name, folder);
      expect(documentOf(infoDocument, ['info', file]).fileBytes).toBeGreaterThan(0);
      expect(documentOf(checkDocument, ['check', file]).errors).toBe(0);
      expect(documentOf(mapDocument, ['map', file]).runs.length).toBeGreaterThan(0);
    }
  });
});

describe('info for people', () => {
  test('has a section for every structure', () => {
    const text = done('info', child);
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
  test('finds nothing on a sound disk', () => {
    expect(documentOf(checkDocument, ['check', disk, '--deep'])).toEqual({ findings: [], errors: 0, warnings: 0, notes: 0 });
    expect(done('check', disk)).toBe(`${disk}: no problems found\n`);
  });

  test('tells of what earlier work has left beside the disk', () => {
    const beside = tempDir();
    writeFileSync(path.join(beside, 'disk.vhd'), fixedImage());
    writeFileSync(path.join(beside, '.disk.vhd.platter-part-ab12cd34'), 'x');
    const { findings } = documentOf(checkDocument, ['check', path.join(beside, 'disk.vhd')]);
    expect(findings).toMatchObject([{ code: 'E10', severity: 'note', repairable: false }]);
  });

  test('tells of copies in the same folder, of parts, and of who has the file open', async () => {
    const beside = tempDir();
    const file = path.join(beside, 'disk.vhd');
    writeFileSync(file, fixedImage());
    writeFileSync(path.join(beside, 'copy.vhd'), fixedImage());
    const codes = (): string[] => documentOf(checkDocument, ['check', file]).findings.map(({ code }) => code);
    expect(codes()).toEqual(['E05']);
    const holder = spawn('sh', ['-c', 'exec 3<>"$0"; echo; cat', file], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    expect(documentOf(checkDocument, ['check', file]).findings).toMatchObject([{ code: 'E03', severity: 'warning' }, { code: 'E05' }]);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // Cut in two, as Virtual PC did: the first part has no footer, and says what it belongs to.
    writeFileSync(file, fixedImage().subarray(0, 4096));
    writeFileSync(path.join(beside, 'disk.v02'), fixedImage().subarray(4096));
    const { code, err } = platter(['check', file]);
    expect([code, err]).toEqual([1, expect.stringContaining('disk.vhd, disk.v02; disk.v01 missing')]);
    expect(documentOf(checkDocument, ['check', path.join(beside, 'disk.v02')], 2).findings.map((each) => each.code)).toContain('E11');
  });

  test('answers 2 for an error, with its code and its bytes', () => {
    const damaged = path.join(folder, 'damaged.vhd');
    tool('cp', disk, damaged);
    done('set', damaged, 'footer.checksum=0', '--raw');
    const { findings, errors } = documentOf(checkDocument, ['check', damaged], 2);
    const { fileBytes } = documentOf(infoDocument, ['info', damaged]);
    expect(errors).toBe(1);
    expect(findings[0]).toMatchObject({ code: 'F02', severity: 'error', repairable: true });
    expect(findings[0]?.where).toEqual({ structure: 'footer', fileOffset: fileBytes - 512 + 64, bytes: 4 });
    expect(platter(['check', damaged])).toMatchObject({ code: 2, out: expect.stringContaining('1 error, 0 warnings') as string });
  });
});

describe('map', () => {
  test.skipIf(lacks('qemu-img'))('places blocks where QEMU finds them', () => {
    const ours = documentOf(mapDocument, ['map', disk]);
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

  test('covers every block once, in order', () => {
    const { runs, blocks } = documentOf(mapDocument, ['map', child]);
    let next = 0;
    for (const run of runs) {
      expect(run.firstBlock).toBe(next);
      next += run.blocks;
    }
    expect(next).toBe(blocks);
    expect(runs.map(({ state }) => state)).toEqual(expect.arrayContaining(['partial', 'parent']));
  });

  test('leaves bitmaps alone when it has to be quick', () => {
    expect(documentOf(mapDocument, ['map', child, '--quick']).runs.some(({ state }) => state === 'unscanned')).toBe(true);
  });

  test('prints the same runs as JSON Lines, one a line', () => {
    const lines = done('map', disk, '--jsonl').trimEnd().split('\n');
    expect(lines.map((line) => blockRun.parse(JSON.parse(line)))).toEqual(documentOf(mapDocument, ['map', disk]).runs);
    const sectors = done('map', child, '--sectors', '--jsonl').trimEnd().split('\n');
    expect(sectors.map((line) => sectorRun.parse(JSON.parse(line)))).toEqual(
      documentOf(sectorMapDocument, ['map', child, '--sectors']).runs,
    );
  });

  test('says of every sector where its bytes are', () => {
    const { runs, virtualBytes } = documentOf(sectorMapDocument, ['map', child, '--sectors']);
    const files = [child, disk];
    expect(runs.reduce((sum, { sectors }) => sum + sectors, 0) * 512).toBe(virtualBytes);
    for (const { firstLba, source, layer, fileOffset } of runs) {
      if (fileOffset === null) continue;
      expect(source).toBe(layer === 0 ? 'file' : 'parent');
      const there = platter(['read', files[layer] as string, '--file-bytes', '--offset', `${fileOffset}`, '--length', '512']).bytes;
      expect(platter(['read', child, '--lba', `${firstLba}`]).bytes.equals(there)).toBe(true);
    }
  });
});

describe('read', () => {
  test.skipIf(lacks('qemu-img'))('gives the sectors that QEMU gives', () => {
    qemuConvert(disk, raw);
    const out = path.join(folder, 'out.raw');
    done('read', disk, '--lba', '0', '--count', '40960', '--out', out);
    tool('cmp', out, raw);
    const some = platter(['read', disk, '--lba', '4094', '--count', '6']);
    expect(some.bytes.equals(Buffer.from(Uint8Array.from({ length: 6 * 512 }, (_, i) => (i * 7 + 3) % 251)))).toBe(true);
  });

  test('dumps as xxd does', () => {
    const file = path.join(folder, 'sectors.bin');
    writeFileSync(file, platter(['read', disk, '--lba', '0', '--count', '34']).bytes);
    expect(done('read', disk, '--lba', '0', '--count', '34', '--hex')).toBe(tool('xxd', '-u', file));
    expect(done('read', noise, '--file-bytes', '--hex', '--offset', '0x10', '--length', '33')).toBe(
      tool('xxd', '-u', '-s', '16', '-l', '33', noise),
    );
  });

  test('reads this layer alone, with zeros for what it does not have', () => {
    expect(platter(['read', child, '--layer', '--lba', '0']).bytes.every((byte) => byte === 0)).toBe(true);
    expect(platter(['read', child, '--layer', '--lba', '9000']).bytes.some((byte) => byte !== 0)).toBe(true);
  });

  test('reads the file itself, whatever it is', () => {
    const copy = path.join(folder, 'copy.vhd');
    done('read', child, '--file-bytes', '--out', copy);
    expect(sha256(copy)).toBe(sha256(child));
    expect(platter(['read', noise, '--file-bytes', '--offset', '1KiB', '--length', '1']).bytes).toEqual(Buffer.of((1024 * 7 + 3) % 251));
  });

  test('refuses what is not there', () => {
    expect(platter(['read', disk, '--lba', '40960'])).toMatchObject({ code: 1, err: expect.stringContaining('40,960 sectors') as string });
    expect(platter(['read', noise, '--file-bytes', '--offset', '3073'])).toMatchObject({ code: 1 });
    const torn = path.join(folder, 'torn.vhd');
    writeFileSync(torn, fixedImage().subarray(4096));
    expect(platter(['read', torn, '--lba', '16380', '--count', '4'])).toMatchObject({ code: 1, out: '' });
  });

  test('takes a missing parent for an error, never for zeros', () => {
    const alone = path.join(tempDir(), 'alone.vhd');
    writeFileSync(alone, childImage().bytes);
    const out = path.join(folder, 'never.bin');
    expect(platter(['read', alone, '--lba', '0', '--count', '2', '--out', out])).toMatchObject({ code: 1 });
    expect(platter(['read', out, '--file-bytes'])).toMatchObject({ code: 1, err: expect.stringContaining('no such file') as string });
  });
});
