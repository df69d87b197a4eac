/**
 * Not random: every border value of every field that sizes or places something, alone and in pairs, checksums mended.
 * Each image must open, or be refused by name; what opens must describe itself, be checked, and be read at its ends.
 * The values are those of the reliability goals (field matrix).
 */
import { expect, test } from 'vitest';
import { resolveChain } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { describe as describeImage } from '../../main/vhd/describe/describe';
import { openImage } from '../../main/vhd/read/openImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { countingFile } from '../support/countingFile';
import { smallDisk } from '../support/editScripts';
import { put16, put32, put64, put8, stampFooter, stampHeader } from '../support/imageBuilder';
import { NO_SIBLINGS, NOW } from '../support/opened';
import { cpuMs } from '../support/cpuTime';

type Setting = { readonly field: string; readonly value: bigint; readonly set: (file: Uint8Array) => void };

const base = smallDisk('dynamic', 4096).file;
const ENTRIES = 8n;
const EOF = BigInt(base.length);
const TABLE = 1536n;

const inFooters = (put: (file: Uint8Array, at: number) => void) => (file: Uint8Array) => {
  put(file, 0);
  put(file, file.length - 512);
};
const settings = (field: string, values: readonly bigint[], put: (file: Uint8Array, value: bigint) => void): Setting[] =>
  values.map((value) => ({ field, value, set: (file) => put(file, value) }));

const FIELDS: readonly (readonly Setting[])[] = [
  settings(
    'max table entries',
    [0n, 1n, ENTRIES - 1n, ENTRIES, ENTRIES + 1n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 31n + 1n, 2n ** 32n - 1n],
    (f, v) => put32(f, 512 + 28, Number(v)),
  ),
  settings('block size', [0n, 1n, 511n, 512n, 513n, 4096n, 2n ** 21n, 2n ** 21n + 512n, 2n ** 31n, 2n ** 32n - 1n], (f, v) =>
    put32(f, 512 + 32, Number(v)),
  ),
  settings('current size', [0n, 1n, 511n, 512n, 28_672n, 2n ** 41n - 512n, 2n ** 41n, 2n ** 63n, 2n ** 64n - 1n], (f, v) =>
    inFooters((file, at) => put64(file, at + 48, v))(f),
  ),
  settings('data offset', [0n, 8n, 511n, 512n, 513n, EOF - 512n, EOF, 2n ** 63n, 2n ** 64n - 1n], (f, v) =>
    inFooters((file, at) => put64(file, at + 16, v))(f),
  ),
  settings('table offset', [0n, 8n, 511n, 512n, 1024n, TABLE, TABLE + 8n, EOF - 512n, EOF, 2n ** 63n, 2n ** 64n - 1n], (f, v) =>
    put64(f, 512 + 16, v),
  ),
  settings('entry', [0n, 1n, 2n, TABLE / 512n, 4n, EOF / 512n - 1n, EOF / 512n, EOF / 512n + 1n, 2n ** 32n - 2n, 2n ** 32n - 1n], (f, v) =>
    put32(f, 1536, Number(v)),
  ),
  // Duplicates, and overlaps of one sector, of the entry before.
  settings('second entry', [4n, 5n, 12n, 13n, 14n], (f, v) => put32(f, 1536 + 4, Number(v))),
  settings('disk type', [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n], (f, v) => inFooters((file, at) => put32(file, at + 60, Number(v)))(f)),
  settings('geometry', [0n, 1n, 0xffff_10ffn, 0x0001_0000n, 0xffff_ffffn], (f, v) =>
    inFooters((file, at) => {
      put16(file, at + 56, Number(v >> 16n));
      put8(file, at + 58, Number((v >> 8n) & 0xffn));
      put8(file, at + 59, Number(v & 0xffn));
    })(f),
  ),
  settings('original size', [0n, 1n, 2n ** 41n, 2n ** 64n - 1n], (f, v) => inFooters((file, at) => put64(file, at + 40, v))(f)),
  settings('next structure', [0n, 512n, EOF, 2n ** 63n, 2n ** 64n - 1n], (f, v) => put64(f, 512 + 8, v)),
];

function made(...chosen: readonly Setting[]): Uint8Array {
  const file = base.slice();
  for (const { set } of chosen) set(file);
  stampFooter(file, 0);
  stampFooter(file, file.length - 512);
  stampHeader(file, 512);
  return file;
}

/** Every setting alone, and every pair of settings of two fields; then the sizes by three, which is where products overflow. */
function* matrix(): Generator<readonly Setting[]> {
  for (const [i, one] of FIELDS.entries()) {
    for (const setting of one) {
      yield [setting];
      for (const other of FIELDS.slice(i + 1)) for (const second of other) yield [setting, second];
    }
  }
  const [entries = [], blockSize = [], size = [], , tableOffset = []] = FIELDS;
  for (const a of entries) for (const b of blockSize) for (const c of size) for (const d of tableOffset) yield [a, b, c, d];
}

const named = (chosen: readonly Setting[]): string => chosen.map(({ field, value }) => `${field} ${value}`).join(', ');

async function tried(file: Uint8Array): Promise<'opened' | 'refused'> {
  const image = await openImage(countingFile(file, 'matrix').file, 'disk');
  if (!image.ok) return image.error.kind === 'unsupported' && image.error.what === undefined ? 'opened' : 'refused';
  const chain = await resolveChain(image.value, NO_SIBLINGS);
  checkChain(chain, NOW);
  await describeImage(chain, NOW);
  const { sectors } = image.value;
  for (const at of [0, sectors - 1]) if (at >= 0 && at < sectors) await readSectors(chain, lba(at), 1, 'honour');
  return 'opened';
}

test('every border value of every field, alone and in pairs', async () => {
  const finds: string[] = [];
  const tally = { opened: 0, refused: 0 };
  let slowest = 0;
  for (const chosen of matrix()) {
    const start = cpuMs();
    try {
      tally[await tried(made(...chosen))] += 1;
    } catch (thrown) {
      finds.push(`${named(chosen)}: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
    slowest = Math.max(slowest, cpuMs() - start);
    if (finds.length > 4) break;
  }
  const all = tally.opened + tally.refused;
  console.log(`field matrix: ${all} images, ${tally.opened} opened, ${tally.refused} refused by name, slowest ${slowest.toFixed(0)} ms`);
  expect(finds).toEqual([]);
  expect(all).toBeGreaterThanOrEqual(5000);
});
