/** `write`: writes whole sectors of the disk, from a file or standard input, through the journal. */
import { err, ok, type Result } from '../../../shared/result';
import { lba } from '../../../shared/vhd/units';
import { MAX_EDIT_BYTES } from '../../vhd/ops/patches';
import { planWrites } from '../../vhd/ops/writeSectors';
import { writeRefusal } from '../changeRefusal';
import type { Cli } from '../context';
import { carryOut, hold, type InPlaceOptions } from '../inPlace';
import { withDisk } from '../openDisk';
import { CANCELLED, failed, shown, troubleOf, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { wholeFile } from '../wholeFile';

export type WriteOptions = InPlaceOptions & { readonly lba: number; readonly in?: string; readonly force?: boolean };

export async function write(cli: Cli, path: string, options: WriteOptions): Promise<Outcome> {
  const held = await hold(cli, path);
  if (!held.ok) return held;
  const bytes = await dataOf(cli, options.in);
  if (!bytes.ok) return bytes;
  return withDisk(cli, path, {}, async ({ chain }) => {
    const plan = await planWrites(chain.layers[0], [{ lba: lba(options.lba), bytes: bytes.value }]);
    if (!plan.ok) return failed(`cannot write to ${shown(path)}`, plan.error);
    const refusal = await writeRefusal(cli, held.value, chain, plan.value, options);
    return refusal === null ? carryOut(cli, held.value, plan.value, 'write to', options) : err(refusal);
  });
}

async function dataOf(cli: Cli, from: string | undefined): Promise<Result<Uint8Array, Trouble>> {
  const data = from === undefined || from === '-' ? await standardInput(cli) : await wholeFile(from, MAX_EDIT_BYTES, tooMuch);
  if (!data.ok) return data;
  return data.value.length === 0 ? err(wrongUsage('there is nothing to write: the input is empty')) : data;
}

const tooMuch = (bytes: number): Trouble => troubleOf('cannot write', { kind: 'too-much', bytes, most: MAX_EDIT_BYTES });

async function standardInput(cli: Cli): Promise<Result<Uint8Array, Trouble>> {
  if (cli.input === null) return err(wrongUsage('give the sectors on standard input or with --in F'));
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of cli.input) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_EDIT_BYTES) return err(tooMuch(bytes));
    if (cli.signal.aborted) break;
  }
  return cli.signal.aborted ? err(CANCELLED) : ok(new Uint8Array(Buffer.concat(parts)));
}
