/** Commands that change a disk where it is: through the journal, shown beforehand, judged by other programs. */
import {
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { madeDocument } from '../../shared/documents/made';
import { undoSaved } from '../../main/io/recover';
import { changedDocument, planDocument } from '../../shared/documents/plan';
import { repairDocument } from '../../shared/documents/repair';
import { asNamed, fileHash, onWindows, sha256, tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
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
  test('goes back where the user says, into a new file; the old one stays', async () => {
    const whole = at('whole.vhd');
    copyFileSync(disk, whole);
    writeFileSync(disk, withEntry(baseImage(), 2, 0xffff_ffff));
    const lost = readFileSync(disk);
    expect(await documentHere(checkDocument, ['check', disk, '--deep'])).toMatchObject({
      findings: [{ code: 'B22', severity: 'warning', where: { fileOffset: 4101 * 512 }, repairable: false }, { code: 'E05' }],
    });
    // The way is named where the plan is shown; of a sound disk it is not.
    expect((await platterHere(['repair', disk, '--deep'])).out).toContain('--rebuild --output COPY');
    expect((await platterHere(['repair', whole, '--deep'])).out).not.toContain('--rebuild');
    const told = expect.stringContaining(`0x${(4101 * 512).toString(16).toUpperCase()}`) as string;
    expect(await platterHere(['repair', disk, '--rebuild'])).toMatchObject({ code: 1, err: told });
    expect(await platterHere(['repair', disk, '--rebuild', '--place', `${4102 * 512}=2`])).toMatchObject({ code: 1, err: told });
    await doneHere('repair', disk, '--rebuild', '--place', `${4101 * 512}=2`, '--output', at('new.vhd'));
    tool('cmp', whole, at('new.vhd'));
    expect(readFileSync(disk).equals(lost)).toBe(true);
    // The true reason, whatever was named.
    for (const [block, why] of [
      [0, 'block 0 has a place in the block table already'],
      [9, 'block 9 is none of this disk: it has fewer'],
    ] as const)
      expect(await platterHere(['repair', disk, '--rebuild', '--place', `${4101 * 512}=${block}`])).toMatchObject({
        code: 1,
        err: expect.stringContaining(why) as string,
      });
    // An entry beside it that points nowhere in the file is no hindrance, and may be the one that is lost.
    writeFileSync(disk, withEntry(withEntry(baseImage(), 2, 0xffff_ffff), 1, 0x00ff_ffff));
    await platterHere(['repair', disk, '--rebuild', '--place', `${4101 * 512}=2`, '--output', at('beside.vhd')]);
    expect(readFileSync(at('beside.vhd')).readUInt32BE(1536 + 8)).toBe(4101);
    await platterHere(['repair', disk, '--rebuild', '--place', `${4101 * 512}=1`, '--output', at('instead.vhd')]);
    expect(readFileSync(at('instead.vhd')).readUInt32BE(1536 + 4)).toBe(4101);
    expect(await platterHere(['repair', whole, '--rebuild'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /no block stands in the file that its block table does not name[^]*“platter check --deep” tells/,
      ) as string,
    });
  });
});

describe('write', () => {
  test('keeps what takes the last three saves back, as the window does', async () => {
    const copies: string[] = [];
    for (const lba of [4095, 8000, 13_000, 20]) {
      copies.push(at(`before-${copies.length + 1}.vhd`));
      copyFileSync(disk, copies.at(-1) ?? '');
      await doneHere('write', disk, '--lba', `${lba}`, '--in', at('sectors.bin'));
    }
    expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([2, 3, 4].map((n) => `disk.vhd.platter-undo-${n}`));
    // Windows and this system number the same file differently, and what was written there is not taken back here.
    for (const n of onWindows ? [] : [4, 3, 2]) {
      expect(await undoSaved(disk, at(`disk.vhd.platter-undo-${n}`), realContext())).toEqual({ ok: true, value: undefined });
      tool('cmp', disk, at(`before-${n}.vhd`));
    }
    if (!onWindows) expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([]);
  });

  test.skipIf(lacks('qemu-img', '7z'))('puts sectors where QEMU and 7-Zip find them, in old blocks and new ones', async () => {
    qemuConvert(disk, at('before.raw'));
    const want = readFileSync(at('before.raw'));
    for (const lba of [4095, 8000, 13_000]) {
      await doneHere('write', disk, '--lba', `${lba}`, '--in', at('sectors.bin'));
      want.set(SECTORS, lba * 512);
    }
    qemuConvert(disk, at('after.raw'));
    expect(readFileSync(at('after.raw')).equals(want)).toBe(true);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(sha256(at('after.raw')));
    expect(readdirSync(folder).filter((name) => name.includes('platter'))).toEqual([1, 2, 3].map((n) => `disk.vhd.platter-undo-${n}`));
  });

  test('takes standard input', async () => {
    expect(await platterHere(['write', disk, '--lba', '7'], { input: SECTORS })).toMatchObject({ code: 0 });
    expect((await platterHere(['read', disk, '--lba', '7', '--count', '3'])).bytes.equals(Buffer.from(SECTORS))).toBe(true);
    expect(await platterHere(['write', disk, '--lba', '7'], { input: '' })).toMatchObject({ code: 64 });
  });

  test('shows every byte range with before, after and why, and then does exactly that', async () => {
    const before = readFileSync(disk);
    const words = ['write', disk, '--lba', '5000', '--in', at('sectors.bin')];
    const plan = await documentHere(planDocument, [...words, '--dry-run']);
    expect(readFileSync(disk).equals(before)).toBe(true);
    expect(plan.steps.length).toBeGreaterThan(3);
    expect(plan.steps.map(({ why }) => why)).toEqual(expect.arrayContaining(['data of the disk', 'block table (BAT) entry', 'footer']));
    const text = await doneHere(...words, '--dry-run');
    for (const { fileOffset, why } of plan.steps) {
      expect(text).toContain(`0x${fileOffset.toString(16).toUpperCase().padStart(8, '0')}`);
      expect(text).toContain(why);
    }
    const told = await documentHere(changedDocument, words);
    expect(told.newBlocks).toEqual(plan.newBlocks);
    expect(readFileSync(disk).equals(carriedOut(before, plan))).toBe(true);
  });

  test('refuses odd sizes and places outside, and leaves the file as it was', async () => {
    const before = fileHash(disk);
    expect(await platterHere(['write', disk, '--lba', '1'], { input: 'abc' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('whole sectors') as string,
    });
    expect(await platterHere(['write', disk, '--lba', '16383', '--in', at('sectors.bin')])).toMatchObject({ code: 1 });
    expect(await platterHere(['write', disk, '--lba', 'x', '--in', at('sectors.bin')])).toMatchObject({ code: 64 });
    expect(await platterHere(['write', disk, '--in', at('sectors.bin')])).toMatchObject({ code: 64 });
    expect(fileHash(disk)).toBe(before);
  });

  test('does not pull the disk from under its children', async () => {
    writeFileSync(at('p.vhd'), baseImage());
    writeFileSync(at('kid.vhd'), childImage().bytes);
    const words = ['write', at('p.vhd'), '--lba', '1', '--in', at('sectors.bin')];
    expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('kid.vhd') as string });
    expect(await platterHere([...words, '--force'])).toMatchObject({ code: 0 });
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
  test.skipIf(lacks('vhdiinfo'))('changes fields by name, checksum and copy with them', async () => {
    const id = '11112222-3333-4444-8555-666677778888';
    await doneHere(
      'set',
      disk,
      `footer.uniqueId=${id}`,
      'footer.creatorApplication=abc',
      'footer.timeStamp=2020-02-29T12:00:00Z',
      'footer.creatorHostOS=Mac ',
    );
    const { footer, footerCopy, checksums } = await documentHere(infoDocument, ['info', disk]);
    expect(footer).toMatchObject({ uniqueId: id, creatorApplication: 'abc ', timeStamp: '2020-02-29T12:00:00Z', creatorHostOS: 'Mac ' });
    expect(footerCopy).toEqual(footer);
    expect(checksums.every(({ ok }) => ok)).toBe(true);
    expect(vhdiInfo(disk).id).toBe(id);
    await doneHere('set', disk, 'footer.uniqueId=new');
    expect((await documentHere(infoDocument, ['info', disk])).footer?.uniqueId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  test('with --raw changes those bytes alone', async () => {
    const before = readFileSync(disk);
    await doneHere('set', disk, 'footerCopy.savedState=1', '--raw');
    const after = readFileSync(disk);
    const changed = Array.from(after.keys()).filter((i) => after[i] !== before[i]);
    expect(changed).toEqual([84]);
  });

  test('says what a field wants', async () => {
    for (const [word, said] of [
      ['footer.nothing=1', 'no field'],
      ['footer.diskType=odd', 'fixed, dynamic'],
      ['footer.uniqueId=1', '“new”'],
      ['footer.cylinders=70000', '2^16'],
      ['footerCopy.savedState=1', '--raw'],
      ['nonsense', 'sets nothing'],
    ] as const)
      expect(await platterHere(['set', disk, word])).toMatchObject({ code: 64, err: expect.stringContaining(said) as string });
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });
});

describe('repair', () => {
  const damage = async (): Promise<void> => {
    await doneHere('set', disk, 'footer.checksum=0x12345678', '--raw');
    await doneHere('set', disk, 'header.checksum=1', '--raw');
  };

  test('plans first and writes nothing', async () => {
    await damage();
    const before = fileHash(disk);
    const plan = await documentHere(repairDocument, ['repair', disk]);
    expect([plan.applied, plan.problemsBefore, plan.problemsAfter]).toEqual([false, 2, 1]);
    expect([plan.repairs.map(({ code }) => code), plan.open.map(({ code, method }) => `${code}=${method}`)]).toEqual([
      ['F02'],
      ['H02=recompute-checksum'],
    ]);
    expect(await doneHere('repair', disk, '--choose', 'H02=recompute-checksum')).toContain('After this repair: 2 errors → no problems');
    expect(fileHash(disk)).toBe(before);
  });

  test.skipIf(lacks('7z'))('mends the file with --yes, to the byte', async () => {
    await damage();
    await doneHere('repair', disk, '--choose', 'H02=recompute-checksum', '--yes');
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
    expect(tool('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
  });

  test('mends a copy with --output, and only what it is asked to', async () => {
    await damage();
    const before = fileHash(disk);
    // The header's sum is still wrong, which is told.
    expect(await platterHere(['repair', disk, '--only', 'F02', '--output', at('copy.vhd')])).toMatchObject({ code: 2 });
    expect(fileHash(disk)).toBe(before);
    expect((await documentHere(checkDocument, ['check', at('copy.vhd')], 2)).findings.map(({ code }) => code)).toEqual(['H02']);
    expect(await platterHere(['repair', disk, '--only', 'F99'])).toMatchObject({ code: 64 });
    expect(await platterHere(['repair', disk, '--output', at('copy.vhd')])).toMatchObject({ code: 1 });
    expect(await platterHere(['repair', disk, '--yes', '--output', at('other.vhd')])).toMatchObject({ code: 64 });
  });

  test.skipIf(lacks('vhdiinfo'))('gives a disk its lost footer back', async () => {
    truncateSync(disk, FOOTER_AT);
    expect(() => tool('vhdiinfo', disk)).toThrow('vhdiinfo');
    await doneHere('repair', disk, '--yes');
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test('never gives up a block that was not chosen', async () => {
    const bytes = baseImage();
    new DataView(bytes.buffer).setUint32(1536 + 4, 0x00ff_0000);
    writeFileSync(disk, bytes);
    const plan = await documentHere(repairDocument, ['repair', disk]);
    expect(plan.repairs).toEqual([]);
    const choice = plan.open.find(({ code }) => code === 'B01');
    expect(choice?.method).toBe('unallocate');
    await doneHere('repair', disk, '--choose', 'B01=unallocate', ...(choice?.class === 'loss' ? ['--loss'] : []), '--yes');
    expect((await documentHere(checkDocument, ['check', disk])).errors).toBe(0);
  });

  test('makes a disk of a raw one that lost its footer', async () => {
    const bytes = new Uint8Array(1024 * 1024);
    bytes.set([0x55, 0xaa], 510);
    writeFileSync(at('raw.vhd'), bytes);
    const plan = await documentHere(repairDocument, ['repair', at('raw.vhd')]);
    expect(plan.repairs[0]).toMatchObject({ method: 'append-footer', class: 'safe' });
    await doneHere('repair', at('raw.vhd'), '--yes');
    expect(await documentHere(infoDocument, ['info', at('raw.vhd')])).toMatchObject({ type: 'fixed', virtualBytes: 1_048_576 });
  });

  test('says what becomes of each of two blocks that share their place', async () => {
    // Block 0 stands at sector 4, block 2 at sector 4,101.
    writeFileSync(disk, withEntry(baseImage(), 2, 4));
    const split = (await platterHere(['repair', disk, '--choose', 'B02=split'])).out;
    expect(split).toContain('Block 0 keeps its place at 0x800, alone.');
    expect(split).toMatch(/Block 2 gets a place of its own at 0x[0-9A-F]+, with a copy of what it shows now\./);
    const rebuilt = (await platterHere(['repair', disk, '--rebuild', '--place', '0x200A00=3'])).out;
    expect(rebuilt).toMatch(/Block 2 stands at 0x800, and still shares that place: only one of the blocks there can be right/);
  });

  test('finds the blocks of a lost table', async () => {
    const bytes = baseImage();
    bytes.fill(0xff, 1536, 1536 + 16);
    writeFileSync(disk, bytes);
    const quick = (await platterHere(['check', disk])).out;
    expect(quick).toMatch(/ warning +B06 +The block table gives no block a place, and the file has room for blocks/);
    expect(quick).toContain('platter repair --rebuild');
    expect(quick).not.toMatch(/Harmless|gives the room back/);
    expect((await platterHere(['repair', disk])).out).toContain('--rebuild --output COPY');
    const write = ['write', disk, '--lba', '0', '--in', at('sectors.bin')];
    const refused = await platterHere(write);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toMatch(/names no block, and the file has room for 2.*platter repair --rebuild/s);
    expect(Buffer.from(bytes).equals(readFileSync(disk))).toBe(true);
    expect((await platterHere([...write, '--dry-run'])).code).toBe(0);
    expect(await platterHere(['repair', disk, '--rebuild', '--yes'])).toMatchObject({ code: 64 });
    const found = await documentHere(repairDocument, [
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
    expect((await platterHere(['compare', at('new.vhd'), at('base.vhd')])).code).toBe(0);
  });
});

describe('compact and resize', () => {
  test.skipIf(lacks('7z'))('give back zero blocks, verified, under the same name', async () => {
    const content = await hashOutput('7z', 'x', '-tvhd', '-so', disk);
    const zeros = new Uint8Array(2_097_152);
    await doneHere('write', disk, '--lba', '4096', '--in', at('sectors.bin'));
    writeFileSync(at('zeros.bin'), zeros);
    await doneHere('write', disk, '--lba', '4096', '--in', at('zeros.bin'));
    const grown = statSync(disk).size;
    const made = await documentHere(madeDocument, ['compact', disk, '--backup']);
    expect([made.verified, made.blocks]).toEqual([true, { kept: 2, dropped: 2 }]);
    expect(statSync(disk).size).toBeLessThan(grown);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(content);
    expect(statSync(at('disk.before-compact.vhd')).size).toBe(grown);
    // The backup beside it has the same ID.
    expect((await documentHere(checkDocument, ['check', disk, '--deep'])).findings.map(({ code }) => code)).toEqual(['E05']);
    // A second time the first backup would be in the way: told before the work, and nothing is touched.
    const [now, backup] = [readFileSync(disk), readFileSync(at('disk.before-compact.vhd'))];
    const again = await platterHere(['compact', disk, '--backup']);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('disk.before-compact.vhd') as string });
    expect(readFileSync(disk).equals(now) && readFileSync(at('disk.before-compact.vhd')).equals(backup)).toBe(true);
    for (const words of [
      ['compact', disk, '--output', disk],
      ['export', disk, disk],
      ['report', disk, '--out', disk],
      ['read', disk, '--lba', '0', '--out', disk],
      ['read', disk, '--file-bytes', '--out', disk],
    ])
      expect(await platterHere([...words, '--force'])).toMatchObject({ code: 1, err: expect.stringContaining('made from') as string });
    expect(readFileSync(disk).equals(now)).toBe(true);
  });

  test.skipIf(onWindows)('a backup name that is a link leading nowhere is taken, and nothing is touched', async () => {
    const before = readFileSync(disk);
    symlinkSync('nowhere', at('disk.before-compact.vhd'));
    const ran = await platterHere(['compact', disk, '--backup']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('which is a symbolic link that leads nowhere. Remove that link, or')]);
    expect(readFileSync(disk).equals(before)).toBe(true);
    expect(readlinkSync(at('disk.before-compact.vhd'))).toBe('nowhere');
  });

  test.skipIf(lacks('7z'))('grow in place by a few bytes, and shrink only what is empty', async () => {
    const small = await hashOutput('7z', 'x', '-tvhd', '-so', disk);
    const words = ['resize', disk, '--size', '16MiB'];
    const plan = await documentHere(planDocument, [...words, '--dry-run']);
    const before = readFileSync(disk);
    await doneHere(...words);
    expect(readFileSync(disk).equals(carriedOut(before, plan))).toBe(true);
    expect(await documentHere(infoDocument, ['info', disk])).toMatchObject({ virtualBytes: 16 * 1024 * 1024, findings: [] });
    expect(tool('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
    expect(await platterHere(['resize', disk, '--size', '4MiB'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('data lies behind') as string,
    });
    await doneHere('resize', disk, '--size', '8MiB');
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', disk)).toBe(small);
    await doneHere('resize', disk, '--size', '4MiB', '--force');
    expect((await documentHere(infoDocument, ['info', disk])).virtualBytes).toBe(4 * 1024 * 1024);
    expect(await platterHere(['resize', disk, '--size', '1000'])).toMatchObject({ code: 1 });
  });

  test('spare parents, and files with two names', async () => {
    linkSync(disk, at('same.vhd'));
    expect(await platterHere(['compact', disk])).toMatchObject({ code: 1, err: expect.stringContaining('another name') as string });
    writeFileSync(at('p.vhd'), baseImage());
    writeFileSync(at('kid.vhd'), childImage().bytes);
    expect(await platterHere(['resize', at('p.vhd'), '--size', '4MiB'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('kid.vhd') as string,
    });
    await doneHere('compact', at('p.vhd'), '--output', at('small.vhd'), '--force');
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
    const plan = await documentHere(planDocument, [...words, '--dry-run']);
    const before = readFileSync(at('kid.vhd'));
    await doneHere(...words);
    expect(readFileSync(at('kid.vhd')).equals(carriedOut(before, plan))).toBe(true);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', at('kid.vhd'))).toBe(content);
    const { parentLocators, findings } = await documentHere(infoDocument, ['info', at('kid.vhd')]);
    expect(parentLocators.map(({ path: named }) => named)).toEqual(expect.arrayContaining(['.\\moved.vhd', asNamed(at('moved.vhd'))]));
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('refuses another disk, unless it is forced to', async () => {
    writeFileSync(at('kid.vhd'), childImage().bytes);
    copyFileSync(disk, at('stranger.vhd'));
    await doneHere('set', at('stranger.vhd'), 'footer.uniqueId=new', '--force');
    const words = ['reconnect', at('kid.vhd'), '--parent', at('stranger.vhd')];
    expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('the child names') as string });
    await doneHere(...words, '--force');
    expect((await documentHere(infoDocument, ['info', at('kid.vhd')])).chain).toHaveLength(2);
    expect(await platterHere(['reconnect', at('kid.vhd'), '--parent', at('kid.vhd')])).toMatchObject({ code: 1 });
  });
});
