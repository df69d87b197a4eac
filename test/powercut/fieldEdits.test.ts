/**
 * Power cuts in edits of footer and header fields: afterwards old or new, and before recovery always a sound footer and
 * a disk that reads the same. An image whose save was cut off also reads, through its journal, as it was before.
 */
import { expect, it } from 'vitest';
import { inspectJournal } from '../../main/io/recover';
import { throughJournal } from '../../main/io/throughJournal';
import { resolveChain } from '../../main/vhd/read/chain';
import { planFields, type FieldEdit } from '../../main/vhd/ops/setField';
import { crashCuts, type Op } from '../support/crashEnumerator';
import { DISK_KINDS, editsOf, smallDisk, type DiskKind } from '../support/editScripts';
import { memoryFile } from '../support/memoryFile';
import { bytesOf, cloneVolume, volumeOf } from '../support/memoryVolume';
import { contentOf, imageIn, NO_SIBLINGS } from '../support/opened';
import { sameBytes } from '../support/plainReader';
import { DISK, type Script, type Writer } from '../support/powercut';
import { contextOver, recoverImage, saveEdits } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';
import { exploreAll, say } from './savesOf';

const FOOTER: readonly FieldEdit[] = [{ structure: 'footer', key: 'creatorApplication', value: 'qem2' }];
const BOTH: readonly FieldEdit[] = [
  { structure: 'footer', key: 'timeStamp', value: 0x1234_5678 },
  { structure: 'dynamic-header', key: 'parentTimeStamp', value: 0x1111_1111 },
  { structure: 'dynamic-header', key: 'parentUnicodeName', value: 'other.vhd' },
];

const fieldWriter = (edits: readonly FieldEdit[]): Writer => ({
  save: async (fs, path) => {
    const saved = await saveEdits(contextOver(fs), path, [], { plan: (image) => planFields(image, edits) });
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    return true;
  },
  recover: async (fs, path) => {
    await recoverImage(contextOver(fs), path);
  },
});

const CASES = DISK_KINDS.flatMap((kind) => [
  { kind, name: 'footer', edits: FOOTER },
  ...(kind === 'fixed' ? [] : [{ kind, name: 'footer and header', edits: BOTH }]),
]);

it.each(CASES)('$name of a $kind disk', async ({ kind, name, edits }) => {
  const script: Script = { name: `${kind}: ${name}`, disk: smallDisk(kind, 4096), saves: [[]] };
  const found = await exploreAll([script], fieldWriter(edits));
  say(`${name} fields, ${kind}`, found);
  expect(found.counts.failures).toEqual([]);
  expect(found.counts.noTrailing).toBe(0);
});

it.each(DISK_KINDS)('a %s disk reads through its journal as before the save', async (kind: DiskKind) => {
  const disk = smallDisk(kind, 4096);
  const base = volumeOf({ [DISK]: disk.file });
  const log: Op[] = [];
  const edits = editsOf(['partial-bitmap', 'across-blocks', 'into-hole'], 4096);
  expect((await saveEdits(contextOver(traceFileSystem(cloneVolume(base), log)), DISK, edits)).ok).toBe(true);
  let looked = 0;
  for (const { volume } of crashCuts(base, log)) {
    const inspected = await inspectJournal(DISK, contextOver(traceFileSystem(cloneVolume(volume))));
    if (!inspected.ok) throw new Error(JSON.stringify(inspected.error));
    if (inspected.value.kind !== 'own' || !['mixed', 'all-old', 'all-new'].includes(inspected.value.verdict.kind)) continue;
    const file = throughJournal(memoryFile(bytesOf(volume, DISK) ?? new Uint8Array()), inspected.value.journal);
    const parent = disk.parent?.file;
    const finder = {
      ...NO_SIBLINGS,
      byName: async () => (parent === undefined ? null : { file: memoryFile(parent), finder: NO_SIBLINGS }),
    };
    const parts: Uint8Array[] = [];
    await contentOf(await resolveChain(await imageIn(file), finder), (bytes) => parts.push(bytes));
    if (!sameBytes(Buffer.concat(parts), disk.raw)) throw new Error('other bytes through the journal');
    looked += 1;
  }
  expect(looked).toBeGreaterThan(50);
});
