/** What stands in a file, old or new, sector by sector; and what of it could not be told. */
import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../../../main/io/fileSystem';
import { guardHash, standingOf } from '../../../../main/io/imageBytes';
import type { JournalRecord } from '../../../../main/io/journal';
import { err } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import { volumeOf } from '../../../support/memoryVolume';
import { traceFileSystem } from '../../../support/traceFileSystem';

const EIO = { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' } as const;
const sector = (value: number): Uint8Array => new Uint8Array(512).fill(value);
const open = async (...sectors: readonly Uint8Array[]): Promise<OpenFile> => {
  const opened = await traceFileSystem(volumeOf({ '/d/a': Uint8Array.from(Buffer.concat(sectors)) })).open('/d/a', 'read');
  if (!opened.ok) throw new Error(opened.error.kind);
  return opened.value;
};
const changed: JournalRecord = {
  at: fileOffset(0),
  bytes: 1024,
  before: Uint8Array.from([...sector(1), ...sector(2)]),
  after: Uint8Array.from([...sector(3), ...sector(4)]),
};
const added: JournalRecord = { at: fileOffset(1024), bytes: 512, before: null, after: sector(5) };
const standing = async (records: readonly JournalRecord[], ...sectors: readonly Uint8Array[]): Promise<unknown> =>
  await standingOf(await open(...sectors), records, sectors.length * 512);

describe('what stands in a file', () => {
  it.each([
    ['old', [sector(1), sector(2)], { allOld: true, allNew: false, foreignAt: null }],
    ['new', [sector(3), sector(4), sector(5)], { allOld: false, allNew: true, foreignAt: null }],
    ['one sector of each', [sector(3), sector(2)], { allOld: false, allNew: false, foreignAt: null }],
    ['new without what was added', [sector(3), sector(4)], { allOld: false, allNew: false, foreignAt: null }],
    ['somebody else\u2019s', [sector(1), sector(9)], { allOld: false, allNew: false, foreignAt: 512 }],
  ])('is %s', async (_what, sectors, value) => {
    expect(await standing([changed, added], ...sectors)).toEqual({ ok: true, value });
  });

  it('may be a sector that a write left half-way, from either side, and not one with a hole in it', async () => {
    const mixed = (at: number, first: number, then: number): Uint8Array => Uint8Array.from(sector(first).fill(then, at));
    for (const torn of [mixed(100, 3, 1), mixed(100, 1, 3)])
      expect(await standing([changed], torn, sector(2))).toEqual({ ok: true, value: { allOld: false, allNew: false, foreignAt: null } });
    expect(await standing([changed], mixed(100, 1, 3).fill(1, 200), sector(2))).toMatchObject({ value: { foreignAt: 0 } });
  });

  it('is not told where a byte of it cannot be read', async () => {
    const file = await open(sector(3), sector(4), sector(5));
    for (const [at, read] of [
      [0, standingOf({ ...file, read: async (from, bytes) => (from === 0 ? err(EIO) : file.read(from, bytes)) }, [changed, added], 1536)],
      [
        1024,
        standingOf({ ...file, read: async (from, bytes) => (from === 1024 ? err(EIO) : file.read(from, bytes)) }, [changed, added], 1536),
      ],
      [512, guardHash({ ...file, read: async () => err(EIO) }, [{ at: fileOffset(512), bytes: 8 }], [])],
    ] as const)
      expect([at, await read]).toEqual([at, err(EIO)]);
  });
});
