import { describe, expect, it } from 'vitest';
import { NEW_IMPORT, outcomeOfImport, type ImportForm } from '../../../../../renderer/features/import/import.model';
import { importKindText, importText } from '../../../../../renderer/features/import/import.text';
import type { BytesFile, OpenTicket } from '../../../../../shared/views';

const MIB = 1024 * 1024;
const source = (bytes: number): BytesFile => ({ ticket: 't' as OpenTicket, name: 'raw.img', folder: '/images', bytes });
const outcome = (bytes: number, more: Partial<ImportForm> = {}) => outcomeOfImport({ ...NEW_IMPORT, source: source(bytes), ...more });

describe('a raw image', () => {
  it('becomes a disk of its sectors', () => {
    const whole = outcome(512 * 1024);
    expect(whole).toMatchObject({ sectors: 1024, request: { to: 'dynamic', blockBytes: 2 * MIB } });
    expect(importText(whole)).toBe('A disk of 1,024 sectors · 524,288 bytes (512 KiB).');
  });

  it('is said to be for Azure only where Azure takes its size', () => {
    const said = (bytes: number, more: Partial<ImportForm> = {}): string =>
      importKindText('fixed', outcome(bytes, more)).replace('The bytes as they are, with a footer behind them. ', '');
    expect(said(20 * MIB)).toBe('Azure takes this kind and this size.');
    expect([said(19 * MIB), said(20 * MIB + 512)]).toEqual(
      Array(2).fill('Azure takes this kind, but not this size: it has to be whole MiB, at least 20.'),
    );
    expect([said(0), said(1000)]).toEqual(Array(2).fill('Azure takes this kind, of whole MiB and at least 20 MiB.'));
    // Its last sector is filled up, and ends at 20 MiB.
    expect(said(20 * MIB - 1, { pad: true })).toBe('Azure takes this kind and this size.');
  });

  it('that ends within a sector is refused: its last bytes would be lost', () => {
    const odd = outcome(1000);
    expect(odd).toMatchObject({ problem: 'not-whole-sectors', request: null });
    expect(importText(odd)).toContain('this file has 488 bytes too many');
  });

  it('that ends within a sector becomes a disk where zeros fill it up', () => {
    const padded = outcome(1000, { pad: true });
    expect(padded).toMatchObject({ problem: null, sectors: 2, request: { pad: true } });
    expect(importText(padded)).toBe('A disk of 2 sectors · 1,024 bytes (1 KiB). 24 zero bytes fill up the last one.');
  });

  it('gets the geometry that was typed where it says exactly the size', () => {
    // 733 × 7 × 17 sectors, as 86Box has such a disk.
    const bytes = 733 * 7 * 17 * 512;
    expect(outcome(bytes).request?.geometry).toBeNull();
    expect(outcome(bytes, { geometryText: ' 733 / 7 / 17 ' }).request?.geometry).toEqual({ cylinders: 733, heads: 7, sectorsPerTrack: 17 });
    const wrong = outcome(bytes, { geometryText: '732/7/17' });
    expect(wrong).toMatchObject({ request: null, geometryFault: { kind: 'other-size', says: 87_108, sectors: 87_227 } });
    expect(outcome(bytes, { geometryText: '733/7' })).toMatchObject({ request: null, geometryFault: { kind: 'unreadable' } });
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
    expect(outcome(bytes)).toMatchObject({ problem, request: null, need: null });
  });

  it('has to be chosen first', () => {
    expect(outcomeOfImport(NEW_IMPORT)).toMatchObject({ problem: 'no-source', request: null });
  });
});
