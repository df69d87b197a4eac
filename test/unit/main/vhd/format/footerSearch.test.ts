/** A footer anywhere in a file: found by reading all of it with little memory, and believed only where it fits its place. */
import { describe, expect, test } from 'vitest';
import { searchFooter } from '../../../../../main/vhd/format/footerSearch';
import { openDisk, openImage } from '../../../../../main/vhd/read/openImage';
import { changed } from '../../../../support/damage';
import { baseImage, fixedImage, FOOTER_AT, joined, SIZE } from '../../../../support/fixtures';
import { footerBytes, patterned } from '../../../../support/imageBuilder';
import { failingFile, memoryFile, sparseFile, spyOn } from '../../../../support/memoryFile';

const MIB = 1024 * 1024;
/** No zeros among them, so that nothing leads back to what stands before. */
const used = (bytes: number): Uint8Array => patterned(bytes, 5).map((byte) => byte | 1);
/** A fixed disk that was grown as if it were raw, and used: 9 MiB stand behind its footer. */
const grown = (): Uint8Array => joined(fixedImage(), used(9 * MIB));

const foundIn = async (bytes: Uint8Array): Promise<number | null> => {
  const search = await searchFooter(memoryFile(bytes));
  if (!search.ok) throw new Error(search.error.kind);
  return search.value.found?.at ?? null;
};

describe('a footer far before the end', () => {
  test('is in none of the places where one is looked for at opening', async () => {
    expect(await openImage(memoryFile(grown()), 'disk')).toMatchObject({ ok: false, error: { kind: 'no-footer' } });
  });

  test('is found where its size says, with a piece of memory and each byte read once', async () => {
    const spy = spyOn(memoryFile(grown()));
    const seen: number[] = [];
    const search = await searchFooter(spy.file, { report: (done) => seen.push(done) });
    expect(search).toMatchObject({ ok: true, value: { found: { at: SIZE }, unreadBytes: 0 } });
    expect(spy.largest).toBeLessThanOrEqual(4 * MIB);
    expect(spy.bytes).toBeLessThanOrEqual(grown().length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('of a disk of tebibytes takes no more memory, nor more than one look at each byte', async () => {
    const size = 2 ** 40;
    const spy = spyOn(
      sparseFile(size, [
        [2 ** 39, footerBytes({ type: 2, size: 2 ** 39 })],
        [2 ** 39 + 512, used(512)],
      ]),
    );
    const stop = { aborted: false };
    // A gibibyte of it is enough to see what each step costs.
    const search = await searchFooter(spy.file, { signal: stop, report: (done) => (stop.aborted = done >= 2 ** 30) });
    expect(search).toMatchObject({ ok: false, error: { code: 'ECANCELED' } });
    expect(spy.largest).toBe(4 * MIB);
    expect(spy.bytes).toBe(2 ** 30);
  });

  test('opens the disk where it is told, and nothing else does', async () => {
    const opened = await openDisk(memoryFile(grown()), SIZE);
    expect(opened).toMatchObject({ ok: true, value: { kind: 'fixed', sectors: SIZE / 512, footers: { trailingBytes: 9 * MIB } } });
    expect(await openDisk(memoryFile(grown()), SIZE + 512)).toMatchObject({ ok: false, error: { kind: 'no-footer' } });
    expect(await openDisk(memoryFile(grown()), grown().length)).toMatchObject({ ok: false, error: { kind: 'no-footer' } });
  });

  test('of a dynamic disk counts where the header it names is there', async () => {
    const noCopy = changed(baseImage(), (b) => b.fill(0, 0, 512));
    expect(await foundIn(joined(noCopy, used(9 * MIB)))).toBe(FOOTER_AT);
    const noHeader = changed(noCopy, (b) => b.fill(0, 512, 1536));
    expect(await foundIn(joined(noHeader, used(9 * MIB)))).toBeNull();
  });

  test.each<[string, () => Uint8Array]>([
    ['another disk is stored in it', () => joined(used(MIB), fixedImage(), used(9 * MIB))],
    ['its checksum is wrong', () => changed(grown(), (b) => b.fill(1, SIZE + 64, SIZE + 68))],
    ['it stands on no sector border', () => joined(used(100), grown())],
    ['it stands in front', () => joined(fixedImage().subarray(SIZE), used(9 * MIB))],
  ])('is none where %s', async (_what, make) => {
    expect(await foundIn(make())).toBeNull();
  });

  test('is found beside sectors that cannot be read, which are counted', async () => {
    const bad = 5 * MIB;
    const search = await searchFooter(failingFile(memoryFile(grown()), SIZE + bad, SIZE + bad + 512));
    expect(search).toMatchObject({ ok: true, value: { found: { at: SIZE }, unreadBytes: 512 } });
  });

  test('is found where the last sector cannot be read, and nothing is believed of that one', async () => {
    const bytes = grown();
    const file = failingFile(memoryFile(bytes), bytes.length - 512, bytes.length);
    expect(await openDisk(file)).toMatchObject({ ok: false, error: { kind: 'read-failed', code: 'EIO' } });
    expect(await searchFooter(file)).toMatchObject({ ok: true, value: { found: { at: SIZE }, unreadBytes: 512 } });
    expect(await openDisk(file, SIZE)).toMatchObject({
      ok: true,
      value: { kind: 'fixed', sectors: SIZE / 512, footers: { trailingBytes: 9 * MIB, unread: { at: bytes.length - 512, bytes: 512 } } },
    });
  });

  test('is found where the first sector cannot be read', async () => {
    const file = failingFile(memoryFile(grown()), 0, 512);
    expect(await openDisk(file, SIZE)).toMatchObject({ ok: true, value: { kind: 'fixed', footers: { unread: null } } });
  });

  test('that stands beside a sector that cannot be read is found, on either side of it', async () => {
    for (const at of [SIZE - 512, SIZE + 512])
      expect(await searchFooter(failingFile(memoryFile(grown()), at, at + 512))).toMatchObject({
        ok: true,
        value: { found: { at: SIZE } },
      });
  });
});

describe('a footer that junk was appended to', () => {
  const junk = (): Uint8Array => joined(fixedImage(), used(2 * MIB));

  test.each([0, 512, MIB, 2 * MIB - 1024])('is found at opening though %i bytes behind it a sector cannot be read', async (behind) => {
    const at = SIZE + 512 + behind;
    const opened = await openDisk(failingFile(memoryFile(junk()), at, at + 512));
    expect(opened).toMatchObject({ ok: true, value: { kind: 'fixed', footers: { footer: { at: SIZE }, trailingBytes: 2 * MIB } } });
  });

  test('is not said to be absent where its own sector cannot be read', async () => {
    const opened = await openDisk(failingFile(memoryFile(junk()), SIZE, SIZE + 512));
    expect(opened).toMatchObject({ ok: false, error: { kind: 'read-failed', at: expect.any(Number) as number } });
  });

  test('before zeros is found though one of them cannot be read', async () => {
    const zeros = joined(fixedImage(), new Uint8Array(9 * MIB));
    const at = SIZE + 2 * MIB;
    const opened = await openDisk(failingFile(memoryFile(zeros), at, at + 512));
    expect(opened).toMatchObject({ ok: true, value: { footers: { footer: { at: SIZE }, trailingBytes: 9 * MIB } } });
  });
});
