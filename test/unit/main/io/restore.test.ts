/** Putting old bytes back when a save fails on the way: what is not known to be back is never called restored. */
import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../../../main/io/fileSystem';
import { PROTOCOL } from '../../../../main/io/protocol';
import { putBack } from '../../../../main/io/restore';
import { err, ok, type Result } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import { volumeOf } from '../../../support/memoryVolume';
import { traceFileSystem } from '../../../support/traceFileSystem';

const EIO = { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' } as const;
const OLD = [{ at: fileOffset(2), before: Uint8Array.of(3, 4) }];
const NAME = '/d/a';

/** A file of ten bytes, six before the save, with something wrong about it. */
async function backWith(change: (file: OpenFile) => Partial<OpenFile>, protocol = PROTOCOL): Promise<Result<void, unknown>> {
  const files = traceFileSystem(volumeOf({ [NAME]: Uint8Array.of(1, 2, 9, 9, 5, 6, 7, 8, 9, 10) }));
  const opened = await files.open(NAME, 'write');
  if (!opened.ok) throw new Error(opened.error.kind);
  return putBack({ ...opened.value, ...change(opened.value) }, OLD, 6, protocol);
}
/** Fails at the n-th call. */
const nth = <A extends unknown[], T>(
  n: number,
  work: (...args: A) => Promise<T>,
): ((...args: A) => Promise<T | ReturnType<typeof failed>>) => {
  let calls = 0;
  return async (...args) => (++calls === n ? failed() : work(...args));
};
const failed = (): { readonly ok: false; readonly error: typeof EIO } => ({ ok: false, error: EIO });

describe('old bytes', () => {
  it('are back when they, and the old length, are read back', async () => {
    expect(await backWith(() => ({}))).toEqual(ok(undefined));
  });

  it.each<[string, (file: OpenFile) => Partial<OpenFile>]>([
    ['cannot be written', () => ({ write: async () => err(EIO) })],
    ['are in a file whose length is not told', (file) => ({ stat: nth(1, () => file.stat()) })],
    ['are in a file that cannot be cut', () => ({ truncate: async () => err(EIO) })],
    ['are not made durable', () => ({ sync: async () => err(EIO) })],
    ['are in a file whose length is not told afterwards', (file) => ({ stat: nth(2, () => file.stat()) })],
    ['cannot be read back', () => ({ read: async () => err(EIO) })],
  ])('that %s are not called restored', async (_what, change) => {
    expect(await backWith(change)).toEqual(err(EIO));
  });

  it('that a drive only said it wrote are told by the first byte that differs', async () => {
    // Its write keeps nothing of what it is given.
    expect(await backWith(() => ({ write: async () => ok(undefined) }))).toEqual(err({ kind: 'read-back-differs', at: 2 }));
    const half: (file: OpenFile) => Partial<OpenFile> = (file) => ({ write: (at, data) => file.write(at, data.subarray(0, 1)) });
    expect(await backWith(half)).toEqual(err({ kind: 'read-back-differs', at: 3 }));
  });

  it('in a file that stayed too long are not called restored either', async () => {
    expect(await backWith(() => ({ truncate: async () => ok(undefined) }))).toEqual(err({ kind: 'read-back-differs', at: 6 }));
  });
});
