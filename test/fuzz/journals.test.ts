/**
 * Hostile journals: damaged at random, with hashes mended or not. Looking and recovering answer and never throw; with
 * its hashes broken a journal changes nothing; with them mended nothing but what the journal speaks of changes, and the
 * file is never longer than it says.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseJournal, type Journal } from '../../main/io/journal';
import { finish, inspectJournal, rollBack, rollForward, undoSaved } from '../../main/io/recover';
import { journalPath, undoPath } from '../../main/io/saveContext';
import { budget } from '../support/budget';
import { crashCuts, type Op } from '../support/crashEnumerator';
import { editsOf, smallDisk } from '../support/editScripts';
import { bytesOf, cloneVolume, volumeOf, type Volume } from '../support/memoryVolume';
import { sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { seeded, type Random } from '../support/random';
import { contextOver, saveEdits } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';

const MUTANTS = Math.ceil(budget('PLATTER_FUZZ', 20_000, 200_000) / 5);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_124);
const OWN_HASH_AT = 480;
const BODY_HASH_AT = 256;
const BODY_AT = 1024;
const EDGES = [0n, 1n, 511n, 512n, 4096n, 20_480n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n];

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Little-endian number at a place that a field may have: the format is in steps of two. */
function damage(raw: Uint8Array, random: Random): Uint8Array {
  let journal: Uint8Array = raw.slice();
  for (let turn = 1 + random.below(3); turn > 0; turn--) {
    const view = new DataView(journal.buffer, journal.byteOffset, journal.byteLength);
    const inHead = random.below(2) === 0;
    const at = inHead
      ? 8 * random.below(32)
      : Math.min(BODY_AT + 512 * random.below(journal.length / 512) + 4 * random.below(8), journal.length - 8);
    switch (random.below(6)) {
      case 0:
      case 1:
        if (at >= 0 && at + 8 <= journal.length) view.setBigUint64(at, random.pick(EDGES), true);
        break;
      case 2:
        if (at >= 0 && at + 4 <= journal.length) view.setUint32(at, Number(random.pick(EDGES) & 0xffff_ffffn), true);
        break;
      case 3:
        journal[random.below(journal.length)] = random.below(256);
        break;
      case 4:
        journal = journal.slice(0, random.below(journal.length + 1));
        break;
      default:
        journal.copyWithin(512 * random.below(journal.length / 512 + 1), 512 * random.below(journal.length / 512 + 1), journal.length);
    }
    if (journal.length < 2048) break;
  }
  return journal;
}

function mend(journal: Uint8Array): void {
  if (journal.length < BODY_AT + 512) return;
  const body = journal.subarray(BODY_AT, journal.length - 512);
  new DataView(journal.buffer).setBigUint64(248, BigInt(body.length), true);
  journal.set(sha256(body), BODY_HASH_AT);
  journal.set(sha256(journal.subarray(0, OWN_HASH_AT)), OWN_HASH_AT);
}

/** Volumes with a journal in them: in the middle of a save, and after one whose journal was kept. */
async function starts(): Promise<Volume[]> {
  const base = volumeOf({ [DISK]: smallDisk('dynamic', 4096).file });
  const log: Op[] = [];
  const after = cloneVolume(base);
  const edits = editsOf(['in-block', 'into-hole', 'partial-bitmap'], 4096);
  await saveEdits(contextOver(traceFileSystem(after, log)), DISK, edits, { keepUndoAs: undoPath(DISK, 1) });
  const hot = [...crashCuts(base, log)]
    .map(({ volume }) => volume)
    .filter((volume) => parseJournal(bytesOf(volume, journalPath(DISK)) ?? new Uint8Array()).ok);
  return [...[0, 0.3, 0.6, 0.9].map((share) => hot[Math.floor(hot.length * share)] as Volume), after];
}

const ACTS = [
  (volume: Volume) => rollBack(DISK, contextOver(traceFileSystem(volume)), { acceptMoved: true }),
  (volume: Volume) => rollForward(DISK, contextOver(traceFileSystem(volume)), { acceptMoved: true }),
  (volume: Volume) => finish(DISK, contextOver(traceFileSystem(volume)), { acceptMoved: true }),
] as const;

/** What the journal does not speak of is as it was. */
function trespass(before: Uint8Array, after: Uint8Array, journal: Journal | null): string | null {
  if (journal === null) return sameBytes(before, after) ? null : 'a journal that is none changed the image';
  if (after.length > Math.max(before.length, journal.lengthBefore, journal.lengthAfter)) return 'the image is longer than anybody said';
  const common = Math.min(before.length, after.length);
  const expected = before.slice(0, common);
  for (const { at, bytes } of journal.records) if (at < common) expected.set(after.subarray(at, Math.min(at + bytes, common)), at);
  return sameBytes(expected, after.subarray(0, common)) ? null : 'bytes that the journal does not speak of have changed';
}

async function tryOne(start: Volume, random: Random): Promise<{ fault: string | null; parsed: boolean; applied: boolean }> {
  const volume = cloneVolume(start);
  const kept = bytesOf(volume, undoPath(DISK, 1)) !== null;
  const name = kept ? undoPath(DISK, 1) : journalPath(DISK);
  const journal = damage(bytesOf(volume, name) ?? new Uint8Array(), random);
  if (random.below(4) > 0) mend(journal);
  volume.contents.set(volume.names.get(name) as number, journal);
  const parsed = parseJournal(journal);
  const before = (bytesOf(volume, DISK) ?? new Uint8Array()).slice();
  const looked = await inspectJournal(DISK, contextOver(traceFileSystem(volume)));
  if (!sameBytes(bytesOf(volume, DISK) ?? new Uint8Array(), before)) return { fault: 'looking wrote', parsed: parsed.ok, applied: false };
  const done = kept
    ? await undoSaved(DISK, name, contextOver(traceFileSystem(volume)), { acceptMoved: true })
    : await random.pick(ACTS)(volume);
  const fault =
    looked.ok || parsed.ok ? trespass(before, bytesOf(volume, DISK) ?? new Uint8Array(), parsed.ok ? parsed.value : null) : null;
  return { fault, parsed: parsed.ok, applied: done.ok };
}

test(`answers ${MUTANTS} hostile journals`, { timeout: 3_600_000 }, async () => {
  const volumes = await starts();
  const finds: string[] = [];
  const tally = { parsed: 0, applied: 0 };
  for (let run = 0; run < MUTANTS && finds.length < 5; run++) {
    const random = seeded(SEED + run);
    try {
      const { fault, parsed, applied } = await tryOne(random.pick(volumes), random);
      if (fault !== null) finds.push(`seed ${SEED + run}: ${fault}`);
      if (parsed) tally.parsed += 1;
      if (applied) tally.applied += 1;
    } catch (thrown) {
      finds.push(`seed ${SEED + run}: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
  }
  console.log(`fuzz, journals: from seed ${SEED}: ${MUTANTS} mutants, ${tally.parsed} still a journal, ${tally.applied} acted on`);
  expect(finds).toEqual([]);
});
