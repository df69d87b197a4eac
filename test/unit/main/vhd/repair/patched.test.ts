/** Files that stand in memory only, over a real one: they keep the promises of any file, and what is planned for them is what they show. */
import { expect, test } from 'vitest';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import { patchedFile, patchedSteps, type Patched } from '../../../../../main/vhd/repair/patched';
import { movedFile } from '../../../../../main/vhd/repair/movedFile';
import { planOf } from '../../../../../main/vhd/ops/patches';
import { applied } from '../../../../support/appliedPlan';
import { blockFileContract } from '../../../../support/blockFileContract';
import { baseImage } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';
import { fileOffset } from '../../../../../shared/vhd/units';

/** Closing what stands in memory leaves the file open that it stands over: its owner closes that. */
const owning = (base: BlockFile, over: (base: BlockFile) => BlockFile): BlockFile => ({ ...over(base), close: base.close });

blockFileContract('a patched whose bytes are half the file’s, half new', async (bytes) =>
  owning(memoryFile(bytes.slice(0, bytes.length >> 1)), (base) =>
    patchedFile({
      base,
      bytes: bytes.length,
      edits: [
        { at: (bytes.length >> 1) - 10, bytes: new Uint8Array(20).fill(7), why: 'bytes' },
        { at: (bytes.length >> 1) - 10, bytes: bytes.slice((bytes.length >> 1) - 10), why: 'bytes' },
      ],
    }),
  ),
);

blockFileContract('a file composed of the other’s halves and new bytes between', async (bytes) => {
  const [a, b] = [bytes.length >> 2, bytes.length >> 1];
  const turned = new Uint8Array(bytes.length);
  turned.set(bytes.subarray(b), 0);
  turned.set(bytes.subarray(0, a), bytes.length - b);
  const moved = [
    { at: b, from: 0, length: bytes.length - b },
    { at: 0, from: bytes.length - b, length: a },
  ];
  return owning(memoryFile(turned), (base) =>
    patchedFile({
      base: movedFile(base, bytes.length, moved),
      bytes: bytes.length,
      edits: [{ at: a, bytes: bytes.slice(a, b), why: 'bytes' }],
    }),
  );
});

test('a patched file that ends in several new sectors plans them all, its last one last', async () => {
  const image = baseImage();
  const top = await imageIn(memoryFile(image));
  const end = Uint8Array.from({ length: 1600 }, (_, i) => 1 + (i % 255));
  const patched: Patched = {
    base: top.file,
    bytes: image.length + 2048 + 1600,
    edits: [{ at: image.length + 2048, bytes: end, why: 'bytes' }],
  };
  const steps = await patchedSteps(patched);
  if (!steps.ok) throw new Error(steps.error.kind);
  const plan = planOf(top, steps.value, { lengthAfter: patched.bytes });
  const bytes = applied(image, plan);
  expect(Buffer.compare(bytes.subarray(0, image.length), image)).toBe(0);
  expect(Buffer.compare(bytes.subarray(image.length), Buffer.concat([new Uint8Array(2048), end]))).toBe(0);
  const whole = await patchedFile(patched).read(fileOffset(0), patched.bytes);
  expect(whole.ok && Buffer.compare(whole.value, bytes)).toBe(0);
  expect(steps.value.filter(({ stage }) => stage === 'end')).toEqual([
    expect.objectContaining({ kind: 'append', at: patched.bytes - 512, data: end.slice(-512) }),
  ]);
});
