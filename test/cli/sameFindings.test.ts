/** `info`, `check` and `report` tell the same of a disk, whatever is wrong with it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { reportDocument } from '../../shared/documents/report';
import { platterHere } from '../support/cliHere';
import { CATALOGUE } from '../support/damageChecks';
import { baseImage, fixedImage, inBothFooters, SIZE } from '../support/fixtures';
import { stampFile } from '../support/opened';
import { tempDir } from '../support/tempDir';

/** Every image of the catalogue that opens as a disk. Its own folder: what lies beside it is told too. */
const root = tempDir();
const DISKS = CATALOGUE.map((damage) => [damage.id, damage] as const);

const json = async (...words: string[]): Promise<unknown> => JSON.parse((await platterHere(words)).out) as unknown;
const WORDS = /^ {2}(error|warning|note) +([A-Z]\d\d) {2}(.+)$/gm;
const told = (text: string): string[] => [...text.matchAll(WORDS)].map(([line]) => line.trim());

describe('info and report tell what check tells', () => {
  test.each(DISKS)('of %s', async (_id, damage) => {
    const folder = tempDir();
    const file = path.join(folder, 'disk.vhd');
    writeFileSync(file, damage.make());
    if (damage.child === true) {
      writeFileSync(path.join(folder, 'p.vhd'), (damage.parent ?? baseImage)());
      // The child says when its parent was made.
      stampFile(path.join(folder, 'p.vhd'), 2 ** 29);
    }
    const checked = await platterHere(['check', file, '--json']);
    const seen = await platterHere(['info', file, '--json']);
    // What is no disk, is none for both.
    if (checked.code === 1) return expect(seen.code).toBe(1);
    const { findings } = checkDocument.parse(JSON.parse(checked.out));
    expect(infoDocument.parse(JSON.parse(seen.out)).findings).toEqual(findings);
    return undefined;
  });

  test('an odd field, which opening needs no look at, is among them', async () => {
    const file = path.join(root, 'odd.vhd');
    // One of the reserved 427 bytes of the footer, spec 1.0.
    writeFileSync(
      file,
      inBothFooters(baseImage(), (raw, at) => void (raw[at + 300] = 1)),
    );
    const { findings } = infoDocument.parse(await json('info', file, '--json'));
    expect(findings.map(({ code }) => code)).toContain('F13');
    const words = told((await platterHere(['check', file])).out);
    expect(words.join()).toContain('F13');
    expect(told((await platterHere(['info', file])).out)).toEqual(words);
    expect(reportDocument.parse(await json('report', file, '--format', 'json')).info.findings).toEqual(findings);
  });

  test('what is wrong with the partition table has its place on the disk, anything else in the file', async () => {
    const file = path.join(root, 'partitioned.vhd');
    const bytes = fixedImage();
    // One entry of an MBR: type 0x83 from LBA 1 on, 100 sectors; and the signature.
    bytes.fill(0, 446, 510);
    bytes.set([0, 0, 0, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 100, 0, 0, 0], 446);
    bytes.set([0x55, 0xaa], 510);
    // The footer's checksum.
    bytes.set([0, 0, 0, 0], SIZE + 64);
    writeFileSync(file, bytes);
    const { findings } = checkDocument.parse(await json('check', file, '--json'));
    expect(findings.map(({ code, where }) => [code, where])).toEqual(
      expect.arrayContaining([
        ['G04', { structure: 'disk', diskOffset: 512, bytes: 512 }],
        ['F02', { structure: 'footer', fileOffset: SIZE + 64, bytes: 4 }],
      ]),
    );
    const page = (await platterHere(['report', file])).out;
    expect(page).toContain('Disk at 0x200, 512 bytes');
  });

  test('a twin beside the disk is among them where every block is read', async () => {
    const folder = tempDir();
    writeFileSync(path.join(folder, 'a.vhd'), baseImage());
    writeFileSync(path.join(folder, 'b.vhd'), baseImage());
    const file = path.join(folder, 'a.vhd');
    const { info } = reportDocument.parse(await json('report', file, '--format', 'json', '--deep'));
    expect(info.findings.map(({ code }) => code)).toEqual(['E05']);
    expect(infoDocument.parse(await json('info', file, '--json')).findings).toEqual([]);
  });
});
