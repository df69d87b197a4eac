/** F22: what FTP does to a disk that it takes for text, in both directions; and what only looks like it. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { checkTransfer } from '../../../../../main/vhd/check/transferRules';
import { chainFor } from '../../../../support/damageChecks';
import { baseImage, fixedImage, inBothFooters, joined } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, NOW } from '../../../../support/opened';

const found = async (image: Uint8Array): Promise<unknown> => checkTransfer(await imageIn(memoryFile(image)), false);
const codes = async (image: Uint8Array): Promise<unknown> => {
  const all = await checkDisk(await chainFor({}, image), { now: NOW, deep: true });
  return all.ok ? all.value.filter(({ severity }) => severity !== 'note').map(({ code, facts }) => [code, facts]) : all.error;
};

/** Replaces within part of an image, as text; the rest stays. */
const replaced = (image: Uint8Array, from: number, to: number, what: RegExp, by: string): Uint8Array =>
  joined(
    image.subarray(0, from),
    Buffer.from(Buffer.from(image.subarray(from, to)).toString('latin1').replaceAll(what, by), 'latin1'),
    image.subarray(to),
  );

/** Lines of text, as they stand in files of Linux, and bytes that are none, in the middle of a block of the disk. */
function withText(image: Uint8Array, at: number, line: string): Uint8Array {
  const text = line.repeat(200);
  const other = '\r\t\r\v\r\f\r\x0e'.repeat(20);
  image.set(Buffer.from(text + other, 'latin1'), at);
  return image;
}
/** Neither line feeds nor carriage returns, in the data nor in the footers, whose creator version is 10 otherwise. */
const plain = (image: Uint8Array): Uint8Array =>
  inBothFooters(
    image.map((byte, i) => (i > 4096 && i < image.length - 512 && (byte === 10 || byte === 13) ? 1 : byte)),
    (b, at) => b.set([0, 6], at + 32),
  );

test('line feeds before the header put it as many bytes too far back', async () => {
  const image = plain(baseImage());
  image.set([10, 10, 10], 200);
  const where = [{ structure: 'dynamic-header', at: 515, bytes: 8 }];
  expect(await found(replaced(image, 0, 512, /\n/g, '\r\n'))).toEqual({
    ok: true,
    value: [{ code: 'F22', severity: 'error', facts: { way: 'added', at: 200 }, where }],
  });
});

test.each([
  ['dynamic', baseImage, 8192],
  ['fixed', fixedImage, 4096],
])('on a %s disk, line feeds in its data alone, in both directions: that is all that is said', async (_kind, make, at) => {
  const lines = withText(plain(make()), at, 'a line of text\n');
  expect(await codes(replaced(lines, 0, lines.length, /\n/g, '\r\n'))).toEqual([['F22', { way: 'added', at: at + 14 }]]);
  const both = withText(plain(make()), at, 'a line of text\r\n');
  expect(await codes(replaced(both, 0, both.length, /\r\n/g, '\n'))).toEqual([['F22', { way: 'lost', at: at + 14 }]]);
});

test('a disk whose length is right is none, whatever its bytes are, nor one with other line feeds too', async () => {
  const crlf = withText(plain(fixedImage()), 4096, 'a line of text\r\n');
  expect(await found(crlf)).toEqual({ ok: true, value: [] });
  const mixed = joined(withText(crlf, 16_384, 'one of Linux\n').subarray(0, -512), new Uint8Array(5), crlf.subarray(-512));
  expect(await found(mixed)).toEqual({ ok: true, value: [] });
});

test('a header in its place, one that is gone or far away, one behind zeros, and a fixed disk say nothing of the kind', async () => {
  const gone = baseImage();
  gone.fill(0, 512, 1536);
  const behind = (bytes: number): Uint8Array => joined(baseImage().subarray(0, 512), new Uint8Array(bytes), baseImage().subarray(512));
  for (const image of [baseImage(), gone, behind(300), behind(3), fixedImage()])
    expect(await found(image)).toEqual({ ok: true, value: [] });
});

test('a read that fails is an error', async () => {
  const error = { kind: 'read-failed', at: 0, bytes: 776, code: 'EIO' } as const;
  const shifted = joined(new Uint8Array(1), baseImage());
  const image = await imageIn(memoryFile(shifted));
  const failing = { ...image, file: { ...image.file, read: async () => ({ ok: false, error }) as const } };
  expect(await checkTransfer(failing, false)).toEqual({ ok: false, error });
});
