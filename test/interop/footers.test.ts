/** Disks whose footers are damaged, far from the end or of two minds, repaired into a copy: QEMU and libvhdi read it as the disk that was meant. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { doneHere } from '../support/cliHere';
import { baseContent, changed } from '../support/damage';
import { baseImage, fixedImage, FOOTER_AT, joined, SIZE } from '../support/fixtures';
import { put64, putText, stampFooter } from '../support/imageBuilder';
import { lacks, qemuConvert, qemuInfo, vhdiInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const MIB = 1_048_576;
const TAIL = 16 * MIB;
const folder = tempDir();
const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);

const withoutCookie = (image: Uint8Array, ...places: number[]): Uint8Array =>
  changed(image, (b) => places.forEach((at) => putText(b, at, '\0\0\0\0\0\0\0\0')));

/** The copy at the start says 6 MiB, now and when it was made, the footer 8 MiB; both checksums are right. */
const twoSizes = (): Uint8Array =>
  changed(baseImage(), (b) => {
    put64(b, 40, 6 * MIB);
    put64(b, 48, 6 * MIB);
    stampFooter(b, 0);
  });

/** What is damaged, how, the way that is chosen, and what the disk holds then. */
const CASES: readonly [string, () => Uint8Array, readonly string[], () => Uint8Array][] = [
  ['a fixed disk whose footer lost its cookie', () => withoutCookie(fixedImage(), SIZE), [], baseContent],
  ['a dynamic disk whose both footers lost it', () => withoutCookie(baseImage(), 0, FOOTER_AT), [], baseContent],
  ['a footer 16 MiB before the end, the tail cut', () => joined(fixedImage(), zeros(TAIL)), ['F04=cut-tail'], baseContent],
  [
    // The place of the old footer becomes a sector of the disk.
    'a footer 16 MiB before the end, moved there',
    () => joined(fixedImage(), zeros(TAIL)),
    ['F04=move-footer'],
    () => joined(baseContent(), zeros(512), zeros(TAIL)),
  ],
  ['footers of 8 and 6 MiB, the one at the end taken', twoSizes, ['F03=use-footer'], baseContent],
  ['footers of 8 and 6 MiB, the one at the start taken', twoSizes, ['F03=use-copy'], () => baseContent().subarray(0, 6 * MIB)],
];

describe.skipIf(lacks('qemu-img', 'vhdiinfo'))('a repaired copy is the disk that was meant, for QEMU and libvhdi', () => {
  test.each(CASES)('%s', async (what, make, choose, content) => {
    const name = path.join(folder, what.replaceAll(/\W+/g, '-'));
    const [file, copy] = [`${name}.vhd`, `${name}.copy.vhd`];
    writeFileSync(file, make());
    await doneHere('repair', file, ...choose.flatMap((one) => ['--choose', one]), '--output', copy);
    const bytes = content();
    expect(qemuInfo(copy)['virtual-size']).toBe(bytes.length);
    expect(vhdiInfo(copy).mediaBytes).toBe(bytes.length);
    qemuConvert(copy, `${copy}.raw`);
    expect(Buffer.compare(readFileSync(`${copy}.raw`), bytes)).toBe(0);
    expect(readFileSync(file).equals(make())).toBe(true);
  });
});
