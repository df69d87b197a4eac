import { describe, expect, it } from 'vitest';
import { temporaryName, writeNewFile, type FileJob } from '../../../../main/io/replaceFile';
import type { FileSystem, OpenFile } from '../../../../main/io/fileSystem';
import { planDisk } from '../../../../main/vhd/ops/createDisk';
import type { NewFile } from '../../../../main/vhd/ops/newFile';
import type { FileError } from '../../../../shared/errors';
import { err, ok } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import type { Op } from '../../../support/crashEnumerator';
import { bytesOf, volumeOf, type Volume } from '../../../support/memoryVolume';
import { diskSpec } from '../../../support/newDisks';
import { readPlainly } from '../../../support/plainReader';
import { traceFileSystem } from '../../../support/traceFileSystem';

const TARGET = '/d/new.vhd';
const EIO = { kind: 'write-failed', at: 0, bytes: 0, code: 'EIO' } as const;
const OLD = new Uint8Array(100).fill(7);

const disk = (): NewFile => {
  const planned = planDisk(
    diskSpec({ sizeBytes: 65_536, blockBytes: 4096, partitions: { scheme: 'gpt', diskId: new Uint8Array(16).fill(5) } }),
  );
  if (!planned.ok) throw new Error(planned.error.kind);
  return planned.value;
};
const job = (more: Partial<FileJob> = {}): FileJob => ({
  target: TARGET,
  content: disk(),
  publish: { kind: 'new' },
  fill: 'sparse',
  tag: 'ab12',
  ...more,
});

type Room = { readonly volume: Volume; readonly ops: Op[]; readonly files: FileSystem };
const room = (files: Record<string, Uint8Array> = {}): Room => {
  const volume = volumeOf({ '/d/other': OLD, ...files });
  const ops: Op[] = [];
  return { volume, ops, files: traceFileSystem(volume, ops) };
};
const names = ({ volume }: Room): string[] => [...volume.names.keys()].sort();

/** The file system, with calls of the temporary file replaced. */
const withTemporary = (files: FileSystem, change: (file: OpenFile) => Partial<OpenFile>): FileSystem => ({
  ...files,
  open: async (path, mode) => {
    const opened = await files.open(path, mode);
    return opened.ok ? ok({ ...opened.value, ...change(opened.value) }) : opened;
  },
});

const identityOf = async ({ files }: Room): Promise<never> => {
  const stat = await files.stat(TARGET);
  return (stat.ok ? stat.value : null) as never;
};

const NO_LINKS: FileError[] = [
  { kind: 'is-folder' },
  { kind: 'permission-denied' },
  { kind: 'rename-failed', code: 'ENOTSUP' },
  { kind: 'cross-device', code: 'EXDEV' },
];

describe('a new file', () => {
  it('gets its name when it is whole and durable, the footer last of all', async () => {
    const r = room();
    const made = await writeNewFile(job(), r.files);
    expect(made).toMatchObject({ ok: true, value: { afterwards: null, identity: { size: job().content.bytes } } });
    expect(names(r)).toEqual([TARGET, '/d/other']);
    expect(readPlainly(bytesOf(r.volume, TARGET) ?? OLD).faults).toEqual([]);
    const kinds = r.ops.map((op) => (op.kind === 'name' ? op.change.kind : op.kind === 'write' ? `write ${op.at}` : op.kind));
    const length = job().content.bytes;
    expect(kinds.slice(-9).join(', ')).toBe(
      `sync, write 0, sync, write ${length - 512}, sync, link, unlink, sync-folder`.replace(/^/, `${kinds.at(-9)}, `),
    );
    // Until then its first bytes say that it is a part.
    expect(r.ops.find((op) => op.kind === 'write')).toMatchObject({ at: 0, data: new TextEncoder().encode('PLATPART') });
  });

  it('has its room taken where that is wanted', async () => {
    const [sparse, full] = [room(), room()];
    let told = 0;
    await writeNewFile(job({ onProgress: (done) => (told = done) }), sparse.files);
    await writeNewFile(job({ fill: 'full' }), full.files);
    expect(told).toBeGreaterThan(0);
    expect(bytesOf(full.volume, TARGET)).toEqual(bytesOf(sparse.volume, TARGET));
    const written = new Uint8Array(job().content.bytes);
    for (const op of full.ops) if (op.kind === 'write') written.fill(1, op.at, op.at + op.data.length);
    expect(written.every((byte) => byte === 1)).toBe(true);
    const fixed = planDisk(diskSpec({ kind: 'fixed', sizeBytes: 40 * 1024 * 1024 }));
    const whole = room();
    if (fixed.ok) await writeNewFile(job({ content: fixed.value, fill: 'full' }), whole.files);
    expect(whole.ops.reduce((sum, op) => sum + (op.kind === 'write' ? op.data.length : 0), 0)).toBe(40 * 1024 * 1024 + 512);
  });

  it('is written in full where the system would fill its holes unseen, with progress and the room it takes', async () => {
    const r = room();
    const { bytes, extentBytes } = job().content;
    const windows: FileSystem = { ...r.files, leavesHoles: false };
    let told = 0;
    expect((await writeNewFile(job({ onProgress: (done) => (told = done) }), windows)).ok).toBe(true);
    const written = new Uint8Array(bytes);
    for (const op of r.ops) if (op.kind === 'write') written.fill(1, op.at, op.at + op.data.length);
    expect([written.every((byte) => byte === 1), told > extentBytes]).toEqual([true, true]);
    // Enough for what is not zero, and not for the file.
    const small = { ...windows, freeBytes: async () => ok(extentBytes + 65_536) };
    expect(await writeNewFile(job({ target: '/d/b' }), small)).toMatchObject({
      error: { cause: { kind: 'no-room', needBytes: bytes + 65_536 } },
    });
    expect((await writeNewFile(job({ target: '/d/b' }), { ...small, leavesHoles: true })).ok).toBe(true);
  });

  it('never takes a name that is taken, not even at the last moment', async () => {
    const taken = room({ [TARGET]: OLD });
    expect(await writeNewFile(job(), taken.files)).toEqual({
      ok: false,
      error: { published: false, cause: { kind: 'exists', code: 'EEXIST' } },
    });
    expect(taken.ops).toEqual([]);
    const late = room();
    const race = withTemporary(late.files, (file) => ({
      close: () => {
        late.volume.names.set(TARGET, late.volume.names.get('/d/other') ?? 0);
        return file.close();
      },
    }));
    expect(await writeNewFile(job(), race)).toMatchObject({ ok: false, error: { published: false, cause: { kind: 'exists' } } });
    const later = room();
    const linkRace = { ...later.files, link: async () => err({ kind: 'exists', code: 'EEXIST' } as const) };
    expect(await writeNewFile(job(), linkRace)).toMatchObject({ ok: false, error: { cause: { kind: 'exists' } } });
    for (const r of [late, later]) expect(names(r)).not.toContain(temporaryName(TARGET, 'ab12'));
  });

  it('is moved into place where there are no links', async () => {
    const r = room();
    expect((await writeNewFile(job(), { ...r.files, link: async () => err({ kind: 'permission-denied' }) })).ok).toBe(true);
    expect(names(r)).toEqual([TARGET, '/d/other']);
    const failed = { ...r.files, link: async () => err({ kind: 'rename-failed', code: 'ENOSYS' } as const), rename: async () => err(EIO) };
    expect(await writeNewFile(job({ target: '/d/b' }), failed)).toMatchObject({ error: { published: false, cause: EIO } });
    expect(names(r)).toEqual([TARGET, '/d/other']);
  });

  // Windows answers a link on exFAT and FAT32 with ERROR_INVALID_FUNCTION, which Node calls EISDIR.
  it.each(NO_LINKS)('is moved into place whatever the refusal of links is called: %o', async (refusal) => {
    const r = room();
    const files: FileSystem = { ...r.files, link: async () => err(refusal) };
    expect(await writeNewFile(job(), files)).toMatchObject({ ok: true, value: { afterwards: null } });
    expect(names(r)).toEqual([TARGET, '/d/other']);
    expect(readPlainly(bytesOf(r.volume, TARGET) ?? OLD).faults).toEqual([]);
    // The name is taken while nobody looks: what has it stays.
    const late = room();
    const race: FileSystem = {
      ...late.files,
      link: async () => {
        late.volume.names.set(TARGET, late.volume.names.get('/d/other') ?? 0);
        return err(refusal);
      },
    };
    expect(await writeNewFile(job(), race)).toMatchObject({ ok: false, error: { published: false, cause: { kind: 'exists' } } });
    expect([names(late), bytesOf(late.volume, TARGET)]).toEqual([[TARGET, '/d/other'], OLD]);
  });

  it('leaves nothing behind when it is cancelled or fails', async () => {
    const causes: [FileSystem | ((r: Room) => FileSystem), Partial<FileJob>, unknown][] = [
      [(r) => r.files, { signal: AbortSignal.abort() }, { kind: 'cancelled' }],
      [(r) => r.files, { signal: AbortSignal.abort(), fill: 'full', content: { ...disk(), extents: () => [] } }, { kind: 'cancelled' }],
      [(r) => r.files, { check: async () => false }, { kind: 'check-failed' }],
      [(r) => r.files, { content: { ...disk(), bytes: 5_000_000 } }, { kind: 'read-back-differs' }],
      [(r) => ({ ...r.files, freeBytes: async () => ok(5) }), {}, { kind: 'no-room', freeBytes: 5 }],
      [(r) => ({ ...r.files, open: async () => err(EIO) }), {}, EIO],
      [(r) => ({ ...r.files, stat: async () => err(EIO) }), {}, EIO],
      ...([1, 2, 3, 4, 100] as const).map((n): [(r: Room) => FileSystem, Partial<FileJob>, unknown] => {
        let calls = 0;
        return [
          (r) => withTemporary(r.files, (file) => ({ write: async (at, data) => (++calls === n ? err(EIO) : file.write(at, data)) })),
          { fill: n === 100 ? 'full' : 'sparse' },
          n === 100 ? undefined : EIO,
        ];
      }),
      ...([1, 2, 3] as const).map((n): [(r: Room) => FileSystem, Partial<FileJob>, unknown] => {
        let calls = 0;
        return [(r) => withTemporary(r.files, (file) => ({ sync: async () => (++calls === n ? err(EIO) : file.sync()) })), {}, EIO];
      }),
      [(r) => withTemporary(r.files, () => ({ stat: async () => err(EIO) })), {}, EIO],
      [(r) => withTemporary(r.files, () => ({ close: async () => err(EIO) })), {}, EIO],
      [
        (r) =>
          withTemporary(r.files, (file) => ({
            write: async (at, data) => (at > 0 && data.every((b) => b === 0) ? err(EIO) : file.write(at, data)),
          })),
        { fill: 'full' },
        EIO,
      ],
    ];
    for (const [wrap, more, cause] of causes) {
      const r = room();
      const made = await writeNewFile(job(more), (wrap as (r: Room) => FileSystem)(r));
      if (cause === undefined) continue;
      expect(made).toMatchObject({ ok: false, error: { published: false, cause } });
      expect(names(r)).toEqual(['/d/other']);
    }
  });

  it('leaves nothing behind when a closing extent cannot be written, or it is cancelled between two of them', async () => {
    const { closing } = disk();
    for (const last of closing) {
      const r = room();
      let isClosing = false;
      const broken = withTemporary(r.files, (file) => ({
        sync: () => {
          isClosing = true;
          return file.sync();
        },
        write: async (at, data) => (isClosing && at === last.at ? err(EIO) : file.write(at, data)),
      }));
      expect(await writeNewFile(job(), broken)).toEqual({ ok: false, error: { published: false, cause: EIO } });
      expect(names(r)).toEqual(['/d/other']);
    }
    const r = room();
    const stop = new AbortController();
    const cancelled = withTemporary(r.files, (file) => ({
      sync: () => {
        stop.abort();
        return file.sync();
      },
    }));
    expect(await writeNewFile(job({ signal: stop.signal }), cancelled)).toMatchObject({ error: { cause: { kind: 'cancelled' } } });
    // What was on its way ends before the next closing extent: the footer is never written.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const footerAt = closing.at(-1)?.at;
    expect(r.ops.filter((op) => op.kind === 'write' && op.at === footerAt)).toEqual([]);
    expect(names(r)).toEqual(['/d/other']);
  });

  it('whose room cannot be taken leaves nothing behind: in front of data, and at a step that is made durable', async () => {
    const data = new Uint8Array(512).fill(1);
    const at = (mib: number): ReturnType<typeof fileOffset> => fileOffset(mib * 1024 * 1024);
    const content: NewFile = { bytes: 65 * 1024 * 1024 + 512, extents: () => [{ at: at(65), data }], extentBytes: 512, closing: [] };
    for (const change of [
      (file: OpenFile): Partial<OpenFile> => ({ write: async (place, some) => (place === at(3) ? err(EIO) : file.write(place, some)) }),
      (): Partial<OpenFile> => ({ write: async () => ok(undefined), sync: async () => err(EIO) }),
    ]) {
      const r = room();
      let writes = 0;
      const counted = withTemporary(withTemporary(r.files, change), (file) => ({ write: (...all) => ((writes += 1), file.write(...all)) }));
      expect(await writeNewFile(job({ content, fill: 'full' }), counted)).toEqual({ ok: false, error: { published: false, cause: EIO } });
      expect(names(r)).toEqual(['/d/other']);
      // One write a MiB: up to the one that failed, or to the first 64 MiB.
      expect([4, 64]).toContain(writes);
    }
  });

  it('that is there, but perhaps not for long, says so', async () => {
    const r = room();
    expect(await writeNewFile(job(), { ...r.files, syncFolder: async () => err(EIO) })).toEqual({
      ok: false,
      error: { published: true, cause: EIO },
    });
    expect(names(r)).toContain(TARGET);
    expect(await writeNewFile(job({ target: '/d/c' }), { ...r.files, unlink: async () => err(EIO) })).toMatchObject({
      ok: true,
      value: { afterwards: EIO },
    });
  });

  it('is looked at before it gets its name', async () => {
    const r = room();
    let size = 0;
    const check = async (file: OpenFile): Promise<boolean> => {
      const read = await file.read(fileOffset(0), job().content.bytes);
      size = read.ok ? read.value.length : 0;
      return true;
    };
    expect((await writeNewFile(job({ check }), r.files)).ok).toBe(true);
    expect(size).toBe(job().content.bytes);
  });
});

describe('a file that replaces another', () => {
  const replace = async (r: Room, keepAs: string | null, more: object = {}): Promise<FileJob['publish']> => ({
    kind: 'replace',
    expected: { ...((await identityOf(r)) as object), ...more } as never,
    keepAs,
  });

  it('takes its name in one step, and lets the old one live on where that is wanted', async () => {
    const r = room({ [TARGET]: OLD });
    expect((await writeNewFile(job({ publish: await replace(r, '/d/before') }), r.files)).ok).toBe(true);
    expect(names(r)).toEqual(['/d/before', TARGET, '/d/other']);
    expect(bytesOf(r.volume, '/d/before')).toEqual(OLD);
    const gone = room({ [TARGET]: OLD });
    expect((await writeNewFile(job({ publish: await replace(gone, null) }), gone.files)).ok).toBe(true);
    expect(names(gone)).toEqual([TARGET, '/d/other']);
  });

  it('takes its rights before it takes its name, and is complete without them too', async () => {
    const r = room({ [TARGET]: OLD });
    const asked: string[] = [];
    const files: FileSystem = {
      ...r.files,
      copyRights: async (from, to) => {
        asked.push(`${from} to ${to}, of ${bytesOf(r.volume, from)?.length ?? 0} bytes`);
        return err({ kind: 'permission-denied' });
      },
    };
    const made = await writeNewFile(job({ publish: await replace(r, null) }), files);
    expect(made).toMatchObject({ ok: true, value: { afterwards: { kind: 'rights-not-kept' } } });
    expect(asked).toEqual([`${TARGET} to ${temporaryName(TARGET, 'ab12')}, of 100 bytes`]);
    expect(readPlainly(bytesOf(r.volume, TARGET) ?? OLD).faults).toEqual([]);
  });

  it('does not on Windows while anybody has the old one open, and leaves no second name of it', async () => {
    const r = room({ [TARGET]: OLD });
    const open: FileSystem['open'] = async (file, mode) =>
      file === TARGET && mode === 'write' ? err({ kind: 'in-use' }) : r.files.open(file, mode);
    const [windows, elsewhere] = [true, false].map((opensExclusively): FileSystem => ({ ...r.files, opensExclusively, open }));
    const publish = await replace(r, '/d/before');
    expect(await writeNewFile(job({ publish }), windows as FileSystem)).toEqual({
      ok: false,
      error: { published: false, cause: { kind: 'in-use', name: 'new.vhd' } },
    });
    expect([names(r), bytesOf(r.volume, TARGET)]).toEqual([[TARGET, '/d/other'], OLD]);
    expect((await writeNewFile(job({ publish }), elsewhere as FileSystem)).ok).toBe(true);
  });

  it('does not when the old one has changed, is another, or is gone', async () => {
    const r = room({ [TARGET]: OLD });
    const expectRefusal = async (publish: FileJob['publish'], cause: unknown): Promise<void> => {
      expect(await writeNewFile(job({ publish }), r.files)).toMatchObject({ ok: false, error: { published: false, cause } });
      expect(names(r).filter((name) => name.includes('part'))).toEqual([]);
    };
    await expectRefusal(await replace(r, null, { ino: 1n }), { kind: 'changed-on-disk', what: 'replaced' });
    await expectRefusal(await replace(r, null, { mtimeNs: 1n }), { kind: 'changed-on-disk', what: 'identity' });
    await expectRefusal({ ...(await replace(r, '/d/other')) } as never, { kind: 'exists' });
    const before = await replace(r, null);
    r.volume.names.delete(TARGET);
    await expectRefusal(before, { kind: 'not-found' });
  });

  it('lets the old one live on where there are no links, and leaves it alone when that fails', async () => {
    const r = room({ [TARGET]: OLD });
    const linkless: FileSystem = { ...r.files, link: async () => err({ kind: 'is-folder' }) };
    expect((await writeNewFile(job({ publish: await replace(r, '/d/before') }), linkless)).ok).toBe(true);
    expect([names(r), bytesOf(r.volume, '/d/before')]).toEqual([['/d/before', TARGET, '/d/other'], OLD]);
    const breaks: ((files: FileSystem) => Partial<FileSystem>)[] = [
      () => ({ rename: async () => err(EIO) }),
      () => ({ syncFolder: async () => err(EIO) }),
      ({ rename }) => ({ rename: (from, to) => (from.includes('part') ? Promise.resolve(err(EIO)) : rename(from, to)) }),
      ({ open }) => ({ open: (file, mode) => (file === '/d/before' ? Promise.resolve(err(EIO)) : open(file, mode)) }),
    ];
    for (const change of breaks) {
      const broken = room({ [TARGET]: OLD });
      const publish = await replace(broken, '/d/before');
      const files = { ...broken.files, link: linkless.link, ...change(broken.files) };
      expect(await writeNewFile(job({ publish }), files)).toMatchObject({ ok: false, error: { published: false, cause: EIO } });
      expect([names(broken), bytesOf(broken.volume, TARGET)]).toEqual([[TARGET, '/d/other'], OLD]);
    }
    const taken = room({ [TARGET]: OLD });
    const files: FileSystem = { ...taken.files, link: linkless.link };
    expect(await writeNewFile(job({ publish: await replace(taken, '/d/other') }), files)).toMatchObject({
      error: { cause: { kind: 'exists' } },
    });
    expect([names(taken), bytesOf(taken.volume, '/d/other')]).toEqual([[TARGET, '/d/other'], OLD]);
  });

  it('leaves the old one alone when moving or keeping fails', async () => {
    const breaks: ((files: FileSystem) => FileSystem)[] = [
      (files) => ({ ...files, rename: async () => err(EIO) }),
      (files) => ({ ...files, syncFolder: async () => err(EIO) }),
    ];
    for (const wrap of breaks) {
      const r = room({ [TARGET]: OLD });
      const publish = await replace(r, '/d/before');
      expect(await writeNewFile(job({ publish }), wrap(r.files))).toMatchObject({ ok: false, error: { published: false, cause: EIO } });
      expect(names(r)).toEqual([TARGET, '/d/other']);
      expect(bytesOf(r.volume, TARGET)).toEqual(OLD);
    }
    const plain = room({ [TARGET]: OLD });
    const failed = await writeNewFile(job({ publish: await replace(plain, null) }), { ...plain.files, rename: async () => err(EIO) });
    expect(failed).toMatchObject({ error: { published: false } });
  });
});
