/**
 * A header with a wrong block size counts too few or too many entries for the disk as well (H05 beside B09): the block size is what
 * is wrong. Mended by the spacing of the blocks, the file is the one that the other program made; and nothing is done unasked.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planRepair } from '../../main/vhd/repair/planRepair';
import { applied } from '../support/appliedPlan';
import { chainFor } from '../support/damageChecks';
import { requestFor } from '../support/damageRepairs';
import { inHeader } from '../support/fixtures';
import { put32 } from '../support/imageBuilder';
import { lacks, run } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const samples = samplesFolder();
/** Where the header holds the block size, 32 bytes behind its start. */
const BLOCK_SIZE_AT = 32;
const MIB = 1_048_576;

const made: [string, boolean, () => Uint8Array][] = [
  [
    'QEMU',
    lacks('qemu-img', 'qemu-io'),
    () => {
      const file = path.join(folder, 'packed.vhd');
      run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, '40M');
      run('qemu-io', '-f', 'vpc', ...[0, 1, 2, 3, 4].flatMap((i) => ['-c', `write -q -P ${i + 1} ${2 * i}M 700k`]), file);
      return readFileSync(file);
    },
  ],
  ['Windows', samples === null, () => readFileSync(unpack(samples as string, 'win10-dynamic-512m-gpt-ntfs-fat.vhd', folder))],
];

test.each(made.flatMap(([who, isSkipped, make]) => [0.5, 1, 4].map((mib) => [who, mib, isSkipped, make] as const)))(
  'a disk of %s with blocks of 2 MiB whose header says %d MiB',
  async (_who, mib, isSkipped, make) => {
    if (isSkipped) return;
    const whole = new Uint8Array(make());
    const damaged = inHeader(new Uint8Array(whole), (b, at) => put32(b, at + BLOCK_SIZE_AT, mib * MIB));
    const chain = await chainFor({}, damaged);
    const unchosen = await planRepair(chain, requestFor({}));
    if (!unchosen.ok) throw new Error(unchosen.error.kind);
    const { before, done, open } = unchosen.value;
    expect(before.filter(({ severity }) => severity !== 'note').map(({ code }) => code)).toContain('B09');
    expect(before.map(({ code }) => code)).toContain('H05');
    expect(done.filter(({ code }) => code === 'H05' || code === 'B09')).toEqual([]);
    // Whatever else is offered gives up something, or is a choice.
    expect(open.filter(({ code, class: klass }) => ['H05', 'B09'].includes(code) && klass === 'safe')).toEqual([]);
    const mended = await planRepair(chain, requestFor({ choose: { B09: 'block-size-from-spacing' } }));
    if (!mended.ok) throw new Error(mended.error.kind);
    expect(mended.value.done.map(({ code }) => code)).toEqual(['B09']);
    expect(mended.value.after.map(({ code }) => code)).not.toContain('H05');
    expect(Buffer.compare(applied(damaged, mended.value.plan), whole)).toBe(0);
  },
);
