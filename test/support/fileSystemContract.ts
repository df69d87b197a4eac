/** What every FileSystem promises, whoever implements it: the real one, the one in memory, the one that fails on purpose. */
import { expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../main/io/fileSystem';
import type { FileError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';

export type Place = { readonly files: FileSystem; readonly folder: string };

const valueOf = <T>(result: Result<T, FileError>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const kindOf = (result: Result<unknown, FileError>): string => (result.ok ? 'ok' : result.error.kind);
const at = fileOffset;

/** `fresh` gives an empty folder on the file system each time. */
export function fileSystemContract(fresh: () => Place): void {
  const made = async ({ files, folder }: Place, name: string, bytes: readonly number[]): Promise<string> => {
    const file: OpenFile = valueOf(await files.open(`${folder}/${name}`, 'create-new'));
    valueOf(await file.write(at(0), Uint8Array.from(bytes)));
    valueOf(await file.sync());
    valueOf(await file.close());
    return `${folder}/${name}`;
  };
  const readAll = async ({ files }: Place, name: string): Promise<number[]> => {
    const file = valueOf(await files.open(name, 'read'));
    const { size } = valueOf(await file.stat());
    const bytes = valueOf(await file.read(at(0), size));
    await file.close();
    return [...bytes];
  };

  it('reads what was written, and says where the file ends', async () => {
    const place = fresh();
    const name = await made(place, 'a', [1, 2, 3, 4]);
    const file = valueOf(await place.files.open(name, 'write'));
    valueOf(await file.write(at(6), Uint8Array.of(9)));
    expect([...valueOf(await file.read(at(2), 5))]).toEqual([3, 4, 0, 0, 9]);
    expect(await file.read(at(5), 4)).toEqual({ ok: false, error: { kind: 'read-failed', at: 7, bytes: 2, code: 'EOF' } });
    valueOf(await file.truncate(3));
    valueOf(await file.truncate(4));
    valueOf(await file.close());
    expect(await readAll(place, name)).toEqual([1, 2, 3, 0]);
  });

  it('creates nothing that is there, and opens nothing that is not', async () => {
    const place = fresh();
    const name = await made(place, 'a', [1]);
    expect(kindOf(await place.files.open(name, 'create-new', 'private'))).toBe('exists');
    expect(kindOf(await place.files.open(`${place.folder}/b`, 'read'))).toBe('not-found');
    expect(kindOf(await place.files.open(`${place.folder}/b`, 'write'))).toBe('not-found');
    expect(kindOf(await place.files.stat(`${place.folder}/b`))).toBe('not-found');
    expect(kindOf(await place.files.unlink(`${place.folder}/b`))).toBe('not-found');
    expect(kindOf(await place.files.rename(`${place.folder}/b`, name))).toBe('not-found');
  });

  it('writes through no handle for reading', async () => {
    const place = fresh();
    const file = valueOf(await place.files.open(await made(place, 'a', [1]), 'read'));
    expect((await file.write(at(0), Uint8Array.of(2))).ok).toBe(false);
    expect((await file.truncate(0)).ok).toBe(false);
    await file.close();
    expect(await readAll(place, `${place.folder}/a`)).toEqual([1]);
  });

  it('renames over what is there, links to what is free, and counts names', async () => {
    const place = fresh();
    const [a, b] = [await made(place, 'a', [1]), await made(place, 'b', [2])];
    valueOf(await place.files.rename(a, b));
    expect(await readAll(place, b)).toEqual([1]);
    valueOf(await place.files.link(b, a));
    expect(valueOf(await place.files.stat(a))).toMatchObject({ nlink: 2, size: 1 });
    expect(kindOf(await place.files.link(b, a))).toBe('exists');
    valueOf(await place.files.syncFolder(place.folder));
    expect([...valueOf(await place.files.list(place.folder))].sort()).toEqual(['a', 'b']);
    valueOf(await place.files.unlink(a));
    expect(valueOf(await place.files.stat(b)).nlink).toBe(1);
    expect(valueOf(await place.files.freeBytes(place.folder))).toBeGreaterThan(0);
    expect(await place.files.longestFile(place.folder)).toBeNull();
  });

  it('tells a file from another one, and from itself after a write', async () => {
    const place = fresh();
    const [a, b] = [await made(place, 'a', [1]), await made(place, 'b', [1])];
    const [before, other] = [valueOf(await place.files.stat(a)), valueOf(await place.files.stat(b))];
    expect(before.ino === other.ino && before.dev === other.dev).toBe(false);
    const file = valueOf(await place.files.open(a, 'write'));
    expect(valueOf(await file.tryLock())).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    valueOf(await file.write(at(0), Uint8Array.of(2)));
    const after = valueOf(await file.stat());
    await file.close();
    expect(after).toMatchObject({ ino: before.ino, dev: before.dev, size: before.size });
    expect(after.mtimeNs > before.mtimeNs && after.ctimeNs > before.ctimeNs).toBe(true);
  });
}
