/** The small images that mutants grow from: every layout that producers use, in blocks small enough to be fast. */
import { xenImage } from './fixtures';
import { footerBytes, patterned, put32, sparseImage, stampHeader, utf16 } from './imageBuilder';
import { smallDisk } from './editScripts';

export type Seed = { readonly name: string; readonly bytes: Uint8Array; readonly parent: Uint8Array | null };

const PARENT_ID = new Uint8Array(16).fill(0x5a);

function parentDisk(size: number): Uint8Array {
  const bytes = new Uint8Array(size + 512);
  bytes.set(patterned(size, 77));
  bytes.set(footerBytes({ type: 2, size, uuid: PARENT_ID }), size);
  return bytes;
}

/** A child with its locators of every kind, and blocks laid apart as Windows does. */
function manyLocators(): Uint8Array {
  const { bytes } = sparseImage({
    size: 6 * 4096,
    blockBytes: 4096,
    type: 4,
    gapSectors: 7,
    blocks: [
      { index: 4, data: patterned(4096, 5), bitmap: Uint8Array.of(0xa5) },
      { index: 1, data: patterned(4096, 9) },
    ],
    header: { parentId: PARENT_ID, parentName: 'parent.vhd' },
    locators: [
      { slot: 0, code: 'W2ku', data: utf16('C:\\disks\\parent.vhd', 'le') },
      { slot: 1, code: 'W2ru', data: utf16('.\\parent.vhd', 'le') },
      { slot: 6, code: 'MacX', data: new TextEncoder().encode('file:///disks/parent.vhd') },
      { slot: 7, code: 'Wi2r', data: new TextEncoder().encode('.\\parent.vhd') },
    ],
  });
  return bytes;
}

/** The BAT as large as the header may claim, blocks beyond the disk's end in it. */
function surplusTable(): Uint8Array {
  const { bytes, tableAt } = sparseImage({
    size: 3 * 1024,
    blockBytes: 1024,
    entries: 200,
    blocks: [0, 2].map((index) => ({ index, data: patterned(1024, index + 1) })),
  });
  put32(bytes, tableAt + 5 * 4, 99);
  return bytes;
}

/** Xen's batmap behind the table, on blocks of 4 KiB. */
function smallXen(): Uint8Array {
  const { bytes, tableAt } = sparseImage({
    size: 5 * 4096,
    blockBytes: 4096,
    gapSectors: 7,
    footer: { creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' },
    blocks: [0, 3].map((index) => ({ index, data: patterned(4096, index + 1) })),
  });
  bytes.set(xenImage().subarray(2048, 3072), tableAt + 512);
  return bytes;
}

/** Disk type and place of the footer's half are those of before 2004. */
const oldFooter = (bytes: Uint8Array): Uint8Array => bytes.slice(0, -1);

function wholeHeaderElsewhere(): Uint8Array {
  const { bytes } = sparseImage({ size: 4096, blockBytes: 512, blocks: [{ index: 3, data: patterned(512, 8) }] });
  const moved = new Uint8Array(bytes.length + 2048);
  moved.set(bytes.subarray(0, -512));
  moved.copyWithin(bytes.length, 512, 1536);
  stampHeader(moved, bytes.length);
  const footer = footerBytes({ type: 3, size: 4096, dataOffset: BigInt(bytes.length) });
  moved.set(footer, 0);
  moved.set(footer, moved.length - 512);
  return moved;
}

export function fuzzSeeds(): Seed[] {
  const child = smallDisk('differencing', 4096);
  const plain = (name: string, bytes: Uint8Array, parent: Uint8Array | null = null): Seed => ({ name, bytes, parent });
  return [
    plain('fixed', smallDisk('fixed', 1024).file),
    plain('dynamic of 512', smallDisk('dynamic', 512).file),
    plain('dynamic of 4096', smallDisk('dynamic', 4096).file),
    plain('dynamic, old footer', oldFooter(smallDisk('dynamic', 1024).file)),
    plain('differencing', child.file, child.parent?.file ?? null),
    plain('differencing, all locators', manyLocators(), parentDisk(6 * 4096)),
    plain('surplus table', surplusTable()),
    plain('xen', smallXen()),
    plain('header elsewhere', wholeHeaderElsewhere()),
  ];
}
