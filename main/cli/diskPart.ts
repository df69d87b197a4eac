/** Options that name a part of the disk: sectors, a block, or a partition. */
import { err, ok, type Result } from '../../shared/result';
import { blockSectorsOf } from '../vhd/describe/blockTable';
import { readPartitionTable } from '../vhd/partitions/partitionTable';
import { closeChain } from '../vhd/read/chain';
import type { Cli } from './context';
import { openDisk, type ChainOptions } from './openDisk';
import { EXIT, failed, type Trouble } from './outcome';

export type PartOptions = {
  readonly lba?: number;
  readonly count?: number;
  readonly block?: number;
  readonly partition?: number;
};

/** Why these options do not go together; null if they do. */
export function partUsage({ lba, count, block, partition }: PartOptions): string | null {
  const chosen = [lba !== undefined || count !== undefined, block !== undefined, partition !== undefined].filter(Boolean).length;
  return chosen > 1 ? 'choose one of --lba/--count, --block and --partition' : null;
}

type Part = { readonly from: number; readonly sectors: number } | null;

/** The sectors that are meant; null: all of the disk. `what`: what cannot be done if there are none. */
export async function partOf(cli: Cli, path: string, options: PartOptions & ChainOptions, what: string): Promise<Result<Part, Trouble>> {
  const { lba, count, block, partition } = options;
  if (lba === undefined && count === undefined && block === undefined && partition === undefined) return ok(null);
  const disk = await openDisk(cli, path, options);
  if (!disk.ok) return disk;
  const { chain } = disk.value;
  const [top] = chain.layers;
  const part = async (): Promise<Result<Part, Trouble>> => {
    if (partition !== undefined) {
      const found = (await readPartitionTable(chain)).entries.find(({ number }) => number === partition);
      if (found === undefined)
        return err({ exit: EXIT.failed, line: `${what}: it has no partition ${partition}. “platter info” lists them.` });
      return ok({ from: found.firstLba, sectors: found.sectors });
    }
    const perBlock = blockSectorsOf(top);
    const from = block === undefined ? (lba ?? 0) : block * perBlock;
    const sectors = block === undefined ? (count ?? top.sectors - from) : Math.min(perBlock, top.sectors - from);
    if (from >= top.sectors || sectors < 1)
      return failed(what, { kind: 'out-of-range', at: from, sectors: Math.max(1, sectors), diskSectors: top.sectors });
    return ok({ from, sectors });
  };
  const answer = await part();
  await closeChain(chain);
  return answer;
}
