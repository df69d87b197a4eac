/**
 * Gives a fixed disk the size that Azure requires: zeros at its end, then the footer. The backup of a GPT is moved to the
 * new end.
 */
import { azureSectors } from '../../../shared/vhd/azure';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { ok } from '../../../shared/result';
import { movedBackupGpt } from '../ops/movedGpt';
import { sized } from '../ops/rewrite';
import type { Edit } from './patched';
import { fix, type Fix, type FixContext, type Fixers } from './fix';

function filledUp({ chain, top }: FixContext): Fix[] {
  const old = top.footers?.footer ?? null;
  const dataBytes = top.sectors * SECTOR_BYTES;
  const isWhole = top.kind === 'fixed' && top.footer !== null && old?.at === dataBytes && top.file.bytes === dataBytes + FOOTER_BYTES;
  const sectors = azureSectors(top.sectors);
  if (!isWhole || sectors === top.sectors) return [];
  const at = sectors * SECTOR_BYTES;
  const raw = sized(top.footer, top.sectors, sectors);
  return [
    fix('fill-up-for-azure', 'choice', async () => {
      const gpt = (await movedBackupGpt(chain, sectors)).map(({ lba, bytes }): Edit => ({ at: lba * SECTOR_BYTES, bytes, why: 'payload' }));
      const zeroed: Edit = { at: dataBytes, bytes: new Uint8Array(FOOTER_BYTES), why: 'old-footer' };
      return ok({ bytes: at + FOOTER_BYTES, edits: [zeroed, ...gpt, { at, bytes: raw, why: 'footer' }] });
    }),
  ];
}

export const AZURE_FIXERS: Fixers = { A01: filledUp };
