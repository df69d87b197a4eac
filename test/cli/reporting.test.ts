/** `report` and `info` of disks that are odd: what each page says, by the bytes that were put there. */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { reportDocument } from '../../shared/documents/report';
import { documentHere, doneHere } from '../support/cliHere';
import { baseImage, childImage, fixedImage, GEOMETRY, inHeader, SIZE } from '../support/fixtures';
import { footerBytes, headerBytes, put32, sparseImage, stampFooter, utf16 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

/** Alone in a folder: several of these disks have the same id, and would be each other's parents. */
const lay = (name: string, bytes: Uint8Array): string => {
  const file = path.join(tempDir(), name);
  writeFileSync(file, bytes);
  return file;
};
const html = (file: string): Promise<string> => doneHere('report', file, '--format', 'html');
/** The cells of a section's table, row by row. */
const cellsOf = (page: string, title: string): string[][] => {
  const section = new RegExp(`<h2>${title}</h2>([\\s\\S]*?)</section>`).exec(page)?.[1] ?? '';
  return Array.from(section.matchAll(/<tr>(.*?)<\/tr>/g), ([, row = '']) =>
    Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g), ([, cell = '']) => cell),
  );
};

describe('the page of a sound fixed disk', () => {
  test('says that nothing was found, and has no part for what a fixed disk does not have', async () => {
    const file = lay('fixed.vhd', fixedImage());
    const page = await html(file);
    expect(cellsOf(page, 'Disk')).toContainEqual(['Path', realpathSync(file)]);
    expect(cellsOf(page, 'Disk')).toContainEqual(['SHA-256 of the file', createHash('sha256').update(fixedImage()).digest('hex')]);
    expect(page).toContain('<h1>fixed.vhd</h1>\n<p class="verdict good">Healthy</p>');
    expect(Array.from(page.matchAll(/<h2>(.*?)<\/h2>/g), ([, title]) => title)).toEqual([
      'Disk',
      'Findings: none',
      'Map',
      'Partitions: none',
      'Footer',
      'Checksums',
      'Chain',
    ]);
    // 240 cylinders of 4 heads of 17 sectors.
    expect(cellsOf(page, 'Disk').filter(([name]) => !['File', 'Path', 'SHA-256 of the file'].includes(name ?? ''))).toEqual([
      ['Type', 'Fixed'],
      ['Size', '8 MiB (8,388,608 bytes)'],
      ['Original size', '8 MiB (8,388,608 bytes)'],
      ['Size by geometry (CHS)', '7.97 MiB (8,355,840 bytes)'],
    ]);
    expect(page).toContain('4 blocks, one a cell');
  });

  test('of a single block says so', async () => {
    const size = 1024 * 1024;
    const bytes = new Uint8Array(size + 512);
    bytes.set(footerBytes({ type: 2, size, geometry: [30, 4, 17] }), size);
    expect(await html(lay('one.vhd', bytes))).toContain('1 block, one a cell');
  });
});

test('the page lists the fields of the footer copy only where it is not the footer byte for byte', async () => {
  const page = await html(lay('same.vhd', baseImage()));
  expect(page).toContain('<h2>Footer copy</h2>\n<p>The same bytes as the footer.</p>');
  const bytes = baseImage();
  // The copy's time stamp, 24 bytes into it, and with it its checksum.
  put32(bytes, 24, 700_000_000);
  stampFooter(bytes, 0);
  const fields = cellsOf(await html(lay('other.vhd', bytes)), 'Footer copy');
  expect(fields).toContainEqual(['Time stamp', '2022-03-07 20:26:40 UTC']);
  expect(fields.length).toBeGreaterThan(15);
});

describe('the page of a child without its parent', () => {
  /** Its only locator names a place behind the end of the file, the size it was made with has 61 bits, and its header's sum is wrong. */
  function odd(): Uint8Array {
    const { bytes } = childImage({
      locators: [{ slot: 3, code: 'W2ru', data: utf16('.\\p.vhd', 'le'), at: 2n ** 40n }],
      footer: { geometry: GEOMETRY, originalSize: 2n ** 60n },
    });
    put32(bytes, 512 + 36, 0x1234_5678);
    return bytes;
  }

  test('names the parent that is missing, the path that is bad and the sum that is wrong', async () => {
    const page = await html(lay('odd.vhd', odd()));
    expect(page).toContain('The next parent was not found: 00000000-0000-0000-1122-334455667788');
    expect(cellsOf(page, 'Parent locators')).toEqual([
      ['Slot', 'Kind', 'Path', 'Where it leads'],
      ['4', 'W2ru', '–', 'Cannot be read as a path'],
    ]);
    const sum = cellsOf(page, 'Checksums').find(([name]) => name === 'Dynamic header');
    expect([sum?.[1], sum?.[3]]).toEqual(['0x12345678', 'wrong']);
    expect(cellsOf(page, 'Disk')).toContainEqual(['Original size', '0x1000000000000000']);
    // Two bits of the bitmap are set, of 4,096.
    expect(cellsOf(page, 'Disk')).toContainEqual(['Bitmaps', '2 sectors present, 4,094 absent']);
  });

  test('in JSON has what does not fit a number as text', async () => {
    const { sizes, missingParent } = await documentHere(infoDocument, ['info', lay('odd.vhd', odd())]);
    expect(sizes.originalSize).toBe('0x1000000000000000');
    expect(missingParent?.expectedId).toBe('00000000-0000-0000-1122-334455667788');
  });

  test('with a sound way to it has the path, and lists the parent once it is there', async () => {
    const kid = lay('kid.vhd', childImage().bytes);
    expect(cellsOf(await html(kid), 'Parent locators')[1]).toEqual([
      '1',
      'W2ru',
      '.\\p.vhd',
      'There is no such file in this disk’s folder',
    ]);
    expect(cellsOf(await html(kid), 'Disk')).toContainEqual(['Parent', 'not found']);
    const parent = path.join(path.dirname(kid), 'p.vhd');
    writeFileSync(parent, baseImage());
    expect(cellsOf(await html(kid), 'Parent locators')[1]).toEqual(['1', 'W2ru', '.\\p.vhd', 'Leads to p.vhd, the parent that is used']);
    expect((await documentHere(infoDocument, ['info', kid])).parentLocators.map(({ leads }) => leads)).toEqual(['to-parent']);
    expect(cellsOf(await html(kid), 'Disk')).toContainEqual(['Parent', 'p.vhd']);
    renameSync(parent, path.join(path.dirname(kid), 'other.vhd'));
    const [, row] = cellsOf(await html(kid), 'Parent locators');
    expect(row?.[3]).toBe('There is no such file in this disk’s folder');
    expect(await doneHere('info', kid)).toMatch(/0 +W2ru +\.\\p\.vhd +There is no such file/);
  });

  test('names fields, structures and sums as the window does', async () => {
    const page = await html(lay('words.vhd', odd()));
    const footer = cellsOf(page, 'Footer');
    expect(footer).toContainEqual(['Features', 'Reserved']);
    expect(footer.find(([name]) => name === 'Current size')?.[1]).toBe('8,388,608 bytes');
    expect(cellsOf(page, 'Dynamic header')).toContainEqual(['Parent name', '“p.vhd”']);
    expect(cellsOf(page, 'Checksums').find(([name]) => name === 'Footer')?.[3]).toBe('matches');
    expect(page).toMatch(/Disk report made by Platter \d/);
    expect(page).toContain('Dynamic header at 0x2');
    expect(page).not.toMatch(/Dynamic-header|unicode name/i);
  });
});

describe('a map of more runs than anybody reads', () => {
  /** Blocks of a sector, every other one with its bit set: no two are alike. */
  const count = 20_100;
  function laid(): string {
    const first = Math.ceil((1536 + count * 4) / 512);
    const bytes = new Uint8Array((first + 2 * count) * 512 + 512);
    const footer = footerBytes({ type: 3, size: count * 512 });
    bytes.set(footer, 0);
    bytes.set(headerBytes({ entries: count, blockBytes: 512 }), 512);
    bytes.fill(0xff, 1536, first * 512);
    for (let block = 0; block < count; block++) {
      const at = first + 2 * block;
      put32(bytes, 1536 + block * 4, at);
      if (block % 2 === 0) bytes[at * 512] = 0x80;
    }
    bytes.set(footer, bytes.length - 512);
    return lay('many.vhd', bytes);
  }

  test('has the form that the name of its file says, unless another one is asked for', async () => {
    const file = lay('named.vhd', baseImage());
    const first = async (name: string, ...more: string[]): Promise<string> => {
      const out = path.join(path.dirname(file), name);
      await doneHere('report', file, '--out', out, ...more);
      return readFileSync(out, 'utf8').slice(0, 9);
    };
    expect([await first('x.html'), await first('y.HTM'), (await first('x.json'))[0], await first('z.html', '--format', 'text')]).toEqual([
      '<!doctype',
      '<!doctype',
      '{',
      expect.not.stringContaining('<'),
    ]);
  });

  test('ends after 20,000, and says in every form how many it left out', async () => {
    const file = laid();
    const { map } = reportDocument.parse(JSON.parse(await doneHere('report', file, '--format', 'json')));
    expect([map.blocks, map.runs.length, map.runsLeftOut]).toEqual([count, 20_000, 100]);
    expect((await doneHere('report', file)).trimEnd().endsWith('… and 100 more runs')).toBe(true);
    const page = await html(file);
    expect(page).toContain(`and ${(count - 1000).toLocaleString('en')} more runs`);
    // 6,144 cells at most, of four blocks each, 512 blocks a row; the last 25 are of blocks that were left out.
    expect(page).toContain('20,100 blocks, 4 a cell');
    expect(page).toContain('<title>blocks 19,968 to 19,999: in the file</title>');
    expect(page).not.toMatch(/<title>blocks 2\d,\d{3}/);
  });
});

describe('info', () => {
  test('leaves out the totals of bitmaps where there are too many to read', async () => {
    const count = 32_769;
    const first = Math.ceil((1536 + count * 4) / 512);
    const head = new Uint8Array(first * 512).fill(0xff, 1536);
    const footer = footerBytes({ type: 3, size: count * 512 });
    head.set(footer, 0);
    head.set(headerBytes({ entries: count, blockBytes: 512 }), 512);
    for (let block = 0; block < count; block++) put32(head, 1536 + block * 4, first + 2 * block);
    const file = lay('wide.vhd', head);
    truncateSync(file, (first + 2 * count) * 512);
    writeFileSync(file, footer, { flag: 'a' });
    const told = await doneHere('info', file);
    expect(told).toMatch(/Allocated +32,769 blocks/);
    expect(told).not.toContain('Bitmaps');
    expect((await documentHere(infoDocument, ['info', file])).bitmaps).toBeNull();
  });

  test('tells of bitmaps that the file does not hold', async () => {
    // The only block stands behind the end of the data.
    const { bytes } = sparseImage({ size: SIZE, blockBytes: 2 * 1024 * 1024, blocks: [], footer: { geometry: GEOMETRY } });
    put32(bytes, 1536, 2 ** 20);
    expect(await doneHere('info', lay('beyond.vhd', bytes))).toContain('0 sectors present, 0 absent, 1 bitmaps unreadable');
    // Without a block there is no bitmap to tell of.
    const { bytes: empty } = sparseImage({ size: SIZE, blockBytes: 2 * 1024 * 1024, blocks: [], footer: { geometry: GEOMETRY } });
    expect(await doneHere('info', lay('empty.vhd', empty))).not.toContain('sectors present');
  });

  test('tells of a block table that a lost header hides', async () => {
    const { bytes } = childImage();
    const told = await doneHere(
      'info',
      lay(
        'headless.vhd',
        inHeader(bytes, (raw, at) => raw.fill(0, at, at + 8)),
      ),
    );
    expect(told).not.toContain('\nBlocks\n');
  });

  test('has the copy alone where the footer at the end is gone', async () => {
    const { bytes } = childImage();
    const told = await doneHere('info', lay('footless.vhd', bytes.fill(0, bytes.length - 512)));
    expect(told).toContain('The only footer, checksum ok');
    expect(told).not.toContain('\nFooter at 0x');
  });

  test('lists partitions in columns, and names a table that is empty, as the page does', async () => {
    // One entry of an MBR: type 7, 2,048 sectors from LBA 63.
    const bytes = fixedImage();
    bytes.fill(0, 0, 512).set([0, 0, 0, 0, 7, 0, 0, 0, 63, 0, 0, 0, 0, 8, 0, 0], 446);
    bytes.set([0x55, 0xaa], 510);
    // What the type calls NTFS or exFAT is ReFS, by the name at byte 3 of its first sector.
    bytes.set(new TextEncoder().encode('ReFS\0\0\0\0'), 63 * 512 + 3);
    const file = lay('mbr.vhd', bytes);
    expect(await doneHere('info', file)).toMatch(
      /\nPartitions\n +# +first LBA +sectors +size +type +file system +name\n +1 +63 +2,048 +1 MiB +NTFS or exFAT +ReFS/,
    );
    const cells = cellsOf(await html(file), 'Partitions: MBR')[1]?.slice(0, 4);
    // The colour that the partition has in the bar is in its first cell.
    expect(cells?.map((cell) => cell.replace(/<i style="background:#[0-9a-f]{6}"><\/i>/, ''))).toEqual(['1', '63', '2,048', '1 MiB']);
    const whole = fixedImage();
    whole.fill(0, 0, 512).set(new TextEncoder().encode('ReFS\0\0\0\0'), 3);
    expect(await doneHere('info', lay('whole.vhd', whole))).toContain('\nPartitions\n  none; from the first sector on ReFS\n');
    const empty = path.join(tempDir(), 'gpt.vhd');
    await doneHere('create', empty, '--type', 'fixed', '--size', '8MiB', '--partition-table', 'gpt');
    expect(await doneHere('info', empty)).toContain('\nPartitions\n  GPT, empty\n');
    expect(await html(empty)).toContain('<h2>Partitions: GPT</h2>\n</section>');
  });

  test('of a parent without a name says what it looked for', async () => {
    const { bytes } = childImage({ header: { parentId: new Uint8Array(16).fill(9) }, locators: [] });
    stampFooter(bytes, 0);
    const told = await doneHere('info', lay('nameless.vhd', bytes));
    expect(told).toMatch(/was not found; ID [^\n]*\n/);
    expect(told).not.toContain('looked for');
  });

  test('calls structures and what is wrong by words, not by names of its own', async () => {
    const { bytes } = childImage();
    stampFooter(bytes, 0);
    // The footer at the end has a checksum that is wrong: the copy is used.
    bytes[bytes.length - 512 + 66] = (bytes[bytes.length - 512 + 66] ?? 0) ^ 0x5a;
    const told = await doneHere('info', lay('copy.vhd', bytes));
    expect(told).toContain('the footer copy at the start is used, not the footer at the end\n');
    expect(told).toContain('Dynamic header at 0x');
    expect(told).not.toMatch(/footerCopy|footer-copy|dynamic-header|dynamicHeader|\((missing|wrong-id|unreadable)\)/);
  });
});
