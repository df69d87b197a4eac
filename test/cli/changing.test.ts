/** Commands that change a disk where it is: through the journal, shown beforehand, judged by other programs. */
import { copyFileSync, existsSync, linkSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { madeDocument } from '../../shared/documents/made';
import { undoSaved } from '../../main/io/recover';
import { changedDocument, planDocument } from '../../shared/documents/plan';
import { repairDocument } from '../../shared/documents/repair';
import { documentOf, done, fileHash, platter, sha256, tool } from '../support/cli';
import { baseImage, childImage, FOOTER_AT, withEntry } from '../support/fixtures';
import { realContext } from '../support/newDisks';
import { hashOutput, lacks, qemuConvert, vhdiInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

let folder = '';
let disk = '';
const at = (name: string): string => path.join(folder, name);
const root = tempDir();
let count = 0;

const SECTORS = Uint8Array.from({ length: 3 * 512 }, (_, i) => (i * 11 + 5) % 253);

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  tool('mkdir', folder);
  disk = at('disk.vhd');
  writeFileSync(disk, baseImage());
  writeFileSync(at('sectors.bin'), SECTORS);
});

/** Carries out what `--dry-run --json` says, byte for byte. */
function carriedOut(bytes: Buffer, document: ReturnType<typeof planDocument.parse>): Buffer {
  const after = Buffer.alloc(document.fileBytesAfter);
  bytes.copy(after);
  for (const { fileOffset, bytes: length, before, kind } of document.steps) {
    if (before !== null)
      expect(
        bytes
          .subarray(fileOffset, fileOffset + length)
          .toString('hex')
          .toUpperCase(),
      ).toBe(before);
    if (kind === 'zeros') after.fill(0, fileOffset, fileOffset + length);
  }
  for (const { fileOffset, after: now } of document.steps) if (now !== null) Buffer.from(now, 'hex').copy(after, fileOffset);
  return after;
}

describe('a block that the table has lost', () => {
  test('goes back where the user says, into a new file; the old one stays', () => {
    const whole = at('whole.vhd');
    copyFileSync(disk, whole);
    writeFileSync(disk, withEntry(baseImage(), 2, 0xffff_ffff));
    const lost = readFileSync(disk);
    expect(documentOf(checkDocument, ['check', disk, '--deep'])).toMatchObject({
      findings: [{ code: 'E05' }, { code: 'B22', where: { fileOffset: 4101 * 512 }, repairable: false }],
    });
    expect(platter(['repair', disk, '--rebuild'])).toMatchObject({ code: 1 });
    done('repair', disk, '--rebuild', '--place', `${4101 * 512}=2`, '--output', at('new.vhd'));
    tool('cmp', whole, at('new.vhd'));
    expect(readFileSync(disk).equals(lost)).toBe(true);
    expect(platter(['repair', whole, '--rebuild'])).toMatchObject({ code: 1, err: expect.stringContaining('names every block') as string });
  });
});

describe('write', () => {
  test('keeps what takes the last three saves back, as the window does', async () => {
    const copies: string[] = [];
    for (const lba of [4095, 8000, 13_000, 20]) {
      copies.push(at(`before-${copies.length + 1}.vhd`));
      copyFileSync(disk, copies.at(-1) ?? '');
      done('write', disk, '--lba', `${lba}`, '--in', at('sectors.bin'));
    }
    expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([2, 3, 4].map((n) => `disk.vhd.platter-undo-${n}`));
    for (const n of [4, 3, 2]) {
      expect(await undoSaved(disk, at(`disk.vhd.platter-undo-${n}`), realContext())).toEqual({ ok: true, value: undefined });
      tool('cmp', disk, at(`before-${n}.vhd`));
    }
    expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([]);
  });

  test.skipIf(lacks('qemu-img', '7z'))('puts sectors where QEMU and 7-Zip find them, in old blocks and new ones', async () => {
    qemuConvert(disk, at('before.raw'));
    const want = readFileSync(at('before.raw'));
    for (const lba of [4095, 8000, 13_000]) {
      done('write', disk, '--lba', `${lba}`, '--in', at('sectors.bin'));
      want.set(SECTORS, lba * 512);
    }
    qemuConvert(disk, at('after.raw'));
    expect(readFileSync(at('after.raw')).equals(want)).toBe(true);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(sha256(at('after.raw')));
    expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([1, 2, 3].map((n) => `disk.vhd.platter-undo-${n}`));
  });

  test('takes standard input', () => {
    expect(platter(['write', disk, '--lba', '7'], { input: SECTORS })).toMatchObject({ code: 0 });
    expect(platter(['read', disk, '--lba', '7', '--count', '3']).bytes.equals(Buffer.from(SECTORS))).toBe(true);
    expect(platter(['write', disk, '--lba', '7'], { input: '' })).toMatchObject({ code: 64 });
  });

  test('shows every byte range with before, after and why, and then does exactly that', () => {
    const before = readFileSync(disk);
    const words = ['write', disk, '--lba', '5000', '--in', at('sectors.bin')];
    const plan = documentOf(planDocument, [...words, '--dry-run']);
    expect(readFileSync(disk).equals(before)).toBe(true);
    expect(plan.steps.length).toBeGreaterThan(3);
    expect(plan.steps.map(({ why }) => why)).toEqual(expect.arrayContaining(['data of the disk', 'block table (BAT) entry', 'footer']));
    const text = done(...words, '--dry-run');
    for (const { fileOffset, why } of plan.steps) {
      expect(text).toContain(`0x${fileOffset.toString(16).toUpperCase().padStart(8, '0')}`);
      expect(text).toContain(why);
    }
    const told = documentOf(changedDocument, words);
    expect(told.newBlocks).toEqual(plan.newBlocks);
    expect(readFileSync(disk).equals(carriedOut(before, plan))).toBe(true);
  });

  test('refuses odd sizes and places outside, and leaves the file as it was', () => {
    const before = fileHash(disk);
    expect(platter(['write', disk, '--lba', '1'], { input: 'abc' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('whole sectors') as string,
    });
    expect(platter(['write', disk, '--lba', '16383', '--in', at('sectors.bin')])).toMatchObject({ code: 1 });
    expect(platter(['write', disk, '--lba', 'x', '--in', at('sectors.bin')])).toMatchObject({ code: 64 });
    expect(platter(['write', disk, '--in', at('sectors.bin')])).toMatchObject({ code: 64 });
    expect(fileHash(disk)).toBe(before);
  });

  test('does not pull the disk from under its children', () => {
    writeFileSync(at('p.vhd'), baseImage());
    writeFileSync(at('kid.vhd'), childImage().bytes);
    const words = ['write', at('p.vhd'), '--lba', '1', '--in', at('sectors.bin')];
    expect(platter(words)).toMatchObject({ code: 1, err: expect.stringContaining('kid.vhd') as string });
    expect(platter([...words, '--force'])).toMatchObject({ code: 0 });
  });

  test.skipIf(process.platform !== 'linux')('waits for nobody who has the file open', () => {
    const holder =
      "const fs=require('fs');const fd=fs.openSync(process.argv[1],'r+');const{spawnSync}=require('child_process');" +
      "const r=spawnSync(process.execPath,process.argv.slice(2),{encoding:'utf8'});process.stdout.write(String(r.status)+' '+r.stderr);fs.closeSync(fd)";
    const cli = path.resolve('out/cli.cjs');
    const told = tool('node', '-e', holder, disk, cli, 'write', disk, '--lba', '1', '--in', at('sectors.bin'));
    expect(told).toMatch(/^1 platter: cannot write to .*has the file open for writing/);
  });
});

describe('set', () => {
  test.skipIf(lacks('vhdiinfo'))('changes fields by name, checksum and copy with them', () => {
    const id = '11112222-3333-4444-8555-666677778888';
    done(
      'set',
      disk,
      `footer.uniqueId=${id}`,
      'footer.creatorApplication=abc',
      'footer.timeStamp=2020-02-29T12:00:00Z',
      'footer.creatorHostOS=Mac ',
    );
    const { footer, footerCopy, checksums } = documentOf(infoDocument, ['info', disk]);
    expect(footer).toMatchObject({ uniqueId: id, creatorApplication: 'abc ', timeStamp: '2020-02-29T12:00:00Z', creatorHostOS: 'Mac ' });
    expect(footerCopy).toEqual(footer);
    expect(checksums.every(({ ok }) => ok)).toBe(true);
    expect(vhdiInfo(disk).id).toBe(id);
    done('set', disk, 'footer.uniqueId=new');
    expect(documentOf(infoDocument, ['info', disk]).footer?.uniqueId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  test('with --raw changes those bytes alone', () => {
    const before = readFileSync(disk);
    done('set', disk, 'footerCopy.savedState=1', '--raw');
    const after = readFileSync(disk);
    const changed = Array.from(after.keys()).filter((i) => after[i] !== before[i]);
    expect(changed).toEqual([84]);
  });

  test('says what a field wants', () => {
    for (const [word, said] of [
      ['footer.nothing=1', 'no field'],
      ['footer.diskType=odd', 'fixed, dynamic'],
      ['footer.uniqueId=1', '“new”'],
      ['footer.cylinders=70000', '2^16'],
      ['footerCopy.savedState=1', '--raw'],
      ['nonsense', 'sets nothing'],
    ] as const)
      expect(platter(['set', disk, word])).toMatchObject({ code: 64, err: expect.stringContaining(said) as string });
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });
});

describe('repair', () => {
  const damage = (): void => {
    done('set', disk, 'footer.checksum=0x12345678', '--raw');
    done('set', disk, 'header.checksum=1', '--raw');
  };

  test('plans first and writes nothing', () => {
    damage();
    const before = fileHash(disk);
    const plan = documentOf(repairDocument, ['repair', disk]);
    expect([plan.applied, plan.problemsBefore, plan.problemsAfter]).toEqual([false, 2, 1]);
    expect([plan.repairs.map(({ code }) => code), plan.open.map(({ code, method }) => `${code}=${method}`)]).toEqual([
      ['F02'],
      ['H02=recompute-checksum'],
    ]);
    expect(done('repair', disk, '--choose', 'H02=recompute-checksum')).toContain('After this repair: 2 problems → 0');
    expect(fileHash(disk)).toBe(before);
  });

  test.skipIf(lacks('7z'))('mends the file with --yes, to the byte', async () => {
    damage();
    done('repair', disk, '--choose', 'H02=recompute-checksum', '--yes');
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
    expect(tool('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
  });

  test('mends a copy with --output, and only what it is asked to', () => {
    damage();
    const before = fileHash(disk);
    done('repair', disk, '--only', 'F02', '--output', at('copy.vhd'));
    expect(fileHash(disk)).toBe(before);
    expect(documentOf(checkDocument, ['check', at('copy.vhd')], 2).findings.map(({ code }) => code)).toEqual(['H02', 'E05']);
    expect(platter(['repair', disk, '--only', 'F99'])).toMatchObject({ code: 64 });
    expect(platter(['repair', disk, '--output', at('copy.vhd')])).toMatchObject({ code: 1 });
    expect(platter(['repair', disk, '--yes', '--output', at('other.vhd')])).toMatchObject({ code: 64 });
  });

  test.skipIf(lacks('vhdiinfo'))('gives a disk its lost footer back', () => {
    truncateSync(disk, FOOTER_AT);
    expect(() => tool('vhdiinfo', disk)).toThrow('vhdiinfo');
    done('repair', disk, '--yes');
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test('never gives up a block that was not chosen', () => {
    const bytes = baseImage();
    new DataView(bytes.buffer).setUint32(1536 + 4, 0x00ff_0000);
    writeFileSync(disk, bytes);
    const plan = documentOf(repairDocument, ['repair', disk]);
    expect(plan.repairs).toEqual([]);
    const choice = plan.open.find(({ code }) => code === 'B01');
    expect(choice?.method).toBe('unallocate');
    done('repair', disk, '--choose', 'B01=unallocate', ...(choice?.class === 'loss' ? ['--loss'] : []), '--yes');
    expect(documentOf(checkDocument, ['check', disk]).errors).toBe(0);
  });

  test('makes a disk of a raw one that lost its footer', () => {
    const bytes = new Uint8Array(1024 * 1024);
    bytes.set([0x55, 0xaa], 510);
    writeFileSync(at('raw.vhd'), bytes);
    const plan = documentOf(repairDocument, ['repair', at('raw.vhd')]);
    expect(plan.repairs[0]).toMatchObject({ method: 'append-footer', class: 'safe' });
    done('repair', at('raw.vhd'), '--yes');
    expect(documentOf(infoDocument, ['info', at('raw.vhd')])).toMatchObject({ type: 'fixed', virtualBytes: 1_048_576 });
  });

  test('finds the blocks of a lost table', () => {
    const bytes = baseImage();
    bytes.fill(0xff, 1536, 1536 + 16);
    writeFileSync(disk, bytes);
    expect(platter(['repair', disk, '--rebuild', '--yes'])).toMatchObject({ code: 64 });
    const found = documentOf(repairDocument, [
      'repair',
      disk,
      '--rebuild',
      '--place',
      '0x800=0',
      '--place',
      `${0x800 + 512 + 2_097_152}=2`,
      '--output',
      at('new.vhd'),
    ]);
    expect(found.placements.map(({ block }) => block)).toEqual([0, 2]);
    writeFileSync(at('base.vhd'), baseImage());
    expect(platter(['compare', at('new.vhd'), at('base.vhd')]).code).toBe(0);
  });
});

describe('compact and resize', () => {
  test.skipIf(lacks('7z'))('give back zero blocks, verified, under the same name', async () => {
    const content = await hashOutput('7z', 'x', '-tvhd', '-so', disk);
    const zeros = new Uint8Array(2_097_152);
    done('write', disk, '--lba', '4096', '--in', at('sectors.bin'));
    writeFileSync(at('zeros.bin'), zeros);
    done('write', disk, '--lba', '4096', '--in', at('zeros.bin'));
    const grown = statSync(disk).size;
    const made = documentOf(madeDocument, ['compact', disk, '--backup']);
    expect([made.verified, made.blocks]).toEqual([true, { kept: 2, dropped: 2 }]);
    expect(statSync(disk).size).toBeLessThan(grown);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(content);
    expect(statSync(at('disk.before-compact.vhd')).size).toBe(grown);
    expect(documentOf(infoDocument, ['info', disk]).findings).toEqual([]);
  });

  test.skipIf(lacks('7z'))('grow in place by a few bytes, and shrink only what is empty', async () => {
    const small = await hashOutput('7z', 'x', '-tvhd', '-so', disk);
    const words = ['resize', disk, '--size', '16MiB'];
    const plan = documentOf(planDocument, [...words, '--dry-run']);
    const before = readFileSync(disk);
    done(...words);
    expect(readFileSync(disk).equals(carriedOut(before, plan))).toBe(true);
    expect(documentOf(infoDocument, ['info', disk])).toMatchObject({ virtualBytes: 16 * 1024 * 1024, findings: [] });
    expect(tool('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
    expect(platter(['resize', disk, '--size', '4MiB'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('data lies beyond') as string,
    });
    done('resize', disk, '--size', '8MiB');
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(small);
    done('resize', disk, '--size', '4MiB', '--force');
    expect(documentOf(infoDocument, ['info', disk]).virtualBytes).toBe(4 * 1024 * 1024);
    expect(platter(['resize', disk, '--size', '1000'])).toMatchObject({ code: 1 });
  });

  test('spare parents, and files with two names', () => {
    linkSync(disk, at('same.vhd'));
    expect(platter(['compact', disk])).toMatchObject({ code: 1, err: expect.stringContaining('another name') as string });
    writeFileSync(at('p.vhd'), baseImage());
    writeFileSync(at('kid.vhd'), childImage().bytes);
    expect(platter(['resize', at('p.vhd'), '--size', '4MiB'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('kid.vhd') as string,
    });
    done('compact', at('p.vhd'), '--output', at('small.vhd'));
    expect(existsSync(at('small.vhd'))).toBe(true);
  });
});

describe('reconnect', () => {
  test.skipIf(lacks('7z'))('gives a child its moved and renamed parent', async () => {
    writeFileSync(at('p.vhd'), baseImage());
    writeFileSync(at('kid.vhd'), childImage().bytes);
    const content = await hashOutput('7z', 'x', '-tvhd', '-so', at('kid.vhd'));
    tool('mv', at('p.vhd'), at('moved.vhd'));
    const words = ['reconnect', at('kid.vhd'), '--parent', at('moved.vhd')];
    const plan = documentOf(planDocument, [...words, '--dry-run']);
    const before = readFileSync(at('kid.vhd'));
    done(...words);
    expect(readFileSync(at('kid.vhd')).equals(carriedOut(before, plan))).toBe(true);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('kid.vhd'))).toBe(content);
    const { parentLocators, findings } = documentOf(infoDocument, ['info', at('kid.vhd')]);
    expect(parentLocators.map(({ path: named }) => named)).toEqual(expect.arrayContaining(['.\\moved.vhd', at('moved.vhd')]));
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('refuses another disk, unless it is forced to', () => {
    writeFileSync(at('kid.vhd'), childImage().bytes);
    copyFileSync(disk, at('stranger.vhd'));
    done('set', at('stranger.vhd'), 'footer.uniqueId=new', '--force');
    const words = ['reconnect', at('kid.vhd'), '--parent', at('stranger.vhd')];
    expect(platter(words)).toMatchObject({ code: 1, err: expect.stringContaining('the child names') as string });
    done(...words, '--force');
    expect(documentOf(infoDocument, ['info', at('kid.vhd')]).chain).toHaveLength(2);
    expect(platter(['reconnect', at('kid.vhd'), '--parent', at('kid.vhd')])).toMatchObject({ code: 1 });
  });
});
