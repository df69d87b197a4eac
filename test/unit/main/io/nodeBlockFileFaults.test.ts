import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReadOnly } from '../../../../main/io/nodeBlockFile';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const made = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};
const errorOf = async (file: string, followLinks = true): Promise<unknown> => {
  const opened = await openReadOnly(file, { followLinks });
  return opened.ok ? 'opened' : opened.error;
};

describe('opening for reading', () => {
  it('reads exactly what is asked for', async () => {
    const opened = await openReadOnly(made('a', Uint8Array.of(1, 2, 3, 4)));
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    expect(opened.value).toMatchObject({ name: 'a', bytes: 4 });
    expect(await opened.value.read(fileOffset(1), 2)).toEqual({ ok: true, value: Uint8Array.of(2, 3) });
    await opened.value.close();
  });

  it('says where a file ends before the read does', async () => {
    const opened = await openReadOnly(made('b', new Uint8Array(10)));
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    truncateSync(at('b'), 6);
    const error = { kind: 'read-failed', at: 6, bytes: 4, code: 'EOF' };
    expect(await opened.value.read(fileOffset(0), 10)).toEqual({ ok: false, error });
    await opened.value.close();
    expect(await opened.value.read(fileOffset(0), 1)).toMatchObject({ ok: false, error: { kind: 'read-failed', at: 0, bytes: 1 } });
  });

  it('knows a file by its place, whatever its name', async () => {
    made('c', new Uint8Array(1));
    symlinkSync(at('c'), at('link'));
    const [one, other] = [await openReadOnly(at('c')), await openReadOnly(at('link'))];
    if (!one.ok || !other.ok) throw new Error('not opened');
    expect(one.value.identity).toBe(other.value.identity);
    await one.value.close();
    await other.value.close();
  });

  it('refuses by kind', async () => {
    mkdirSync(at('folder'));
    symlinkSync(at('a'), at('to-a'));
    symlinkSync(at('loop'), at('loop'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await errorOf(at('missing'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(path.join(at('a'), 'below'))).toEqual({ kind: 'not-found' });
    expect(await errorOf(at('folder'))).toEqual({ kind: 'is-folder' });
    expect(await errorOf(at('pipe'))).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(at('loop'))).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(at('to-a'), false)).toEqual({ kind: 'not-a-file' });
    expect(await errorOf(path.join(folder, 'n'.repeat(300)))).toEqual({ kind: 'read-failed', at: 0, bytes: 0, code: 'ENAMETOOLONG' });
    rmSync(at('loop'));
  });
});
