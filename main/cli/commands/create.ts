/** `create`: a new, empty disk. */
import type { CreatedDocument } from '../../../shared/documents/created';
import { err, ok } from '../../../shared/result';
import { bytesText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskType } from '../../../shared/vhd/footer';
import { geometryBytes } from '../../../shared/vhd/geometry';
import { DEFAULT_BLOCK_BYTES, MIN_WINDOWS_BYTES } from '../../../shared/vhd/newLayout';
import { madeNoteText } from '../../../shared/text/madeNotes';
import type { Geometry } from '../../../shared/views';
import { planDisk, type DiskSpec } from '../../vhd/ops/createDisk';
import type { PartitionScheme } from '../../vhd/partitions/emptyPartitions';
import { apart, NO_SOURCES } from '../apart';
import { warn, type Cli } from '../context';
import { freshId, linkTo, newCreator, vhdNow, type Link } from '../fresh';
import { newTarget, writeTarget } from '../newFiles';
import { EXIT, failed, shown, wrongUsage, type Outcome } from '../outcome';
import { writeJson } from '../print';
import { withProgress } from '../progress';

export type CreateOptions = {
  readonly type: DiskType;
  readonly size?: number;
  readonly parent?: string;
  readonly blockSize?: number;
  readonly chs?: boolean;
  readonly geometry?: Geometry;
  readonly aligned?: boolean;
  readonly azure?: boolean;
  readonly creator?: string;
  readonly id?: string;
  readonly preallocate?: 'none' | 'full';
  readonly partitionTable?: 'none' | 'mbr' | 'gpt';
  readonly force?: boolean;
  readonly json?: boolean;
};

export async function create(cli: Cli, path: string, options: CreateOptions): Promise<Outcome> {
  const wrong = usageOf(options);
  if (wrong !== null) return err(wrongUsage(wrong));
  const what = `cannot create ${shown(path)}`;
  const named = await newTarget(path, options.force === true, 'create');
  if (!named.ok) return named;
  const link = options.parent === undefined ? ok(null) : await linkTo(cli, named.value.path, options.parent);
  if (!link.ok) return link;
  const target = apart(named.value, link.value?.sources ?? NO_SOURCES, what);
  if (!target.ok) return target;
  const spec = specOf(cli, link.value, options);
  const disk = planDisk(spec);
  if (!disk.ok) return failed(what, disk.error);
  const fill = options.preallocate === 'full' ? 'full' : 'sparse';
  const written = await withProgress(cli, 'Writing', disk.value.bytes, (onProgress) =>
    writeTarget(cli, target.value, disk.value, { fill, onProgress }),
  );
  if (!written.ok) return written;
  const document: CreatedDocument = {
    file: path,
    type: options.type,
    fileBytes: disk.value.bytes,
    virtualBytes: disk.value.sectors * SECTOR_BYTES,
    uniqueId: spec.uniqueId,
  };
  if (options.json === true) await writeJson(cli.out, document);
  else
    await cli.out.write(
      `${shown(path)}: ${options.type} disk of ${sizeText(document.virtualBytes)} (${bytesText(document.virtualBytes)})\n`,
    );
  if (document.virtualBytes < MIN_WINDOWS_BYTES) await warn(cli, `note: ${shown(path)}: ${madeNoteText({ kind: 'small-for-windows' })}`);
  return ok(EXIT.done);
}

function usageOf({ type, size, parent, azure, chs, geometry, preallocate, blockSize, aligned }: CreateOptions): string | null {
  if (type === 'differencing' && parent === undefined) return 'a differencing disk needs its parent: --parent FILE';
  if (type !== 'differencing' && parent !== undefined)
    return 'only a differencing disk has a parent: choose --type differencing, or leave --parent out';
  if (type !== 'differencing' && size === undefined && geometry === undefined) return 'say how large: --size 10GiB';
  if (geometry !== undefined && (chs === true || azure === true)) return '--geometry says the size itself: leave --chs and --azure out';
  if (type !== 'fixed' && azure === true) return 'Azure takes fixed disks: choose --type fixed';
  if (type === 'fixed' && blockSize !== undefined)
    return 'only dynamic and differencing disks are stored in blocks: leave --block-size out, or choose --type dynamic';
  if (type === 'fixed' && aligned === true)
    return 'only blocks of dynamic and differencing disks are aligned: leave --aligned out, or choose --type dynamic';
  return type !== 'fixed' && preallocate === 'full' ? 'only fixed disks take their room at once: leave --preallocate out' : null;
}

/** Where the size is rounded up, any size is accepted. */
const sizeOf = ({ size, geometry, chs, azure }: CreateOptions): number => {
  if (size === undefined) return geometry === undefined ? 0 : geometryBytes(geometry);
  return chs === true || azure === true ? Math.ceil(size / SECTOR_BYTES) * SECTOR_BYTES : size;
};

function specOf(cli: Cli, link: Link | null, options: CreateOptions): DiskSpec {
  return {
    kind: options.type,
    sizeBytes: options.size === undefined && link !== null ? link.sizeBytes : sizeOf(options),
    sizeRule: options.azure === true ? 'azure' : options.chs === true ? 'geometry' : 'exact',
    blockBytes: options.blockSize ?? DEFAULT_BLOCK_BYTES,
    isAligned: options.aligned === true,
    uniqueId: options.id ?? freshId(cli),
    timeStamp: vhdNow(cli),
    creator: newCreator(options.creator),
    ...(options.geometry === undefined ? {} : { geometry: options.geometry }),
    partitions: schemeOf(cli, options.partitionTable ?? 'none'),
    parent: link,
  };
}

function schemeOf(cli: Cli, scheme: 'none' | 'mbr' | 'gpt'): PartitionScheme {
  if (scheme === 'mbr') return { scheme, signature: cli.world.newId().subarray(0, 4) };
  return scheme === 'gpt' ? { scheme, diskId: cli.world.newId() } : { scheme };
}
