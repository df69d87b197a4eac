/** What is told of a new file: of one that is there, and of one that would be made. */
import type { FileSummary } from '../../shared/jobs';
import { footer } from '../../shared/vhd/footer';
import { writtenBy } from '../io/bulk/control';
import type { Extent } from '../vhd/ops/newFile';
import type { SparseLayout } from '../vhd/ops/sparseLayout';
import { blocksIn } from './blocksIn';
import { lostSectors, type Conversion } from './conversion';
import { inBytes } from './windows';

/** At most so many ranges of lost sectors are listed; all of them are counted. */
const MAX_LOST_NAMED = 10_000;

export type Shape = { readonly layout: SparseLayout | null; readonly closing: readonly Extent[]; readonly bytes: number };

/** Before the file is compared with its source and has its name. */
export function summaryOf(conversion: Conversion, { layout, bytes }: Shape): FileSummary {
  const { context, rewrite, output } = conversion;
  const { target } = rewrite;
  const raw = target.kind === 'sparse' ? target.footer : (target.closing?.data ?? null);
  return {
    kind: 'file',
    path: output.path,
    fileBytes: bytes,
    virtualBytes: inBytes(target.sectors),
    blocks: layout === null ? null : blocksIn(conversion, layout),
    writtenBytes: writtenBy(context.workers.control),
    lostSectors: lostSectors(conversion),
    lost: conversion.lost.slice(0, MAX_LOST_NAMED),
    hash: null,
    uniqueId: raw === null ? null : footer.get(raw, 'uniqueId'),
    verified: false,
    afterwards: null,
    notes: [...(rewrite.notes ?? []), ...conversion.notes],
  };
}
