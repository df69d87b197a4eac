/** `create`: a new, empty disk. */
import type { CreatedDocument } from '../../../shared/documents/created';
import { ok, type Result } from '../../../shared/result';
import { bytesText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskType } from '../../../shared/vhd/footer';
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { planDisk, type DiskSpec } from '../../vhd/ops/createDisk';
import type { PartitionScheme } from '../../vhd/ops/emptyPartitions';
import type { Cli } from '../context';
import { freshId, linkTo, newCreator, vhdNow } from '../fresh';
import { newTarget, writeTarget } from '../newFiles';
import { EXIT, failed, shown, type Outcome, type Trouble } from '../outcome';
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

async function specOf(cli: Cli, real: string, options: CreateOptions): Promise<Result<DiskSpec, Trouble>> {
  const link = options.parent === undefined ? ok(null) : await linkTo(cli, real, options.parent);
  if (!link.ok) return link;
  return ok({
    kind: options.type,
    sizeBytes: options.size ?? link.value?.sizeBytes ?? 0,
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
