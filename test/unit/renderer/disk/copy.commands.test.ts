import { beforeEach, describe, expect, it } from 'vitest';
import { PAGE_BYTES, type PageView } from '../../../../shared/views';
import { bareFile } from '../support/disks';
import { show, startAfresh, state } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { copyAddress, copySelection } = await import('../../../../renderer/disk/copy.commands');
const { changeDisk, changePrefs } = await import('../../../../renderer/app/store');

const MIB = 1024 * 1024;
const SIZE = 3 * MIB + 100;
/** A file whose every byte is the low byte of its address divided by three. */
const byteAt = (at: number): number => Math.floor(at / 3) & 0xff;
let faults: PageView['faults'] = [];

function select(at: number, bytes: number | null): void {
  changeDisk({ cursor: { space: 'file', at }, selection: bytes === null ? null : { space: 'file', at, bytes } });
}
const copied = (): string | null =>
  (calls.find(({ name }) => name === 'app/copyText')?.request as { text: string } | undefined)?.text ?? null;
const notice = (): string | null => state().notice;
const NOT_COPIED = 'Not copied: select up to 1 MiB that can be read';

beforeEach(() => {
  startAfresh();
  show(bareFile(SIZE));
  calls.length = 0;
  faults = [];
  replies.clear();
  replies.set('image/readPage', ({ page }: { readonly page: number }) => {
    const bytes = Math.min(PAGE_BYTES, SIZE - page * PAGE_BYTES);
    return { ok: true, value: { bytes: Uint8Array.from({ length: bytes }, (_, i) => byteAt(page * PAGE_BYTES + i)), faults } };
  });
});

describe('copying', () => {
  it('the byte at the cursor when nothing is selected', async () => {
    select(30, null);
    await copySelection('hex');
    expect(copied()).toBe('0A');
    expect(notice()).toBe('Copied 1 byte as hex');
  });

  it('what is selected, as hex pairs', async () => {
    select(27, 6);
    await copySelection('hex');
    expect(copied()).toBe('09 09 09 0A 0A 0A');
    expect(notice()).toBe('Copied 6 bytes as hex');
  });

  it('as text, a dot for what cannot be printed', async () => {
    // From 90: 1E 1E 1E 1F 1F 1F 20 20 20 21, controls before the space.
    select(90, 10);
    await copySelection('text');
    expect(copied()).toBe('......   !');
  });

  it('over the border of two pages without a seam', async () => {
    select(PAGE_BYTES - 2, 4);
    await copySelection('hex');
    // 65,534 / 3 is 21,844.67, low byte 54; from 65,535 on it is 55.
    expect(copied()).toBe('54 55 55 55');
    expect(calls.filter(({ name }) => name === 'image/readPage').map(({ request }) => (request as { page: number }).page)).toEqual([0, 1]);
  });

  it('up to one mebibyte, and not a byte more', async () => {
    select(100, MIB);
    await copySelection('hex');
    expect(copied()).toHaveLength(MIB * 3 - 1);
    expect(notice()).toBe('Copied 1,048,576 bytes as hex');
    calls.length = 0;
    select(100, MIB + 1);
    await copySelection('hex');
    expect(calls).toEqual([]);
    expect(notice()).toBe(NOT_COPIED);
    // The message goes with its reason, and a later one stays.
    select(100, 16);
    expect(notice()).toBeNull();
    await copySelection('hex');
    select(200, 16);
    expect(notice()).toBe('Copied 16 bytes as hex');
  });

  it('to the last byte of the file, and nothing beyond', async () => {
    select(SIZE - 2, 2);
    await copySelection('hex');
    expect(copied()).toHaveLength(5);
    calls.length = 0;
    select(SIZE - 2, PAGE_BYTES);
    await copySelection('hex');
    expect(copied()).toBeNull();
    expect(notice()).toBe(NOT_COPIED);
  });

  it('never zeros for bytes that could not be read', async () => {
    faults = [{ at: 512, bytes: 512 }];
    for (const [at, bytes] of [
      [1023, 1],
      [500, 13],
      [0, 4096],
    ] as const) {
      select(at, bytes);
      await copySelection('hex');
      expect(copied()).toBeNull();
      expect(notice()).toBe(NOT_COPIED);
    }
  });

  it('what stands beside a stretch that could not be read', async () => {
    faults = [{ at: 512, bytes: 512 }];
    select(510, 2);
    await copySelection('hex');
    expect(copied()).toBe('AA AA');
    calls.length = 0;
    select(1024, 2);
    await copySelection('hex');
    expect(copied()).toBe('55 55');
  });

  it('is not claimed when the page cannot be read or the clipboard refuses', async () => {
    select(0, 4);
    replies.set('app/copyText', () => ({ ok: false, error: { kind: 'internal', ref: 'x' } }));
    await copySelection('hex');
    expect(notice()).toBe('Not copied: the clipboard did not take it');
    replies.set('image/readPage', () => ({ ok: false, error: { kind: 'image-closed' } }));
    await copySelection('hex');
    expect(notice()).toBe(NOT_COPIED);
  });

  it('the address, in the way addresses are shown', async () => {
    select(0x12345, 4);
    await copyAddress();
    expect(copied()).toBe('0x12345');
    expect(notice()).toBe('Copied 0x12345');
    calls.length = 0;
    changePrefs({ radix: 'dec' });
    await copyAddress();
    expect(copied()).toBe('74,565');
  });
});
