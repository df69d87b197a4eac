/** What a file is when it is no VHD: by magic bytes, by structure, and for VHDL source by its text. */
import type { ArchiveFormat, CutDisk, ForeignFormat, FormatError, IoError, RawEvidence } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { latin1 } from '../../../shared/vhd/codec';
import { DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { fileOffset, MAX_BLOCKS, SECTOR_BYTES } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { readBlockMap, tableIn } from './bat';
import type { BlockFile } from '../read/blockFile';
import { isCopiedAsText } from './copiedAsText';
import { isSoundFooter, typeOf } from './footers';
import { hasStatusBytes, isFatStart, isSigned } from '../partitions/bootSector';
import { provenSize } from '../partitions/provenSize';

const HEAD_BYTES = 65_536;
/** A sample of this size tells source text from anything else. */
const TEXT_BYTES = 16_384;

type Magic<F> = { readonly format: F; readonly at: number; readonly bytes: string };

const FOREIGN: readonly Magic<ForeignFormat>[] = [
  { format: 'vhdx', at: 0, bytes: 'vhdxfile' },
  { format: 'vmdk', at: 0, bytes: 'KDMV' },
  { format: 'vmdk', at: 0, bytes: '# Disk DescriptorFile' },
  { format: 'vmdk', at: 0, bytes: 'COWD' },
  { format: 'qcow2', at: 0, bytes: 'QFI\xfb\x00\x00\x00\x02' },
  { format: 'qcow2', at: 0, bytes: 'QFI\xfb\x00\x00\x00\x03' },
  { format: 'qcow', at: 0, bytes: 'QFI\xfb' },
  { format: 'vdi', at: 64, bytes: '\x7f\x10\xda\xbe' },
  { format: 'hdd', at: 0, bytes: 'WithoutFreeSpace' },
  { format: 'hdd', at: 0, bytes: 'WithouFreSpacExt' },
  { format: 'wim', at: 0, bytes: 'MSWIM\0\0\0' },
  { format: 'ewf', at: 0, bytes: 'EVF\x09\x0d\x0a\xff\x00' },
  { format: 'iso', at: 32_769, bytes: 'CD001' },
];

const ARCHIVES: readonly Magic<ArchiveFormat>[] = [
  { format: 'zip', at: 0, bytes: 'PK\x03\x04' },
  { format: 'zip', at: 0, bytes: 'PK\x05\x06' },
  { format: 'zip', at: 0, bytes: 'PK\x07\x08' },
  { format: 'gzip', at: 0, bytes: '\x1f\x8b' },
  { format: '7z', at: 0, bytes: '7z\xbc\xaf\x27\x1c' },
  { format: 'xz', at: 0, bytes: '\xfd7zXZ\x00' },
  { format: 'bzip2', at: 0, bytes: 'BZh' },
  { format: 'rar', at: 0, bytes: 'Rar!\x1a\x07' },
  { format: 'zstd', at: 0, bytes: '\x28\xb5\x2f\xfd' },
];

const RAW: readonly Magic<RawEvidence>[] = [
  { format: 'gpt', at: 512, bytes: 'EFI PART' },
  { format: 'gpt', at: 4096, bytes: 'EFI PART' },
  { format: 'ntfs', at: 3, bytes: 'NTFS    ' },
  { format: 'fat', at: 3, bytes: 'EXFAT   ' },
  { format: 'fat', at: 54, bytes: 'FAT' },
  { format: 'fat', at: 82, bytes: 'FAT32' },
  { format: 'ext', at: 1080, bytes: '\x53\xef' },
];

const has = (head: Uint8Array, magic: Magic<unknown>): boolean => {
  for (let i = 0; i < magic.bytes.length; i++) if (head[magic.at + i] !== magic.bytes.charCodeAt(i)) return false;
  return true;
};

const find = <F>(head: Uint8Array, magics: readonly Magic<F>[]): F | null => magics.find((magic) => has(head, magic))?.format ?? null;

/** Why this file, which has no recognisable footer, is not shown as a disk. */
export async function identify(file: BlockFile): Promise<Result<FormatError, IoError>> {
  const read = await file.read(fileOffset(0), Math.min(HEAD_BYTES, file.bytes));
  if (!read.ok) return read;
  const head = read.value;
  if (isFooterInFront(file, head)) return ok({ kind: 'footer-in-front' });
  const foreign = find(head, FOREIGN) ?? ((await isAppleImage(file)) ? 'dmg' : null);
  if (foreign !== null) return ok({ kind: 'foreign', format: foreign });
  const archive = find(head, ARCHIVES) ?? tarFormat(head);
  if (archive !== null) return ok({ kind: 'archive', format: archive });
  if (isVhdlSource(head)) return ok({ kind: 'vhdl-source' });
  if (has(head, SWAPPED) || (await isSwappedAtEnd(file))) return ok({ kind: 'swapped-bytes' });
  if (await isCopiedAsText(file)) return ok({ kind: 'copied-as-text' });
  if (file.bytes < SECTOR_BYTES) return ok({ kind: 'too-small', fileBytes: file.bytes });
  const headerAt = lostHeader(head);
  if (headerAt !== null) return plausibleBlocks(file, head, headerAt);
  const evidence = find(head, RAW) ?? (isFatStart(head) ? 'fat' : isSigned(head) && hasStatusBytes(head) ? 'mbr' : null);
  return evidence === null
    ? ok({ kind: 'no-footer', headerAt: null, plausibleBlocks: 0 })
    : ok({ kind: 'raw-disk', evidence, ...cutIn(file, head), ...overIn(file) });
}

function overIn({ bytes }: BlockFile): { over?: number } {
  const over = bytes % SECTOR_BYTES;
  return over === 0 ? {} : { over };
}

/** A file whose beginning describes a larger disk has lost its end, where a fixed disk's footer is. */
function cutIn({ bytes: fileBytes }: BlockFile, head: Uint8Array): { cut?: CutDisk } {
  const proven = provenSize(head);
  return proven === null || proven.bytes <= fileBytes ? {} : { cut: { fileBytes, leastBytes: proven.bytes, by: proven.by } };
}

/**
 * Length of a tar header and of its first name, and where its checksum stands: octal digits, computed with blanks in their
 * place.
 */
const TAR = { bytes: 512, nameBytes: 100, sumAt: 148, sumBytes: 8 } as const;

/** POSIX.1, pax; the checksum holds for every kind of tar, with or without a magic number. */
function tarFormat(head: Uint8Array): ArchiveFormat | null {
  const header = head.subarray(0, TAR.bytes);
  const isSum = (at: number): boolean => at >= TAR.sumAt && at < TAR.sumAt + TAR.sumBytes;
  const digits = /^[ \0]*([0-7]{1,7})[ \0]/.exec(latin1(header.subarray(TAR.sumAt, TAR.sumAt + TAR.sumBytes)))?.[1];
  const name = latin1(header.subarray(0, TAR.nameBytes)).split('\0', 1)[0] ?? '';
  const sum = header.reduce((total, byte, at) => total + (isSum(at) ? 0x20 : byte), 0);
  if (header.length < TAR.bytes || digits === undefined || name === '' || Number.parseInt(digits, 8) !== sum) return null;
  if (/\.ovf$/i.test(name)) return 'ova';
  return /(^|\/)ova\.xml$/i.test(name) ? 'xva' : 'tar';
}

/** The footer of a fixed disk whose size is that of the rest of the file. */
function isFooterInFront(file: BlockFile, head: Uint8Array): boolean {
  const raw = head.subarray(0, FOOTER_BYTES);
  if (file.bytes <= FOOTER_BYTES || !isSoundFooter(raw) || typeOf(raw) !== 'fixed') return false;
  return footer.get(raw, 'currentSize') === BigInt(file.bytes - FOOTER_BYTES);
}

/** `conectix` with its bytes swapped in pairs. */
const SWAPPED: Magic<null> = { format: null, at: 0, bytes: 'ocentcxi' };

/** A fixed disk has its footer only at its end. */
async function isSwappedAtEnd(file: BlockFile): Promise<boolean> {
  if (file.bytes < FOOTER_BYTES) return false;
  const tail = await file.read(fileOffset(file.bytes - FOOTER_BYTES), SWAPPED.bytes.length);
  return tail.ok && has(tail.value, SWAPPED);
}

async function isAppleImage(file: BlockFile): Promise<boolean> {
  if (file.bytes < SECTOR_BYTES) return false;
  const tail = await file.read(fileOffset(file.bytes - SECTOR_BYTES), 4);
  return tail.ok && has(tail.value, { format: null, at: 0, bytes: 'koly' });
}

/** Where a dynamic header stands if both footers are gone: on a sector border near the start, normally at 512. */
function lostHeader(head: Uint8Array): number | null {
  for (let at = SECTOR_BYTES; at + DYNAMIC_HEADER_BYTES <= head.length; at += SECTOR_BYTES)
    if (has(head, { format: null, at, bytes: DYNAMIC_HEADER_COOKIE })) return at;
  return null;
}

/** Counts the table's entries that point at whole blocks in the file, not overlapping the structures or each other. */
async function plausibleBlocks(file: BlockFile, head: Uint8Array, headerAt: number): Promise<Result<FormatError, IoError>> {
  const header = head.subarray(headerAt, headerAt + DYNAMIC_HEADER_BYTES);
  const table = tableIn(header);
  if (table === null || table.at >= file.bytes) return ok({ kind: 'no-footer', headerAt, plausibleBlocks: 0 });
  const map = await readBlockMap(file, {
    tableAt: table.at,
    tableEntries: table.entries,
    blockSectors: table.blockSectors,
    needed: Math.min(table.entries, Math.floor((file.bytes - table.at) / 4), MAX_BLOCKS),
    lastBlockSectors: table.blockSectors,
    headerAt,
    headerBytes: dynamicHeader.bytes,
    extras: [],
    dataEnd: file.bytes,
    endsInFooter: false,
  });
  if (!map.ok) return map;
  // The number of blocks is all that is known about such a file; if part of the table is unreadable, it is not reported.
  const [unread] = map.value.unread;
  if (unread !== undefined) return err({ kind: 'read-failed', ...unread, code: 'EIO' });
  const plausible = map.value.states.reduce((n, state) => n + (state === BLOCK_STATE.unscanned ? 1 : 0), 0);
  return ok({ kind: 'no-footer', headerAt, plausibleBlocks: plausible });
}

const DESIGN_UNIT = new RegExp(
  [
    String.raw`library\s+\w+(\s*,\s*\w+)*\s*;`,
    String.raw`use\s+\w+\.\w+(\.\w+)?\s*;`,
    String.raw`(entity|package|context)\s+\w+\s+is\b`,
    String.raw`package\s+body\s+\w+\s+is\b`,
    String.raw`(architecture|configuration)\s+\w+\s+of\s+\w+\s+is\b`,
  ]
    .map((unit) => String.raw`^[ \t]*${unit}`)
    .join('|'),
  'im',
);

/** All of it is text, with the words that every VHDL design unit starts with. */
export function isVhdlSource(head: Uint8Array): boolean {
  const sample = head.subarray(0, TEXT_BYTES);
  const odd = sample.reduce((n, byte) => n + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  if (sample.length === 0 || odd > 0) return false;
  const text = Array.from(sample, (byte) => String.fromCharCode(byte)).join('');
  return DESIGN_UNIT.test(text.replace(/^\xef\xbb\xbf/, '').replace(/--.*$/gm, ''));
}
