/**
 * What a search finds by its structure: beginnings of file systems, tables and files, each by the bytes that its specification
 * fixes. To add one, add a row.
 */

export type FoundStructure = {
  readonly title: string;
  /** Bytes from the structure's first one, as for a hex search: `?` stands for any digit. */
  readonly hex: string;
  /** How many bytes of any value come before `hex`. */
  readonly skip?: number;
  /** Where it may begin: at multiples of so many bytes. */
  readonly align: number;
  /** Where the bytes are specified. */
  readonly source: string;
};

const SECTOR = 512;
const ascii = (text: string): string => Array.from(text, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');

const row = (title: string, hex: string, source: string, { skip = 0 } = {}): FoundStructure => ({
  title,
  hex,
  source,
  skip,
  // Partitions begin at any sector.
  align: SECTOR,
});

export const FOUND_STRUCTURES = {
  'boot-sector': row('Boot sector or MBR', '55 AA', 'UEFI 2.10, 5.2.1: signature at byte 510', { skip: 510 }),
  'gpt-header': row('GPT header', ascii('EFI PART'), 'UEFI 2.10, 5.3.2'),
  'ntfs-boot': row('NTFS boot sector', ascii('NTFS    '), 'OEM ID at byte 3', { skip: 3 }),
  'fat12-boot': row('FAT12 boot sector', ascii('FAT12'), 'Microsoft FAT specification: BS_FilSysType at byte 54', { skip: 54 }),
  'fat16-boot': row('FAT16 boot sector', ascii('FAT16'), 'Microsoft FAT specification: BS_FilSysType at byte 54', { skip: 54 }),
  'fat32-boot': row('FAT32 boot sector', ascii('FAT32'), 'Microsoft FAT specification: BS_FilSysType at byte 82', { skip: 82 }),
  'exfat-boot': row('exFAT boot sector', ascii('EXFAT   '), 'exFAT specification, 3.1: FileSystemName at byte 3', { skip: 3 }),
  'bitlocker-boot': row('BitLocker boot sector', ascii('-FVE-FS-'), 'OEM ID at byte 3', { skip: 3 }),
  'mft-record': row('MFT record', `${ascii('FILE')} ?? 00`, 'NTFS: magic, then the offset of the update sequence'),
  'ext-superblock': row('ext2/3/4 superblock', '53 EF ?? 00 ?? 00', 'ext4: s_magic at byte 0x38, s_state, s_errors', { skip: 0x38 }),
  'xfs-superblock': row('XFS superblock', ascii('XFSB'), 'XFS: sb_magicnum'),
  'btrfs-superblock': row('Btrfs superblock', ascii('_BHRfS_M'), 'Btrfs: magic at byte 0x40', { skip: 0x40 }),
  'lvm-label': row('LVM label', `${ascii('LABELONE')} ${'?? '.repeat(16)}${ascii('LVM2 001')}`, 'LVM2: label header'),
  'luks-header': row('LUKS header', `${ascii('LUKS')} BA BE 00`, 'LUKS: magic and version'),
  'swap-space': row('Linux swap space', ascii('SWAPSPACE2'), 'mkswap: last ten bytes of the first page', { skip: 4086 }),
  'vhd-footer': row('VHD footer', ascii('conectix'), 'VHD 1.0: Cookie'),
  'vhd-header': row('VHD dynamic header', ascii('cxsparse'), 'VHD 1.0: Cookie'),
  jpeg: row('JPEG image', 'FF D8 FF', 'JPEG: SOI, then a marker'),
  png: row('PNG image', '89 50 4E 47 0D 0A 1A 0A', 'PNG 3rd edition, 5.2'),
  gif: row('GIF image', `${ascii('GIF8')} 3? 61`, 'GIF: GIF87a, GIF89a'),
  zip: row('ZIP archive', '50 4B 03 04', 'APPNOTE 4.3.7: local file header'),
  '7z': row('7z archive', '37 7A BC AF 27 1C', '7zFormat.txt'),
  gzip: row('gzip file', '1F 8B 08', 'RFC 1952, 2.3.1'),
  pdf: row('PDF document', ascii('%PDF-'), 'ISO 32000-1, 7.5.2'),
  sqlite: row('SQLite database', `${ascii('SQLite format 3')} 00`, 'SQLite file format, 1.3.1'),
  elf: row('ELF program', '7F 45 4C 46', 'ELF: e_ident'),
} as const satisfies Readonly<Record<string, FoundStructure>>;

export type StructureName = keyof typeof FOUND_STRUCTURES;
export const STRUCTURE_NAMES = Object.keys(FOUND_STRUCTURES) as readonly StructureName[];
