import { describe, expect, it } from 'vitest';
import { NEW_IMPORT, outcomeOfImport, type ImportDraft } from '../../../../renderer/kernels/importDraft';
import { importText } from '../../../../renderer/text/import';
import type { BytesFile, OpenTicket } from '../../../../shared/views';

const MIB = 1024 * 1024;
const source = (bytes: number): BytesFile => ({ ticket: 't' as OpenTicket, name: 'raw.img', bytes });
const outcome = (bytes: number, more: Partial<ImportDraft> = {}) => outcomeOfImport({ ...NEW_IMPORT, source: source(bytes), ...more });

describe('a raw image', () => {
  it('becomes a disk of its sectors', () => {
    const whole = outcome(512 * 1024);
    expect(whole).toMatchObject({ sectors: 1024, wish: { to: 'dynamic', blockBytes: 2 * MIB } });
    expect(importText(whole)).toBe('A disk of 1,024 sectors · 524,288 bytes (512 KiB).');
  });

  it('that ends within a sector is refused: its last bytes would be lost', () => {
    const odd = outcome(1000);
    expect(odd).toMatchObject({ problem: 'not-whole-sectors', wish: null });
    expect(importText(odd)).toContain('this file has 488 bytes too many');
  });

  it('as a fixed disk is as long as its bytes and a footer', () => {
    expect(outcome(4 * MIB, { to: 'fixed' }).need?.fileBytes).toEqual({ least: 4 * MIB + 512, most: 4 * MIB + 512 });
  });

  it('as a dynamic disk takes the structures at least, and every block at most', () => {
    // Footer copy 512, header 1024, table of two entries in a sector, footer; two blocks of 2 MiB with a bitmap sector each.
    expect(outcome(4 * MIB).need?.fileBytes).toEqual({ least: 512 + 1024 + 512 + 512, most: 512 + 1024 + 512 + 512 + 2 * (2 * MIB + 512) });
  });

  it.each([
    [0, 'empty'],
    [2040 * 1024 * MIB + 512, 'too-large'],
  ])('of %i bytes is refused', (bytes, problem) => {
    expect(outcome(bytes)).toMatchObject({ problem, wish: null, need: null });
  });

  it('has to be chosen first', () => {
    expect(outcomeOfImport(NEW_IMPORT)).toMatchObject({ problem: 'no-source', wish: null });
  });
});
