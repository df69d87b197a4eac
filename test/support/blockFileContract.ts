/** What every BlockFile promises, whatever it stands over. */
import { afterEach, describe, expect, test } from 'vitest';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import { fileOffset } from '../../shared/vhd/units';

/** `make` gives a file of exactly these bytes. */
export function blockFileContract(name: string, make: (bytes: Uint8Array) => Promise<BlockFile>): void {
  const files: BlockFile[] = [];
  const open = async (bytes: Uint8Array): Promise<BlockFile> => {
    const file = await make(bytes);
    files.push(file);
    return file;
  };
  const content = Uint8Array.from({ length: 3000 }, (_, i) => (i * 31) & 0xff);
  const read = async (file: BlockFile, at: number, bytes: number): Promise<Uint8Array> => {
    const got = await file.read(fileOffset(at), bytes);
    if (!got.ok) throw new Error(got.error.kind);
    return got.value;
  };

  describe(`${name}`, () => {
    afterEach(async () => {
      for (const file of files.splice(0)) await file.close();
    });

    test('knows its length', async () => {
      expect((await open(content)).bytes).toBe(3000);
    });

    test.each([
      [0, 3000],
      [0, 1],
      [2999, 1],
      [511, 514],
      [1000, 0],
    ])('reads exactly the bytes asked for: %i, %i', async (at, bytes) => {
      expect(await read(await open(content), at, bytes)).toEqual(content.subarray(at, at + bytes));
    });

    test('gives every reader a buffer of its own', async () => {
      const file = await open(content);
      const [a, b] = [await read(file, 0, 10), await read(file, 0, 10)];
      a.fill(0xee);
      expect(b).toEqual(content.subarray(0, 10));
      expect(await read(file, 0, 10)).toEqual(content.subarray(0, 10));
    });

    test.each([
      [2999, 2, 3000],
      [3000, 1, 3000],
      [5000, 10, 5000],
    ])('fewer bytes than asked for is a failure that says where: %i, %i', async (at, bytes, from) => {
      const got = await (await open(content)).read(fileOffset(at), bytes);
      expect(got).toMatchObject({ ok: false, error: { kind: 'read-failed', code: 'EOF', at: at < 3000 ? from : expect.any(Number) } });
    });

    test('reads at once do not disturb each other', async () => {
      const file = await open(content);
      const all = await Promise.all(Array.from({ length: 50 }, (_, i) => read(file, i * 50, 50)));
      all.forEach((bytes, i) => expect(bytes).toEqual(content.subarray(i * 50, i * 50 + 50)));
    });

    test('an empty file has nothing to read', async () => {
      const file = await open(new Uint8Array());
      expect([file.bytes, (await file.read(fileOffset(0), 1)).ok]).toEqual([0, false]);
    });

    test('after it is closed, reading fails and does not throw', async () => {
      const file = await open(content);
      await file.close();
      expect(await file.read(fileOffset(0), 1)).toMatchObject({ ok: false, error: { kind: 'read-failed' } });
    });
  });
}
