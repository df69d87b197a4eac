/** Evidence is read from the block itself, and never from behind it or behind the end of the file. */
import { expect, test } from 'vitest';
import { evidenceIn } from '../../../../../main/vhd/repair/blockEvidence';
import { signsIn } from '../../../../../main/vhd/repair/fileSystemEvidence';
import { BLOCK, GEOMETRY, SIZE } from '../../../../support/fixtures';
import { patterned, put16, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const BOOT_AT = (4 + 1) * 512;

const opened = async () => {
  const { bytes } = sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    blocks: [{ index: 0, data: patterned(BLOCK, 3) }],
    footer: { geometry: GEOMETRY },
  });
  put16(bytes, BOOT_AT + 510, 0x55aa);
  const { map } = await imageIn(memoryFile(bytes));
  if (map === null) throw new Error('no table');
  return { bytes, map };
};
const BOOT_SECTOR = { sector: 4, block: 0, confidence: 'likely', evidence: 'boot-sector' };

test.each([
  ['of one sector, at the end of the file', 1, 1],
  ['of two sectors, at the end of the file', 2, 2],
  ['that the end of the file cuts', BLOCK / 512, 3],
])('a block %s', async (_, blockSectors, stored) => {
  const { bytes, map } = await opened();
  const file = memoryFile(bytes.slice(0, BOOT_AT + stored * 512));
  const own = { ...map, blockSectors };
  expect(await evidenceIn(file, own, 4)).toEqual({ ok: true, value: BOOT_SECTOR });
  expect(await evidenceIn(file, own, 4, 'ends')).toEqual({ ok: true, value: BOOT_SECTOR });
  expect(await signsIn(file, own, 4)).toMatchObject({ ok: true, value: { sector: 4, isBlank: false } });
});

test('a block of which the file has nothing but the bitmap says nothing', async () => {
  const { bytes, map } = await opened();
  expect(await evidenceIn(memoryFile(bytes.slice(0, BOOT_AT)), map, 4)).toEqual({ ok: true, value: null });
});
