/** Checks a new file before it gets its name: it is opened as any disk, compared with its source, and digested. */
import { err, ok } from '../../shared/result';
import { lba, SECTOR_BYTES } from '../../shared/vhd/units';
import type { OutputFile } from '../io/bulk/outputFile';
import { openSyncFile } from '../io/bulk/syncFile';
import type { Chain } from '../vhd/read/chain';
import { heldSectors, wholeOf } from '../vhd/read/extents';
import { openImage } from '../vhd/read/openImage';
import { readSectors } from '../vhd/read/readDisk';
import { beginPhase, type Ended } from './context';
import { isChild, type Conversion } from './conversion';
import { overlaid, touchedBy } from './overlay';
import { compareViews, digestsOf } from './readJobs';
import { sourceOf, tidyAfter, type Source } from './source';
import { inBytes, type View } from './windows';

/** Sectors of unsaved changes that are compared at a time. */
const STEP_SECTORS = 2048;

/** The wanted digests of the file, which was compared first; null if none are wanted. */
export async function checkedFile(
  conversion: Conversion,
  source: Source,
  file: OutputFile,
): Ended<Readonly<Record<string, string>> | null> {
  const { context, rewrite, output } = conversion;
  if (!output.verify && output.hash.length === 0) return ok(null);
  tidyAfter(source.chain);
  const opened = openSyncFile(file.temporary);
  if (!opened.ok) return opened;
  try {
    const image = await openImage(opened.value, rewrite.target.kind === 'flat' && rewrite.target.closing === null ? 'raw' : 'disk');
    if (!image.ok) return err({ kind: 'verify-failed', lba: 0 });
    tidyAfter({ layers: [image.value] });
    const rest = isChild(rewrite) ? (rewrite.parent?.layers ?? source.chain.layers.slice(rewrite.view.layers.length)) : [];
    const own = sourceOf({ layers: [image.value], parent: null });
    const made: View = { chain: { layers: [image.value, ...rest], parent: null } as Chain, fds: new Map([...source.fds, ...own.fds]) };
    const differs = output.verify ? await firstDifference(conversion, source, made) : ok(null);
    if (!differs.ok) return differs;
    if (differs.value !== null) return err({ kind: 'verify-failed', lba: rewrite.range.from + differs.value });
    if (output.hash.length === 0) return ok(null);
    beginPhase(context, 'hashing', inBytes(wholeOf(made.chain).sectors));
    return await digestsOf(context, made, wholeOf(made.chain), output.hash);
  } finally {
    await opened.value.close();
  }
}

/** Compares by sectors of the new disk, which is part of the old one or a resized one: as far as both go. */
async function firstDifference(conversion: Conversion, source: Source, made: View): Ended<number | null> {
  const { context, rewrite, view } = conversion;
  const { from, sectors } = rewrite.range;
  // Ranges that were given up later may lie before others.
  const lost = [...conversion.lost].sort((a, b) => a.firstLba - b.firstLba);
  const old: View = { ...(isChild(rewrite) ? { chain: source.chain, fds: source.fds } : view), first: from, lost };
  beginPhase(context, 'verifying', inBytes(heldSectors(old.chain, rewrite.range)));
  const changed = touchedBy(conversion.overlay);
  let first: number | null = null;
  const ended = await compareViews(
    context,
    [old, made],
    (range) => {
      // Sectors that were changed over the source's bytes are compared below.
      first = outside(changed, range.firstLba, range.firstLba + range.sectors);
      return first === null;
    },
    { end: sectors },
  );
  if (!ended.ok) return ended;
  return first === null ? firstChangedAmiss(conversion, old, made) : ok(first);
}

/** The first sector from `first` to `end` that is in none of the ranges; null when they cover all. */
function outside(ranges: ReturnType<typeof touchedBy>, first: number, end: number): number | null {
  let at = first;
  for (const { firstLba, sectors } of ranges) {
    if (firstLba > at || at >= end) break;
    at = Math.max(at, firstLba + sectors);
  }
  return at < end ? at : null;
}

/** The first sector with unsaved changes that differs from the source with the changes applied. */
async function firstChangedAmiss({ overlay }: Conversion, old: View, made: View): Ended<number | null> {
  for (const { firstLba, sectors } of touchedBy(overlay)) {
    for (let at = firstLba; at < firstLba + sectors; at += STEP_SECTORS) {
      const some = Math.min(STEP_SECTORS, firstLba + sectors - at);
      const before = await sourceBytes(old, at, some);
      const wanted = overlaid(before, inBytes(at), overlay);
      const found = await readSectors(made.chain, lba(at), some, 'honour');
      const amiss = wanted.findIndex((byte, i) => byte !== found.bytes[i]);
      if (amiss >= 0) return ok(at + Math.floor(amiss / SECTOR_BYTES));
    }
  }
  return ok(null);
}

/** The source's bytes, with zeros behind its end if the new disk is larger. */
async function sourceBytes({ chain, first = 0 }: View, at: number, sectors: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(inBytes(sectors));
  const there = Math.max(0, Math.min(sectors, chain.layers[0].sectors - first - at));
  if (there > 0) bytes.set((await readSectors(chain, lba(first + at), there, 'honour')).bytes);
  return bytes;
}
