/** The documents say what the code does: their tables are those of the code. */
import { describe, expect, it } from 'vitest';
import { roomTable, tablesOf, withTables } from '../../scripts/format-doc.mjs';
import * as dynamicHeader from '../../shared/vhd/dynamicHeader';
import * as footer from '../../shared/vhd/footer';
import * as parentLocatorEntry from '../../shared/vhd/parentLocatorEntry';
import { ROOMS } from './importTable';
import { readFile } from './sourceTree';

const tables = tablesOf({ ...footer, ...dynamicHeader, ...parentLocatorEntry });

describe('FORMAT.md', () => {
  it('is up to date (npm run format-doc)', () => {
    const text = readFile('shared/vhd/FORMAT.md');
    expect(withTables(text, tables)).toBe(text);
  });

  it('has a row for every field', () => {
    expect(tables['footer']?.split('\n')).toHaveLength(2 + footer.footer.keys.length);
    expect(tables['footer']).toContain('| 64 | 040 | 4 | `checksum` | Checksum | checksum |');
  });

  it('would be found stale', () => {
    const text = '<!-- generated: a -->\nold\n<!-- end of a -->';
    expect(withTables(text, { a: 'new' })).toBe('<!-- generated: a -->\nnew\n<!-- end of a -->');
    expect(() => withTables('', { a: 'new' })).toThrow('no place');
  });
});

describe('ARCHITECTURE.md', () => {
  it('is up to date (npm run format-doc)', () => {
    const text = readFile('ARCHITECTURE.md');
    expect(withTables(text, { rooms: roomTable(ROOMS) })).toBe(text);
  });
});
