/** A plan to rescue a file is kept for the window that asked for it, and for nobody else: not when the window goes meanwhile. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type * as Opening from '../../../../../main/io/openImageFile';
import { createRepairWork, type RepairWork } from '../../../../../main/session/repair/repairWork';
import { ok } from '../../../../../shared/result';
import { changed } from '../../../../support/damage';
import { fixedImage, SIZE } from '../../../../support/fixtures';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const { moment } = vi.hoisted(() => ({ moment: { onClose: (): void => {} } }));
vi.mock('../../../../../main/io/openImageFile', async (original) => {
  const real = await original<typeof Opening>();
  const openImageFile: typeof real.openImageFile = async (...asked) => {
    const opened = await real.openImageFile(...asked);
    if (!opened.ok) return opened;
    const { file } = opened.value;
    const close = (): Promise<void> => {
      moment.onClose();
      return file.close();
    };
    return ok({ ...opened.value, file: { ...file, close } });
  };
  return { ...real, openImageFile };
});

const WINDOW = 1;
const root = tempDir();

it.each([
  ['its window is closed', 'all', 'stale-plan'],
  ['another plan is asked for', 'plan', 'stale-plan'],
  ['nothing happens', null, null],
] as const)('when the file was read and %s meanwhile', async (when, what, refusal) => {
  const folder = path.join(root, when);
  mkdirSync(folder);
  const file = path.join(folder, 'disk.vhd');
  // A raw disk: a boot record, and no footer.
  writeFileSync(
    file,
    changed(fixedImage().slice(0, SIZE), (b) => {
      b.fill(0, 0, 510);
      b.set([0x55, 0xaa], 510);
    }),
  );
  const work: RepairWork = createRepairWork({ now: () => NOW, newId: () => '00112233-4455-6677-8899-aabbccddeeff' }, realContext(), () => ({
    end: Promise.resolve(ok(null)),
    cancel: () => {},
  }));
  const ask = () => work.planRescue(WINDOW, { path: file, request: { kind: 'rescue' } }, () => {});
  moment.onClose = () => {};
  const first = await ask();
  if (!first.ok) throw new Error(first.error.kind);
  moment.onClose = () => what !== null && work.cancel(WINDOW, what);
  expect((await ask()).ok).toBe(what === null);
  // Plans are numbered one after the other.
  const answer = await work.copyRescue(WINDOW, { plan: first.value.plan + 1, target: path.join(folder, 'new.vhd') }, () => {});
  expect(answer).toEqual(refusal === null ? ok(null) : { ok: false, error: { kind: refusal } });
});
