/** Mode, owner and group of a file that another one replaces, as the system itself tells them. */
import * as node from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import { writeNewFile } from '../../../../main/io/replaceFile';
import { modeFor, type RightsCalls } from '../../../../main/io/rights';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';

const root = tempDir();
const isRoot = process.getuid?.() === 0;
const NEW = new Uint8Array(512).fill(7);
const statOf = (file: string): string => execFileSync('stat', ['-c', '%a %u:%g', file], { encoding: 'utf8' }).trim();
const own = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;

function oldFile(mode: number): string {
  const file = path.join(mkdtempSync(path.join(root, 'r-')), 'disk.vhd');
  writeFileSync(file, 'old');
  execFileSync('chmod', [mode.toString(8), file]);
  return file;
}

async function replaced(file: string, calls: Partial<RightsCalls> = {}): Promise<unknown> {
  const files = nodeFileSystem({ calls: { ...node, ...(calls as object) } });
  const expected = await files.stat(file);
  if (!expected.ok) throw new Error(expected.error.kind);
  const content = {
    bytes: 512,
    extents: () => [],
    extentBytes: 0,
    closing: [{ at: fileOffset(0), data: NEW }],
  };
  const publish = { kind: 'replace', expected: expected.value, keepAs: null } as const;
  const made = await writeNewFile({ target: file, content, publish, fill: 'sparse', tag: 'ab12' }, files);
  return made.ok ? made.value.afterwards : made.error;
}

const refused = (): Promise<never> => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }));

/** Modes, owners and groups are of POSIX systems. */
const hasModes = process.platform !== 'win32';

describe('a file that replaces another', () => {
  it.runIf(hasModes).each([0o600, 0o644, 0o640, 0o444, 0o777])('has its mode: %o', async (mode) => {
    const file = oldFile(mode);
    expect(await replaced(file)).toBe(null);
    expect(await node.readFile(file)).toEqual(Buffer.from(NEW));
    expect(statOf(file)).toBe(`${mode.toString(8)} ${own}`);
  });

  it.runIf(isRoot)('has its owner and its group, where we may give it away', async () => {
    const file = oldFile(0o640);
    execFileSync('chown', ['1234:5678', file]);
    expect(await replaced(file)).toBe(null);
    expect(statOf(file)).toBe('640 1234:5678');
  });

  it.runIf(isRoot)('has its group alone, where we may not give it away', async () => {
    const file = oldFile(0o664);
    execFileSync('chown', ['1234:5678', file]);
    const chown = (to: string, uid: number, gid: number): Promise<void> => (uid === 1234 ? refused() : node.chown(to, uid, gid));
    expect(await replaced(file, { chown })).toEqual({ kind: 'rights-not-kept' });
    expect(statOf(file)).toBe(`664 ${process.getuid?.() ?? 0}:5678`);
  });

  it.runIf(isRoot)('is complete and no wider open than it was, where we may give nothing', async () => {
    const file = oldFile(0o664);
    execFileSync('chown', ['1234:5678', file]);
    expect(await replaced(file, { chown: refused })).toEqual({ kind: 'rights-not-kept' });
    expect(statOf(file)).toBe(`644 ${own}`);
  });

  it.runIf(hasModes)('is complete where a file system keeps no modes', async () => {
    const file = oldFile(0o640);
    expect(await replaced(file, { chmod: refused })).toEqual({ kind: 'rights-not-kept' });
    expect(await node.readFile(file)).toEqual(Buffer.from(NEW));
  });

  it('has its access list on Windows, and says so where that cannot be', async () => {
    const asked: string[] = [];
    const filesWith = (answer: string | null): ReturnType<typeof nodeFileSystem> =>
      nodeFileSystem({
        platform: 'win32',
        calls: { ...node, chmod: refused },
        ask: async (script, from, to = '') => {
          // The paths are never part of the script.
          expect([script.includes(from), script.includes(to)]).toEqual([false, false]);
          asked.push(`${from} to ${to}`);
          return answer;
        },
      });
    expect(await filesWith('kept\r\n').copyRights('C:\\vm\\a.vhd', 'C:\\vm\\.part')).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual(['C:\\vm\\a.vhd to C:\\vm\\.part']);
    for (const answer of [null, '', 'Zugriff verweigert'])
      expect(await filesWith(answer).copyRights('C:\\a', 'C:\\b')).toEqual({ ok: false, error: { kind: 'permission-denied' } });
  });
});

describe('rights without the old owner', () => {
  it.each([
    ['all kept', 0o4755, true, true, 0o4755],
    ['another owner: nothing runs as that one', 0o4755, false, true, 0o755],
    ['another group: what everybody has', 0o660, true, false, 0o600],
    ['another group: and no more than the old one had', 0o607, true, false, 0o607],
    ['another group: reading for all stays reading', 0o2664, true, false, 0o644],
  ])('%s', (_what, old, owner, group, mode) => {
    expect(modeFor(old, owner, group)).toBe(mode);
  });
});
