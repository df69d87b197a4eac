/** What a partition is called. */
import type { PartitionView, VolumeView } from '../views';

/** Names that programs give every partition: they tell nothing that the type does not. */
const COMMON_NAMES = /^(basic data partition|microsoft basic data|linux filesystem|primary)$/i;
/** Types that tell less than the file system. */
const COMMON_TYPES = /^(basic data|linux|ntfs or exfat|fat\d\d|apple hfs\+)$/i;

/** What tells most first: "NTFS · Windows", "root · Linux", "EFI system · FAT32". */
export function partitionLabel({ type, name, volume }: PartitionView): string {
  const given = COMMON_NAMES.test(name) ? '' : name;
  const isCommon = COMMON_TYPES.test(type);
  const own = volume === null || volume.label === '' ? given : volume.label;
  if (volume !== null && isCommon) return own === '' ? volume.fileSystem : `${volume.fileSystem} · ${own}`;
  const named = given.toLowerCase().startsWith(type.toLowerCase())
    ? given
    : given === ''
      ? type
      : isCommon
        ? `${given} · ${type}`
        : `${type} · ${given}`;
  return volume === null || named.includes(volume.fileSystem) ? named : `${named} · ${volume.fileSystem}`;
}

/** "FAT12 · BOOT": the file system of a disk without a partition table. */
export const bareVolumeText = ({ fileSystem, label }: VolumeView): string => (label === '' ? fileSystem : `${fileSystem} · ${label}`);
