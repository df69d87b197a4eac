/** A program of its own, to be watched from outside: opens, checks and reads every file it is given. */
import { writeSync } from 'node:fs';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { createSiblingFinder } from '../../main/io/siblingFiles';
import { closeChain, resolveChain } from '../../main/vhd/read/chain';
import { describe } from '../../main/vhd/describe/describe';
import { openImage } from '../../main/vhd/read/openImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';

async function inspect(path: string): Promise<void> {
  const file = await openReadOnly(path);
  if (!file.ok) return;
  const image = await openImage(file.value, 'disk');
  if (!image.ok) return file.value.close();
  const chain = await resolveChain(image.value, createSiblingFinder(path));
  await describe(chain, 1_767_225_600);
  const { sectors } = chain.layers[0];
  if (sectors > 0) await readSectors(chain, lba(0), Math.min(sectors, 64), 'honour');
  await closeChain(chain);
}

const files = process.argv.slice(2);
// The whole program once before the mark, so that what Node itself opens on first use is behind us.
if (files[0] !== undefined) await inspect(files[0]);
writeSync(1, 'MARK');
for (const file of files) await inspect(file);
