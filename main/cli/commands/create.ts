/** `create`: a new, empty disk. */
import type { CreatedDocument } from '../../../shared/documents/created';
import { err, ok, type Result } from '../../../shared/result';
import { bytesText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskType } from '../../../shared/vhd/footer';
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { planDisk, type DiskSpec } from '../../vhd/ops/createDisk';
import type { PartitionScheme } from '../../vhd/ops/emptyPartitions';
import type { Cli } from '../context';
import { freshId, linkTo, newCreator, vhdNow } from '../fresh';
import { newTarget, writeTarget } from '../newFiles';
import { EXIT, failed, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { writeJson } from '../print';
import { withProgress } from '../progress';

export type CreateOptions = {
  readonly type: DiskType;
  readonly size?: number;
  readonly parent?: string;
  readonly blockSize?: number;
  readonly chs?: boolean;
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
  const target = await newTarget(path, options.force === true, 'create');
  if (!target.ok) return target;
  const spec = await specOf(cli, target.value.path, options);
  if (!spec.ok) return spec;
  const disk = planDisk(spec.value);
  if (!disk.ok) return failed(`cannot create ${shown(path)}`, disk.error);
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
    uniqueId: spec.value.uniqueId,
  };
  if (options.json === true) await writeJson(cli.out, document);
  else
    await cli.out.write(
      `${shown(path)}: ${options.type} disk of ${sizeText(document.virtualBytes)} (${bytesText(document.virtualBytes)})\n`,
    );
  return ok(EXIT.done);
}

function usageOf({ type, size, parent, azure, preallocate }: CreateOptions): string | null {
  if (type === 'differencing' && parent === undefined) return 'a differencing disk needs its parent: --parent FILE';
  if (type !== 'differencing' && parent !== undefined)
    return 'only a differencing disk has a parent: choose --type differencing, or leave --parent out';
  if (type !== 'differencing' && size === undefined) return 'say how large: --size 10GiB';
  if (type !== 'fixed' && azure === true) return 'Azure takes fixed disks: choose --type fixed';
  return type !== 'fixed' && preallocate === 'full' ? 'only fixed disks take their room at once: leave --preallocate out' : null;
}

/** Rules that round up take any size. */
const sizeOf = ({ size = 0, chs, azure }: CreateOptions): number =>
  chs === true || azure === true ? Math.ceil(size / SECTOR_BYTES) * SECTOR_BYTES : size;

async function specOf(cli: Cli, real: string, options: CreateOptions): Promise<Result<DiskSpec, Trouble>> {
  const link = options.parent === undefined ? ok(null) : await linkTo(cli, real, options.parent);
  if (!link.ok) return link;
  return ok({
    kind: options.type,
    sizeBytes: options.size === undefined ? (link.value?.sizeBytes ?? 0) : sizeOf(options),
    sizeRule: options.azure === true ? 'azure' : options.chs === true ? 'geometry' : 'exact',
    blockBytes: options.blockSize ?? DEFAULT_BLOCK_BYTES,
    isAligned: options.aligned === true,
    uniqueId: options.id?.toLowerCase() ?? freshId(cli),
    timeStamp: vhdNow(cli),
    creator: newCreator(options.creator),
    partitions: schemeOf(cli, options.partitionTable ?? 'none'),
    parent: link.value,
  });
}

function schemeOf(cli: Cli, scheme: 'none' | 'mbr' | 'gpt'): PartitionScheme {
  if (scheme === 'mbr') return { scheme, signature: cli.world.newId().subarray(0, 4) };
  return scheme === 'gpt' ? { scheme, diskId: cli.world.newId() } : { scheme };
}
