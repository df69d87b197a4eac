/** Mixed edits of a disk's bytes and of its file's bytes, carried out by one plan, against plain arrays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteEdit } from '../../shared/edits';
import { inDiskSpace } from '../../main/vhd/ops/inDiskSpace';
import { planEdits } from '../../main/vhd/ops/planEdits';
import { applied } from '../support/appliedPlan';
import { footerBytes, patterned, sparseImage, stampFooter } from '../support/imageBuilder';
import { memoryFile } from '../support/memoryFile';
import { chainOf, contentOf } from '../support/opened';

const BLOCK = 4096;
const BLOCKS = 5;
const SIZE = BLOCK * BLOCKS;

const dynamic = (): Uint8Array =>
  sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    blocks: [
      { index: 1, data: patterned(BLOCK, 5) },
      { index: 3, data: patterned(BLOCK, 77) },
    ],
  }).bytes.slice();

function fixed(): Uint8Array {
  const bytes = new Uint8Array(SIZE + 512);
  bytes.set(patterned(SIZE, 9), 0);
  bytes.set(footerBytes({ type: 2, size: SIZE }), SIZE);
  return bytes;
}

const contentIn = async (file: Uint8Array): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  await contentOf(await chainOf(memoryFile(file)), (bytes) => parts.push(bytes.slice()));
  return Uint8Array.from(parts.flatMap((part) => [...part]));
};

const edit = fc.record({
  at: fc.nat(SIZE - 1),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 900 }),
});

/** Fields whose change leaves the disk what it is: time stamp, creator, host OS, in the footer at the end. */
const footerEdit = fc.record({ offset: fc.constantFrom(24, 28, 36), bytes: fc.uint8Array({ minLength: 4, maxLength: 4 }) });

describe('one plan for mixed edits', () => {
  it.each([
    ['fixed', fixed],
    ['dynamic', dynamic],
  ])('%s: the disk reads as written, the footer’s bytes are as put, the rest of the disk is as it was', async (_, make) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(edit, footerEdit), { minLength: 1, maxLength: 8 }), async (requests) => {
        const file = make();
        const footerAt = file.length - 512;
        const model = await contentIn(file);
        const footer = file.slice(footerAt);
        const isSparse = footer[63] === 3;
        const edits = requests.flatMap((request): ByteEdit[] => {
          if ('offset' in request) {
            // As a change of a field comes: with its checksum, in both places.
            footer.set(request.bytes, request.offset);
            footer.fill(0, 64, 68);
            stampFooter(footer, 0);
            const whole = footer.slice();
            return [...(isSparse ? [0] : []), footerAt].map((at) => ({ space: 'file', at, bytes: whole }));
          }
          const bytes = request.bytes.subarray(0, SIZE - request.at);
          model.set(bytes, request.at);
          return [{ space: 'disk', at: request.at, bytes }];
        });
        const plan = await planEdits(await chainOf(memoryFile(file)), edits);
        if (!plan.ok) throw new Error(JSON.stringify(plan.error));
        const after = applied(file, plan.value);
        expect(Buffer.from(await contentIn(after)).equals(Buffer.from(model))).toBe(true);
        expect(Array.from(after.slice(after.length - 512))).toEqual(Array.from(footer));
      }),
      { numRuns: 300 },
    );
  });

  it('puts a byte of the disk that was edited in the file where the disk’s view shows it', async () => {
    const file = dynamic();
    const chain = await chainOf(memoryFile(file));
    // Block 1 is the first in the file: behind footer copy, header and a table of one sector stands its bitmap.
    const dataAt = 2048 + 512;
    const [first, ...more] = await inDiskSpace(chain, { space: 'file', at: dataAt + 600, bytes: Uint8Array.of(1, 2, 3) });
    expect(more).toEqual([]);
    expect(first).toEqual({ space: 'disk', at: BLOCK + 600, bytes: Uint8Array.of(1, 2, 3) });
  });

  it('leaves bytes that no sector reads to the file', async () => {
    const chain = await chainOf(memoryFile(dynamic()));
    const bitmap = await inDiskSpace(chain, { space: 'file', at: 2048, bytes: Uint8Array.of(0x80) });
    expect(bitmap).toEqual([{ space: 'file', at: 2048, bytes: Uint8Array.of(0x80) }]);
  });

  it('of two edits of one byte the later counts, in whichever order they meet', async () => {
    const file = fixed();
    const plan = await planEdits(await chainOf(memoryFile(file)), [
      { space: 'disk', at: 100, bytes: Uint8Array.of(1, 1, 1, 1) },
      { space: 'disk', at: 102, bytes: Uint8Array.of(2, 2, 2, 2) },
      { space: 'disk', at: 98, bytes: Uint8Array.of(3, 3, 3) },
    ]);
    if (!plan.ok) throw new Error('no plan');
    expect(Array.from(applied(file, plan.value).subarray(98, 106))).toEqual([3, 3, 3, 1, 2, 2, 2, 2]);
  });
});
