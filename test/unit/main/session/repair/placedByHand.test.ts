/** A lost block whose place only the user knows: what the window says about it does put it back. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createSaving } from '../../../../../main/session/edit/saving';
import { openSession } from '../../../../../main/session/image/imageSession';
import { repairErrorText } from '../../../../../shared/text/repairs';
import type { ImageId } from '../../../../../shared/views';
import { changed } from '../../../../support/damage';
import { baseImage, withEntry } from '../../../../support/fixtures';
import { put16 } from '../../../../support/imageBuilder';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

test('its entry is typed into the table', async () => {
  const file = path.join(tempDir(), 'lost.vhd');
  // It begins with a boot sector, which belongs to block 0; that has its place, so that nobody guesses at another.
  const whole = changed(baseImage(), (b) => put16(b, (4101 + 1) * 512 + 510, 0x55aa));
  writeFileSync(file, withEntry(whole.slice(), 2, 0xffff_ffff));
  const opened = await openSession({
    id: 'i' as ImageId,
    path: file,
    as: 'disk',
    footerAt: null,
    now: () => NOW,
    newId: randomUUID,
    context: realContext(),
  });
  if (!opened.ok) throw new Error(opened.error.kind);
  const session = opened.value;
  const planned = await session.planRepair(0, { kind: 'rebuild', place: [] });
  // Footer copy 1 sector, header 2, table 1; block 0 is 4,097 sectors with its bitmap: block 2 stands at sector 4,101, 0x1005.
  expect(planned).toEqual({ ok: false, error: { kind: 'no-evidence', candidates: [4101 * 512] } });
  if (planned.ok || planned.error.kind !== 'no-evidence') throw new Error('it was planned');
  expect(repairErrorText(planned.error, 'window').next).toContain('type 00 00 10 05 there');
  const saving = createSaving(realContext());
  await saving.begin(session);
  // The table begins at 1,536, with four bytes for each block.
  const bytes = Uint8Array.from([0, 0, 0x10, 5]);
  const staged = { kind: 'bytes', how: 'typing', space: 'file', at: 1536 + 2 * 4, bytes, joins: false } as const;
  expect((await session.stage(session.edits().revision, staged)).ok).toBe(true);
  expect(await saving.save(session, session.edits().revision)).toEqual({ ok: true, value: undefined });
  expect(Buffer.compare(readFileSync(file), whole)).toBe(0);
  await session.close();
});
