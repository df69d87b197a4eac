/** A save that stops dead at a barrier, as where the power goes; the process that did it is gone. */
import { expect } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import type { OpenFile } from '../../main/io/fileSystem';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { thisOwner } from '../../main/io/owner';
import { PROTOCOL, type Barrier } from '../../main/io/protocol';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import { lba } from '../../shared/vhd/units';
import { realContext } from './newDisks';
import { imageIn } from './opened';

/** No process of that number runs. */
const NOBODY = 2 ** 22 + 1;
export const BYTES = new Uint8Array(512).fill(0x5a);

/** Writes a sector into a hole and stops dead at the barrier; the process that did it is gone. `now`: Unix milliseconds. */
export async function cutAt(file: string, stop: Barrier, pid = NOBODY, now = realContext().now()): Promise<void> {
  const opened = await openReadOnly(file);
  if (!opened.ok) throw new Error('absent');
  const plan = await planWrites(await imageIn(opened.value), [{ lba: lba(5000), bytes: BYTES }]);
  await opened.value.close();
  if (!plan.ok) throw new Error(plan.error.kind);
  const context = realContext();
  const handles: OpenFile[] = [];
  const files: typeof context.files = {
    ...context.files,
    open: async (...words) => {
      const handle = await context.files.open(...words);
      if (handle.ok) handles.push(handle.value);
      return handle;
    },
  };
  const expected = await files.stat(file);
  if (!expected.ok) throw new Error('absent');
  const protocol = {
    ...PROTOCOL,
    barrier: (name: Barrier, sync: Parameters<typeof PROTOCOL.barrier>[1]): ReturnType<typeof PROTOCOL.barrier> => {
      if (name === stop) throw new Error('cut');
      return PROTOCOL.barrier(name, sync);
    },
  };
  const gone = { ...context, files, now: () => now, owner: { ...(await thisOwner('0')), pid } };
  await expect(applyPlan({ path: file, plan: plan.value, expected: expected.value, keepUndoAs: null, protocol }, gone)).rejects.toThrow(
    'cut',
  );
  for (const handle of handles) await handle.close();
}
