/** What a file is when it is no VHD: by magic bytes, by structure, and VHDL source by reading it. */
import type { ArchiveFormat, ForeignFormat, FormatError, IoError, RawEvidence } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import type { BlockFile } from './blockFile';

const HEAD_BYTES = 65_536;
/** Smaller than any footer: there is nothing to find. */
const LEAST_BYTES = 511;

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
  { format: 'gzip', at: 0, bytes: '\x1f\x8b' },
  { format: '7z', at: 0, bytes: '7z\xbc\xaf\x27\x1c' },
  { format: 'xz', at: 0, bytes: '\xfd7zXZ\x00' },
  { format: 'bzip2', at: 0, bytes: 'BZh' },
  { format: 'rar', at: 0, bytes: 'Rar!\x1a\x07' },
  { format: 'zstd', at: 0, bytes: '\x28\xb5\x2f\xfd' },
];

const RAW: readonly Magic<RawEvidence>[] = [
  { format: 'gpt', at: 512, bytes: 'EFI PART' },
  { format: 'ntfs', at: 3, bytes: 'NTFS    ' },
  { format: 'fat', at: 54, bytes: 'FAT' },
  { format: 'fat', at: 82, bytes: 'FAT32' },
  { format: 'ext', at: 1080, bytes: '\x53\xef' },
];

const has = (head: Uint8Array, magic: Magic<unknown>): boolean => {
  for (let i = 0; i < magic.bytes.length; i++) if (head[magic.at + i] !== magic.bytes.charCodeAt(i)) return false;
  return true;
};

const find = <F>(head: Uint8Array, magics: readonly Magic<F>[]): F | null => magics.find((magic) => has(head, magic))?.format ?? null;

/** Why this file, which has no footer anyone would recognise, is not shown as a disk. */
export async function identify(file: BlockFile): Promise<Result<FormatError, IoError>> {
  if (file.bytes === 0) return ok({ kind: 'empty-file' });
  const read = await file.read(fileOffset(0), Math.min(HEAD_BYTES, file.bytes));
  if (!read.ok) return read;
  const head = read.value;
  const foreign = find(head, FOREIGN) ?? ((await isAppleImage(file)) ? 'dmg' : null);
  if (foreign !== null) return ok({ kind: 'foreign', format: foreign });
  const archive = find(head, ARCHIVES);
  if (archive !== null) return ok({ kind: 'archive', format: archive });
  if (isVhdlSource(head)) return ok({ kind: 'vhdl-source' });
  if (file.bytes < LEAST_BYTES) return ok({ kind: 'too-small', fileBytes: file.bytes });
  const evidence = find(head, RAW) ?? (hasBootRecord(head) ? 'mbr' : null);
  return evidence === null ? ok({ kind: 'no-footer', ...lostHeader(head) }) : ok({ kind: 'raw-disk', evidence });
}

async function isAppleImage(file: BlockFile): Promise<boolean> {
  if (file.bytes < SECTOR_BYTES) return false;
  const tail = await file.read(fileOffset(file.bytes - SECTOR_BYTES), 4);
  return tail.ok && has(tail.value, { format: null, at: 0, bytes: 'koly' });
}

/** A boot signature, and partition entries whose status is 0x00 or 0x80. */
function hasBootRecord(head: Uint8Array): boolean {
  return head[510] === 0x55 && head[511] === 0xaa && [446, 462, 478, 494].every((at) => ((head[at] ?? 1) & 0x7f) === 0);
}

/** A dynamic header where one usually stands, with both footers gone. */
function lostHeader(head: Uint8Array): { headerAt: number | null; plausibleBlocks: number } {
  if (!has(head, { format: null, at: 512, bytes: 'cxsparse' })) return { headerAt: null, plausibleBlocks: 0 };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let plausibleBlocks = 0;
  for (let at = 1536; at + 4 <= head.length; at += 4) {
    const entry = view.getUint32(at);
    if (entry !== UNALLOCATED && entry !== 0) plausibleBlocks += 1;
    else if (entry === 0) break;
  }
  return { headerAt: 512, plausibleBlocks };
}

/** Text throughout, and the words every VHDL design unit starts with. */
export function isVhdlSource(head: Uint8Array): boolean {
  const sample = head.subarray(0, 16_384);
  const text = String.fromCharCode(...sample);
  const odd = sample.reduce((n, byte) => n + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  if (sample.length === 0 || odd > 0) return false;
  return /^\s*(library\s+\w+|use\s+\w+\.|entity\s+\w+\s+is|architecture\s+\w+\s+of|package\s+(body\s+)?\w+\s+is|configuration\s+\w+\s+of)/im.test(
    text.replace(/--.*$/gm, ''),
  );
}
