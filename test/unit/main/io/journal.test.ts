import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../main/io/crc32c';
import {
  encodeJournal,
  encodeState,
  journalBytes,
  parseJournal,
  type JournalHeader,
  type JournalRecord,
} from '../../../../main/io/journal';
import { fileOffset } from '../../../../shared/vhd/units';
import { seeded } from '../../../support/random';
import { hexBytes } from '../../../../shared/text/numbers';

const bytes = (count: number, value: number): Uint8Array => new Uint8Array(count).fill(value);
const HEADER: JournalHeader = {
  id: bytes(16, 1),
  created: 0x0102_0304_0506,
  app: '1.2.3',
  pid: 4711,
  bootId: bytes(16, 2),
  host: 'bench',
  dev: 0xfe00n,
  ino: 77n,
  mtimeNs: 5n,
  ctimeNs: -6n,
  diskId: bytes(16, 3),
  guards: [{ at: 0, bytes: 512 }],
  metaHash: bytes(32, 4),
  lengthBefore: 4096,
  lengthAfter: 8192,
};
const RECORDS: JournalRecord[] = [
  { at: fileOffset(512), bytes: 512, before: bytes(512, 7), after: bytes(512, 8) },
  { at: fileOffset(4096), bytes: 1024, before: null, after: bytes(1024, 9) },
  { at: fileOffset(5120), bytes: 3072, before: null, after: null },
];
const RAW = encodeJournal(HEADER, RECORDS);
const sha = (raw: Uint8Array): Uint8Array => createHash('sha256').update(raw).digest();

/** The same journal with hashes made right again: what somebody writes who knows the format. */
function forged(change: (raw: Uint8Array, view: DataView) => void, raw: Uint8Array = RAW): Uint8Array {
  const copy = raw.slice();
  change(copy, new DataView(copy.buffer));
  copy.set(sha(copy.subarray(1024, copy.length - 512)), 256);
  copy.set(sha(copy.subarray(0, 480)), 480);
  return copy;
}

describe('CRC-32C', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(Uint8Array.from('123456789', (c) => c.charCodeAt(0)))).toBe(0xe306_9283);
    expect(crc32c(bytes(32, 0))).toBe(0x8a91_36aa);
    expect(crc32c(bytes(32, 0xff))).toBe(0x62a8_ab43);
    expect(crc32c(bytes(16, 0), crc32c(bytes(16, 0)))).toBe(0x8a91_36aa);
  });
});

describe('the journal', () => {
  it('stands byte for byte as described', () => {
    expect(RAW.length).toBe(journalBytes(RECORDS));
    expect(RAW.length % 512).toBe(0);
    expect(hexBytes(RAW.subarray(0, 16), '')).toBe('504C41544A4E4C310100000000000000');
    expect(hexBytes(RAW.subarray(32, 46), '')).toBe('0605040302010000' + '312E322E3300');
    expect(hexBytes(RAW.subarray(512, 528), '')).toBe('504C4154535441540100000000000000');
    // First record: offset, length, kind 1 (in the old file), no flags, old length.
    expect(hexBytes(RAW.subarray(1024, 1044), '')).toBe('0002000000000000' + '00020000' + '0100' + '0000' + '00020000');
    expect([...RAW.subarray(1056, 1056 + 512)].every((byte) => byte === 7)).toBe(true);
    expect(hexBytes(RAW.subarray(RAW.length - 512, RAW.length - 496), '')).toBe('504C41544A454E44000E000000000000');
  });

  it('comes back as it was written', () => {
    expect(parseJournal(RAW)).toEqual({ ok: true, value: { ...HEADER, state: 'prepared', seq: 0, records: RECORDS } });
  });

  it('tells its states, and takes an unreadable one for prepared', () => {
    for (const state of ['committed', 'rolled-back', 'prepared'] as const) {
      const raw = RAW.slice();
      raw.set(encodeState(state, 5), 512);
      expect(parseJournal(raw)).toMatchObject({ value: { state, seq: 5 } });
    }
    const torn = RAW.slice();
    torn.set(encodeState('committed', 1).subarray(0, 256), 512);
    torn.fill(0xa5, 768, 1024);
    expect(parseJournal(torn)).toMatchObject({ value: { state: 'prepared' } });
    const unknown = RAW.slice();
    const sector = encodeState('committed', 1);
    sector[8] = 9;
    new DataView(sector.buffer).setUint32(508, crc32c(sector.subarray(0, 508)), true);
    unknown.set(sector, 512);
    expect(parseJournal(unknown)).toMatchObject({ value: { state: 'prepared' } });
  });

  it('shortens names that do not fit', () => {
    const long = parseJournal(encodeJournal({ ...HEADER, host: 'h'.repeat(100), app: 'a'.repeat(100) }, RECORDS));
    expect(long).toMatchObject({ value: { host: 'h'.repeat(64), app: 'a'.repeat(16) } });
  });

  it('is refused when any single byte is not as written, the state aside', () => {
    for (let at = 0; at < RAW.length; at += at < 1100 ? 1 : 97) {
      if (at >= 512 && at < 1024) continue;
      const raw = RAW.slice();
      raw[at] = (raw[at] as number) ^ 0x40;
      // The trailer's padding says nothing.
      if (at >= RAW.length - 496) continue;
      expect(parseJournal(raw).ok).toBe(false);
    }
  });

  it('is refused when it is cut short, longer, or no journal', () => {
    for (const length of [0, 511, 1024, 1535, RAW.length - 512, RAW.length - 1])
      expect(parseJournal(RAW.subarray(0, length)).ok).toBe(false);
    expect(parseJournal(new Uint8Array([...RAW, ...bytes(512, 0)]))).toEqual({ ok: false, error: 'short' });
    expect(parseJournal(bytes(2048, 0))).toEqual({ ok: false, error: 'bad-magic' });
    expect(parseJournal(forged((raw) => raw.set([9], 8)))).toEqual({ ok: false, error: 'bad-version' });
    expect(parseJournal(forged((raw) => raw.set([0], raw.length - 512)))).toEqual({ ok: false, error: 'short' });
    expect(parseJournal({ length: 400 * 1024 * 1024 } as Uint8Array)).toEqual({ ok: false, error: 'too-large' });
  });

  it('is refused when a forger with the right hashes points it out of the file, or anywhere twice', () => {
    const cases: ((raw: Uint8Array, view: DataView) => void)[] = [
      (_, view) => view.setBigUint64(1024, 8192n, true),
      (_, view) => view.setBigUint64(1024, 2n ** 63n, true),
      (_, view) => view.setBigUint64(1024, 3841n, true),
      (_, view) => view.setUint32(1032, 0, true),
      (_, view) => view.setUint32(1032, 0xffff_ffff, true),
      (_, view) => view.setUint32(1040, 511, true),
      (_, view) => view.setUint32(1040, 0xffff_ffff, true),
      (_, view) => view.setUint16(1036, 2, true),
      (_, view) => view.setUint16(1038, 1, true),
      (_, view) => view.setUint32(1044, 1, true),
      (_, view) => view.setUint32(1048, 1, true),
      (_, view) => view.setUint32(148, 2, true),
      (_, view) => view.setUint32(148, 4, true),
      (_, view) => view.setUint32(148, 0xffff_ffff, true),
      (_, view) => view.setBigUint64(232, 2n ** 60n, true),
      (_, view) => view.setBigUint64(240, 2n ** 60n, true),
      (_, view) => view.setBigUint64(232, 100n, true),
      // The second record over the first one, then before it.
      (_, view) => view.setBigUint64(1024 + 1536, 600n, true),
      (_, view) => view.setBigUint64(288, 5000n, true),
      (_, view) => view.setBigUint64(296, 2n ** 40n, true),
      (_, view) => view.setBigUint64(296, 5000n, true),
      // Fuzz find 1796580721: a new length that no record fills, here 2 TiB; then one short of it, and one record too few.
      (_, view) => view.setBigUint64(240, 2n ** 41n, true),
      (_, view) => view.setBigUint64(240, 8193n, true),
      (_, view) => view.setBigUint64(240, 4096n, true),
      // A gap behind the old end, and a last record moved to where the forged length ends.
      (_, view) => view.setBigUint64(1024 + 1536, 4097n, true),
      (_, view) => {
        view.setBigUint64(240, 2n ** 41n, true);
        view.setBigUint64(1024 + 1536 + 1536, 2n ** 41n - 3072n, true);
      },
    ];
    for (const change of cases) expect(parseJournal(forged(change))).toEqual({ ok: false, error: 'bad-record' });
    expect(parseJournal(forged((_, view) => view.setBigUint64(248, 1n, true)))).toEqual({ ok: false, error: 'short' });
  });

  it('never throws, whatever a forger writes', () => {
    const random = seeded(7);
    for (let turn = 0; turn < 20_000; turn++) {
      const raw = forged((copy) => {
        for (let i = 0; i <= random.below(6); i++) copy[random.below(copy.length)] = random.below(256);
      });
      const parsed = parseJournal(raw);
      if (!parsed.ok) continue;
      const { records, lengthBefore, lengthAfter } = parsed.value;
      for (const { at, bytes: count } of records) expect(at + count).toBeLessThanOrEqual(Math.max(lengthBefore, lengthAfter));
    }
  });
});
