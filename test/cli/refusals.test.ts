/** What commands refuse, and what they say of disks that are odd: each answer in full, by the bytes and names that were put there. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { repairDocument } from '../../shared/documents/repair';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { baseImage, childImage, fixedImage, FOOTER_AT, inHeader, joined, SIZE, TABLE_AT } from '../support/fixtures';
import { put32, sparseImage, stampFooter } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const SECTORS = SIZE / 512;
let folder = '';
const at = (name: string): string => path.join(folder, name);
const lay = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};
beforeEach(() => {
  folder = tempDir();
});

/** Code 1, one line, and nothing new in the folder. */
async function expectRefused(words: readonly string[], said: string): Promise<void> {
  const before = readdirSync(folder).sort();
  const ran = await platterHere(words);
  expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining(said) as string });
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  expect(readdirSync(folder).sort()).toEqual(before);
}

/** A raw disk with the mark of a boot sector and an empty partition table. */
function rawDisk(): Uint8Array {
  const bytes = fixedImage().slice(0, SIZE);
  bytes.fill(0, 446, 510).set([0x55, 0xaa], 510);
  return bytes;
}

describe('a file that does not open as a disk', () => {
  test('is a disk with a footer behind it, told before anything is written', async () => {
    const raw = lay('raw.vhd', rawDisk());
    const told = await doneHere('repair', raw);
    expect(told).toContain('does not open as a disk');
    expect(told).toContain('Add --yes to do this to the file, or --output COPY.');
    expect(readFileSync(raw).equals(Buffer.from(rawDisk()))).toBe(true);
    const { repairs, applied, fileBytesBefore, fileBytesAfter } = await documentHere(repairDocument, ['repair', raw]);
    expect([repairs.map(({ code }) => code), applied, fileBytesBefore, fileBytesAfter]).toEqual([['F01'], false, SIZE, SIZE + 512]);
  });

  test('gets its footer in place, or in a copy', async () => {
    const raw = lay('raw.vhd', rawDisk());
    expect(await doneHere('repair', raw, '--output', at('copy.vhd'))).toContain('is written');
    const copy = readFileSync(at('copy.vhd'));
    expect([copy.length, copy.subarray(0, SIZE).equals(Buffer.from(rawDisk()))]).toEqual([SIZE + 512, true]);
    expect(copy.subarray(SIZE, SIZE + 8).toString()).toBe('conectix');
    expect(await doneHere('repair', raw, '--yes')).toContain('repaired.');
    expect(
      readFileSync(raw)
        .subarray(SIZE, SIZE + 8)
        .toString(),
    ).toBe('conectix');
  });

  test('is never mended over itself, over what has the name, or where no file can be', async () => {
    const raw = lay('raw.vhd', rawDisk());
    const taken = lay('taken.vhd', new Uint8Array(5));
    const refused = (said: string, ...words: string[]): Promise<void> => expectRefused(['repair', raw, '--no-search', ...words], said);
    await refused('the file is there already', '--output', taken);
    await refused('cannot write', '--output', raw, '--force');
    await refused(`there is no folder ${at('nowhere')}`, '--output', at('nowhere/copy.vhd'));
    expect([readFileSync(taken).length, readFileSync(raw).equals(Buffer.from(rawDisk()))]).toEqual([5, true]);
    await doneHere('repair', raw, '--output', taken, '--force');
    expect(readFileSync(taken).length).toBe(SIZE + 512);
  });

  test('has its repair told as a document, carried out or not', async () => {
    const raw = lay('raw.vhd', rawDisk());
    const made = await documentHere(repairDocument, ['repair', raw, '--output', at('copy.vhd')]);
    expect(made).toMatchObject({ file: raw, output: at('copy.vhd'), applied: true, problemsBefore: 1, problemsAfter: made.after.length });
    expect(made.repairs.map(({ code, method }) => [code, method])).toEqual([['F01', 'append-footer']]);
    expect(await documentHere(repairDocument, ['repair', raw, '--yes'])).toMatchObject({ output: null, applied: true });
    // The copy is a disk of its own: only footers, with their ids, may differ.
    expect(
      readFileSync(raw)
        .subarray(0, SIZE)
        .equals(readFileSync(at('copy.vhd')).subarray(0, SIZE)),
    ).toBe(true);
  });

  test('with a footer in front is only ever mended in a new file', async () => {
    const turned = lay('turned.vhd', joined(fixedImage().subarray(SIZE), fixedImage().subarray(0, SIZE)));
    expect(await doneHere('repair', turned)).toContain('Add --output COPY to do this.');
    await expectRefused(['repair', turned, '--yes'], 'this takes a new file. Name one with --output.');
  });
});

describe('a rebuild', () => {
  const tableless = (): Uint8Array => baseImage().fill(0, TABLE_AT, TABLE_AT + 512);

  test('lists what it found, as text and as a document, and writes nothing unasked', async () => {
    const disk = lay('disk.vhd', tableless());
    const told = await doneHere('repair', disk, '--rebuild');
    expect(told).toContain('2 blocks found:');
    expect(told).toContain('Nothing was written. Add --output COPY.');
    const { placements, applied } = await documentHere(repairDocument, ['repair', disk, '--rebuild']);
    // The footer copy, the header and the table come first: 2,048 bytes.
    expect([placements.map(({ fileOffset }) => fileOffset), applied]).toEqual([[2048, 2048 + 512 + 2 * 1024 * 1024], false]);
    expect(await doneHere('repair', disk, '--rebuild', '--output', at('copy.vhd'), '--place', '0x800=0')).toContain('is written');
  });

  test.each([
    [['--yes'], '--rebuild makes a new file'],
    [['--place', '5=x'], 'places nothing'],
    [['--place', '513=0'], 'places nothing'],
  ])('with %j is wrong usage', async (more, said) => {
    const disk = lay('disk.vhd', tableless());
    expect(await platterHere(['repair', disk, '--rebuild', ...more])).toMatchObject({
      code: 64,
      err: expect.stringContaining(said) as string,
    });
  });

  test('is refused where nothing is lost', async () => {
    await expectRefused(
      ['repair', lay('disk.vhd', baseImage()), '--rebuild'],
      'no block stands in the file that its block table does not name',
    );
    await expectRefused(['repair', lay('fixed.vhd', fixedImage()), '--rebuild'], 'it has no block table');
  });
});

describe('a parent that is named', () => {
  const orphan = (): string =>
    lay('kid.vhd', childImage({ header: { parentId: new Uint8Array(16).fill(7), parentName: 'gone.vhd' } }).bytes);

  test.each(['info', 'check', 'map', 'hash'])('and is another disk is refused by %s', async (name) => {
    await expectRefused([name, orphan(), '--parent', lay('p.vhd', baseImage())], 'its ID is ');
  });

  test('and is no disk, or not there, is refused', async () => {
    const kid = orphan();
    await expectRefused(['info', kid, '--parent', lay('raw.img', rawDisk())], 'cannot take');
    await expectRefused(['info', kid, '--parent', at('nowhere.vhd')], 'no such file');
    await expectRefused(['map', kid, '--parent', kid], 'cannot take');
  });

  test('and missing is told of by info', async () => {
    const told = await doneHere('info', orphan());
    expect(told).toContain('The parent of layer 0 was not found');
    expect(told).toContain('looked for “p.vhd”, “gone.vhd”');
  });

  test('is connected by force where it is another one, or of another size', async () => {
    const kid = orphan();
    const parent = lay('p.vhd', baseImage());
    await expectRefused(['reconnect', kid, '--parent', parent], 'With --force it is taken all the same');
    const small = sparseImage({ size: SIZE / 2, blockBytes: 2 * 1024 * 1024, blocks: [] }).bytes;
    await expectRefused(
      ['reconnect', kid, '--parent', lay('small.vhd', small)],
      `the parent has ${(SECTORS / 2).toLocaleString('en')} sectors and the child ${SECTORS.toLocaleString('en')}`,
    );
    await expectRefused(['reconnect', kid, '--parent', kid], 'is the disk itself or is based on it, so that the chain would never end');
    await expectRefused(['reconnect', lay('fixed.vhd', fixedImage()), '--parent', parent], 'cannot reconnect');
    await doneHere('reconnect', kid, '--parent', parent, '--force');
    expect(await doneHere('info', kid)).not.toContain('not found');
  });
});

describe('a new file', () => {
  test.each([
    ['read', '--lba', '0', '--out'],
    ['read', '--file-bytes', '--out'],
    ['report', '--out'],
  ])('never takes the place of the disk that %s reads', async (name, ...more) => {
    const disk = lay('disk.vhd', baseImage());
    await expectRefused([name, disk, ...more, disk, '--force'], 'disk.vhd');
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });
});

describe('a file that is no disk, or not there', () => {
  const text = (): string => lay('text.vhd', new Uint8Array(4096).fill(0x2e));

  test.each<readonly string[]>([
    ['create', 'OUT', '--type', 'differencing', '--parent', 'TEXT'],
    ['reconnect', 'KID', '--parent', 'TEXT'],
    ['resize', 'TEXT', '--size', '16M'],
    ['compact', 'TEXT'],
    ['convert', 'DISK', 'OUT', '--type', 'differencing', '--onto', 'TEXT'],
    ['export', 'TEXT', 'OUT', '--hash', 'sha256'],
    ['export', 'TEXT', 'OUT', '--block', '0'],
  ])('is refused by %s %s %s %s', async (...words) => {
    const files: Record<string, string> = {
      TEXT: text(),
      OUT: at('out.vhd'),
      DISK: lay('disk.vhd', baseImage()),
      KID: lay('kid.vhd', childImage().bytes),
    };
    await expectRefused(
      words.map((word) => files[word] ?? word),
      'text.vhd',
    );
  });

  test('is named by compare, whichever of the two it is', async () => {
    const disk = lay('disk.vhd', baseImage());
    await expectRefused(['compare', disk, at('none.vhd')], 'no such file');
    await expectRefused(['compare', at('none.vhd'), disk], 'no such file');
  });
});

describe('a range', () => {
  test('outside of the disk is not exported', async () => {
    const disk = lay('disk.vhd', baseImage());
    await expectRefused(['export', disk, at('out.raw'), '--block', '4'], '16,384 sectors');
    await expectRefused(['export', disk, at('out.raw'), '--lba', '16384'], '16,384 sectors');
    await expectRefused(['export', disk, at('out.raw'), '--lba', '16383', '--count', '2'], '16,384 sectors');
    await expectRefused(['export', disk, at('out.raw'), '--partition', '1'], 'it has no partition 1');
  });

  test('begins at the first sector and ends at the last, where nothing else is said', async () => {
    const disk = lay('disk.vhd', baseImage());
    const whole = Buffer.from(fixedImage().subarray(0, SIZE));
    await doneHere('export', disk, at('front.raw'), '--count', '5');
    expect(readFileSync(at('front.raw')).equals(whole.subarray(0, 5 * 512))).toBe(true);
    await doneHere('export', disk, at('end.raw'), '--lba', '8193');
    expect(readFileSync(at('end.raw')).equals(whole.subarray(8193 * 512))).toBe(true);
    await doneHere('export', disk, at('block.raw'), '--block', '2');
    expect(readFileSync(at('block.raw')).equals(whole.subarray(2 * 4096 * 512, 3 * 4096 * 512))).toBe(true);
  });
});

describe('a parent is not changed under its children', () => {
  function family(children: number): string {
    for (let i = 1; i <= children; i++) lay(`kid${i}.vhd`, childImage({ footer: { uuid: new Uint8Array(16).fill(i) } }).bytes);
    return lay('p.vhd', baseImage());
  }
  const sector = (): string => lay('sector.bin', new Uint8Array(512).fill(9));

  test('which are named, one or more', async () => {
    const parent = family(1);
    const words = ['write', parent, '--lba', '0', '--in', sector()];
    await expectRefused(words, 'kid1.vhd stands on it and would no longer show what it did. Change the child, or add --force.');
    family(3);
    await expectRefused(words, 'and 2 more stand on it and would no longer show what they did');
    expect(readFileSync(parent).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test.each([['set', 'footer.uniqueId=new'], ['set', 'footer.uniqueId=new', '--raw'], ['resize', '--size', '9M'], ['compact']])(
    'by %s either; a dry run of it, or --force, is another thing',
    async (name, ...more) => {
      const parent = family(1);
      await expectRefused([name, parent, ...more], 'kid1.vhd stands on it');
      expect(readFileSync(parent).equals(Buffer.from(baseImage()))).toBe(true);
      if (name !== 'compact') {
        expect(await doneHere(name, parent, ...more, '--dry-run')).toContain('Nothing was written');
        expect(readFileSync(parent).equals(Buffer.from(baseImage()))).toBe(true);
      }
      await doneHere(name, parent, ...more, '--force');
      expect(readFileSync(parent).equals(Buffer.from(baseImage()))).toBe(false);
    },
  );

  test('but fields that no child looks at are', async () => {
    const parent = family(1);
    await doneHere('set', parent, 'footer.creatorApplication=test');
    expect(readFileSync(parent).subarray(28, 32).toString()).toBe('test');
  });
});

describe('a name', () => {
  test.each(['nul.vhd', 'what?.vhd', 'dot.'])('that Windows cannot have is not given to a new file: %s', async (name) => {
    await expectRefused(['create', at(name), '--type', 'dynamic', '--size', '8M'], 'Windows');
  });

  test('in a file instead of a folder is refused', async () => {
    const disk = lay('disk.vhd', baseImage());
    await expectRefused(['create', path.join(disk, 'new.vhd'), '--type', 'dynamic', '--size', '8M'], 'disk.vhd is no folder');
    await expectRefused(['create', at('nowhere/'), '--type', 'dynamic', '--size', '8M'], `there is no folder ${at('nowhere/')}`);
  });
});

describe('writing', () => {
  test.each([
    ['nothing', new Uint8Array(), 'the input is empty'],
    ['a terminal', null, 'give the sectors on standard input or with --in F'],
  ])('%s is wrong usage', async (_what, input, said) => {
    const disk = lay('disk.vhd', baseImage());
    const ran = await platterHere(
      ['write', disk, '--lba', '0'],
      input === null ? { cli: (cli) => ({ ...cli, input: null }) } : { input, cli: (cli) => cli },
    );
    expect(ran).toMatchObject({ code: 64, err: expect.stringContaining(said) as string });
  });

  test('what is not there, or stands behind the end, is refused', async () => {
    const disk = lay('disk.vhd', baseImage());
    await expectRefused(['write', disk, '--lba', '0', '--in', at('none.bin')], 'no such file');
    await expectRefused(['write', disk, '--lba', String(SECTORS), '--in', lay('one.bin', new Uint8Array(512))], 'cannot write to');
  });

  test('more than 64 MiB at once is refused before it is read, or as soon as it is known', async () => {
    const disk = lay('disk.vhd', baseImage());
    const large = at('large.bin');
    writeFileSync(large, '');
    truncateSync(large, 64 * 1024 * 1024 + 512);
    await expectRefused(['write', disk, '--lba', '0', '--in', large], '64 MiB');
    let given = 0;
    const endless = async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1;
        yield new Uint8Array(1024 * 1024);
      }
    };
    const ran = await platterHere(['write', disk, '--lba', '0'], { cli: (cli) => ({ ...cli, input: endless() }) });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('64 MiB') as string });
    expect(given).toBe(65);
    expect(readFileSync(disk).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test('a field of a structure that the disk does not have is refused', async () => {
    const fixed = lay('fixed.vhd', fixedImage());
    await expectRefused(['set', fixed, '--raw', 'footerCopy.savedState=1'], 'cannot change');
    await expectRefused(['set', fixed, '--raw', 'header.blockSize=512'], 'cannot change');
  });

  test('a single field as it is, without its sum, where that is wanted', async () => {
    const disk = lay('disk.vhd', baseImage());
    await doneHere('set', disk, '--raw', 'footerCopy.savedState=1');
    const wanted = baseImage();
    wanted[84] = 1;
    expect(readFileSync(disk).equals(Buffer.from(wanted))).toBe(true);
  });
});

describe('info says of a disk', () => {
  test('that the copy of its footer is believed', async () => {
    const bytes = baseImage();
    put32(bytes, FOOTER_AT + 64, 1);
    const told = await doneHere('info', lay('disk.vhd', bytes));
    expect(told).toContain('the footer copy at the start is used');
    expect(told).toContain('WRONG, computed 0x');
  });

  test('that its footers differ, and which paths are bad', async () => {
    const { bytes } = childImage({ locators: [{ slot: 0, code: 'W2ru', data: new Uint8Array(16), at: 2n ** 40n }] });
    bytes[28] = 0x78;
    stampFooter(bytes, 0);
    const told = await doneHere(
      'info',
      lay(
        'kid.vhd',
        inHeader(bytes, () => {}),
      ),
    );
    expect(told).toContain('DIFFERS from the footer, checksum ok');
    expect(told).toMatch(/W2ru +\(not a path\) +BAD/);
  });
});
