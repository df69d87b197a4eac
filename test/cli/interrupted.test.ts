/** Saves that were cut off, settled from the command line: the journal is a real one, the cut is where a power cut would be. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import type { OpenFile } from '../../main/io/fileSystem';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { PROTOCOL, type Barrier } from '../../main/io/protocol';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import { lba } from '../../shared/vhd/units';
import { done, platter } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { realContext } from '../support/newDisks';
import { imageIn } from '../support/opened';
import { tempDir } from '../support/tempDir';

const BYTES = new Uint8Array(512).fill(0x5a);

/** Writes a sector into a hole and stops dead at the barrier; the process that did it is gone. */
async function cutAt(file: string, stop: Barrier): Promise<void> {
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
  // No process of that number runs.
  const gone = { ...context, files, owner: { ...context.owner, pid: 2 ** 22 + 1 } };
  await expect(applyPlan({ path: file, plan: plan.value, expected: expected.value, keepUndoAs: null, protocol }, gone)).rejects.toThrow(
    'cut',
  );
  for (const handle of handles) await handle.close();
}

test.each(['data', 'table'] as const)('cut before “%s” is durable: told of, refused, and taken back', async (stop) => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, stop);
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(false);
  expect(platter(['info', file]).err).toContain('--interrupted');
  expect(platter(['write', file, '--lba', '0'], { input: BYTES })).toMatchObject({ code: 1 });
  expect(platter(['repair', file, '--yes'])).toMatchObject({ code: 1, err: expect.stringContaining('--interrupted') as string });
  done('repair', file, '--interrupted', 'undo');
  expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
  expect(platter(['info', file]).err).toBe('');
});

test('a save of which every byte is there is finished', async () => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
  await cutAt(file, 'commit-mark');
  expect(platter(['repair', file, '--interrupted', 'undo'])).toMatchObject({ code: 1, err: expect.stringContaining('complete') as string });
  done('repair', file, '--interrupted', 'finish');
  expect(platter(['read', file, '--lba', '5000']).bytes.equals(Buffer.from(BYTES))).toBe(true);
  expect(platter(['check', file, '--deep'])).toMatchObject({ code: 0, err: '' });
});
