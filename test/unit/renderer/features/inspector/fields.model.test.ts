import { describe, expect, it } from 'vitest';
import {
  footerTable,
  headerTable,
  locatorTable,
  type FieldTable,
  type FieldView,
} from '../../../../../renderer/features/inspector/fields.model';
import type { Finding } from '../../../../../shared/findings';
import { baseImage, childImage, fixedImage, FOOTER_AT, HEADER_AT, inBothFooters } from '../../../../support/fixtures';
import { put32, put8, stampFooter } from '../../../../support/imageBuilder';
import { bareFile, diskIn } from '../../support/disks';

const tableOf = async (bytes: Uint8Array): Promise<FieldTable> => {
  const table = footerTable((await diskIn(bytes)).view);
  if (table === null) throw new Error('no footer');
  return table;
};
const field = (table: FieldTable, key: string): FieldView => {
  const found = table.fields.find((f) => f.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};
/** The fields with a finding, and which. */
const marked = (table: FieldTable): string[] =>
  table.fields.flatMap(({ key, finding }) => (finding === null ? [] : [`${key} ${finding.finding.code}`]));

describe('the table of the footer', () => {
  it('stands beside the copy, field by field', async () => {
    const table = await tableOf(baseImage());
    expect(table).toMatchObject({ title: 'Footer', at: FOOTER_AT, otherAt: 0 });
    expect(field(table, 'diskType')).toMatchObject({
      fileAt: FOOTER_AT + 60,
      text: 'dynamic (3)',
      otherFooter: { fileAt: 60, same: true },
    });
    expect(table.fields.every(({ otherFooter }) => otherFooter?.same === true)).toBe(true);
    expect(marked(table)).toEqual([]);
  });

  it('covers the 512 bytes without a gap', async () => {
    const { fields } = await tableOf(baseImage());
    const ends = fields.map(({ at, bytes }) => at + bytes);
    expect(fields.map(({ at }) => at)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(512);
  });

  it('has no other footer to be compared with on a fixed disk', async () => {
    const table = await tableOf(fixedImage());
    expect(table).toMatchObject({ title: 'Footer', otherAt: null });
    expect(table.fields.every(({ otherFooter }) => otherFooter === null)).toBe(true);
  });

  it('shows where the two differ, and says so at these fields alone', async () => {
    const bytes = baseImage();
    put32(bytes, 24, 0x2000_0001);
    stampFooter(bytes, 0);
    const table = await tableOf(bytes);
    expect(table.fields.filter(({ otherFooter }) => otherFooter?.same === false).map(({ key }) => key)).toEqual(['timeStamp', 'checksum']);
    expect(marked(table)).toEqual(['timeStamp F03', 'checksum F03']);
  });

  it('shows the copy alone where the footer is lost', async () => {
    const bytes = baseImage();
    const table = await tableOf(bytes.subarray(0, FOOTER_AT));
    expect(table).toMatchObject({ title: 'Footer copy', at: 0, otherAt: null });
  });

  it('is none where there is no footer', () => {
    expect(footerTable(bareFile(512).view)).toBeNull();
    expect(headerTable(bareFile(512).view)).toBeNull();
  });
});

describe('a finding', () => {
  it('about the checksum stands at the checksum', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    expect(marked(await tableOf(bytes))).toEqual(['checksum F02']);
  });

  it('about the copy’s checksum stands there too', async () => {
    const bytes = baseImage();
    put8(bytes, 64, 0);
    const table = await tableOf(bytes);
    expect(marked(table)).toEqual(['checksum F02']);
    expect(field(table, 'checksum').finding?.finding.facts).toMatchObject({ which: 'footer-copy' });
  });

  it.each<[string, (bytes: Uint8Array, at: number) => void, string[]]>([
    ['saved state', (bytes, at) => put8(bytes, at + 84, 1), ['savedState F12']],
    ['time stamp', (bytes, at) => put32(bytes, at + 24, 0), ['timeStamp F11']],
    ['version', (bytes, at) => put32(bytes, at + 12, 0x20000), ['fileFormatVersion F06']],
    ['reserved bytes', (bytes, at) => put8(bytes, at + 300, 7), ['reserved F13']],
    ['geometry', (bytes, at) => put32(bytes, at + 56, 0x0001_0411), ['cylinders F10', 'heads F10', 'sectorsPerTrack F10']],
  ])('about the %s stands at that field', async (_name, change, expected) => {
    expect(marked(await tableOf(inBothFooters(baseImage(), change)))).toEqual(expected);
  });

  it('is the worst where there are several, and knows its place in the list of problems', async () => {
    const bytes = inBothFooters(baseImage(), (raw, at) => put8(raw, at + 84, 1));
    put8(bytes, FOOTER_AT + 64, 0);
    const disk = await diskIn(bytes);
    const table = footerTable(disk.view);
    const { index = -1, finding } = table === null ? {} : (field(table, 'checksum').finding ?? {});
    expect(disk.view.findings[index]).toBe(finding);
    expect(finding?.code).toBe('F02');
  });

  it('about the whole footer stands at none of its fields', async () => {
    const bytes = baseImage().subarray(0, FOOTER_AT);
    expect(marked(await tableOf(bytes))).toEqual([]);
  });
});

describe('the tables of header and locators', () => {
  it('give each field its place in the file', async () => {
    const { view } = await diskIn(baseImage());
    const table = headerTable(view);
    expect(table).toMatchObject({ title: 'Dynamic header', at: HEADER_AT, otherAt: null });
    const size = table?.fields.find(({ key }) => key === 'blockSize');
    expect(size).toMatchObject({ fileAt: HEADER_AT + 32, text: '2,097,152' });
  });

  it('show a checksum that is wrong', async () => {
    const bytes = baseImage();
    put8(bytes, HEADER_AT + 36, 0);
    const table = headerTable((await diskIn(bytes)).view);
    expect(table === null ? [] : marked(table)).toEqual(['checksum H02']);
  });

  it('do not take a place on the disk for one in the file', async () => {
    const { view } = await diskIn(baseImage());
    // The GPT's header is in the disk's second sector. At that number in the file is the dynamic header, with a field of 512 bytes.
    const about: Finding = {
      code: 'G01',
      severity: 'warning',
      facts: { copy: 'primary', why: 'header-sum' },
      where: [{ structure: 'disk', at: 512, bytes: 512 }],
    };
    const table = headerTable({ ...view, findings: [about] });
    expect(table === null ? [] : marked(table)).toEqual([]);
  });

  it('count locators from one', async () => {
    const { view } = await diskIn(childImage().bytes);
    const [first] = view.disk?.locators ?? [];
    const table = first === undefined ? null : locatorTable(view, first);
    expect(table?.title).toBe('Parent locator 1');
    expect(table?.fields.find(({ key }) => key === 'platformCode')).toMatchObject({
      fileAt: HEADER_AT + 576,
      text: 'W2ru',
    });
    expect(table?.fields.find(({ key }) => key === 'platformDataSpace')?.text).toBe('512 bytes');
  });
});
