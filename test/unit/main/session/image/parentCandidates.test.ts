import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parentCandidates } from '../../../../../main/session/image/parentCandidates';
import { createSiblingFinder } from '../../../../../main/io/siblingFiles';
import { openImageFile } from '../../../../../main/io/openImageFile';
import { resolveChain } from '../../../../../main/vhd/read/chain';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { baseImage, childImage, inBothFooters } from '../../../../support/fixtures';

const folder = mkdtempSync(path.join(tmpdir(), 'platter-candidates-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...parts: string[]): string => path.join(folder, ...parts);
const put = (file: string, bytes: Uint8Array, modified?: number): string => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  if (modified !== undefined) utimesSync(file, modified, modified);
  return file;
};

describe('candidates for a missing parent', () => {
  it('are disks of its ID or name, beside the disk and where disks were opened lately; the best comes first', async () => {
    const child = put(at('vm/c.vhd'), childImage().bytes);
    const stranger = inBothFooters(baseImage(), (b, from) => b.fill(9, from + 68, from + 84));
    put(at('old/parent.vhd'), baseImage());
    put(at('old/unrelated.vhd'), stranger);
    put(at('old/no-disk.vhd'), new Uint8Array(4096));
    const recent = put(at('old/recent.vhd'), stranger);

    const opened = await openImageFile(child);
    if (!opened.ok) throw new Error(opened.error.kind);
    const top = await openImage(opened.value.file, 'disk');
    if (!top.ok) throw new Error(top.error.kind);
    const chain = await resolveChain(top.value, createSiblingFinder(child));
    expect(chain.parent?.state).toBe('missing');
    // A file of the right name that is another disk, which came after the search.
    const named = chain.parent?.lookedFor[0] ?? 'p.vhd';
    put(at('vm', named), stranger);

    const { candidates, folders } = await parentCandidates(chain, [recent, child]);
    expect(folders).toBe(2);
    expect(candidates.map(({ path: file, evidence: { id, name, size } }) => [path.relative(folder, file), { id, name, size }])).toEqual([
      [path.join('old', 'parent.vhd'), { id: true, name: false, size: true }],
      [path.join('vm', named), { id: false, name: true, size: true }],
    ]);
    // The disk has 8 MiB; its file holds two of its blocks.
    expect(candidates.map(({ diskBytes, fileBytes }) => [diskBytes, fileBytes < diskBytes])).toEqual([
      [8 * 1024 ** 2, true],
      [8 * 1024 ** 2, true],
    ]);
    await top.value.file.close();
  });

  it('have a parent among them that was found by its ID alone', async () => {
    const child = put(at('guess/c.vhd'), childImage().bytes);
    put(at('guess/renamed.vhd'), baseImage());
    const opened = await openImageFile(child);
    if (!opened.ok) throw new Error(opened.error.kind);
    const top = await openImage(opened.value.file, 'disk');
    if (!top.ok) throw new Error(top.error.kind);
    const chain = await resolveChain(top.value, createSiblingFinder(child));
    expect([chain.parent, chain.layers.length]).toEqual([null, 2]);
    const { candidates } = await parentCandidates(chain, []);
    expect(candidates.map(({ path: file, evidence: { id } }) => [path.basename(file), id])).toEqual([['renamed.vhd', true]]);
    for (const { file } of chain.layers) await file.close();
  });
});
