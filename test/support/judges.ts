/**
 * What other programs read from a disk, each asked only what it can judge: QEMU by current size and never a child,
 * libvhdi no blocks below 4 KiB, Bochs only what geometry covers. 7-Zip alone judges chains, and is the strictest.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, rmSync } from 'node:fs';
import { hashOutput, qemuConvert, run } from './oracles';

export type Judge = 'qemu' | 'libvhdi' | '7z' | 'bochs';

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function byQemu(file: string): Promise<string> {
  qemuConvert(file, `${file}.qemu`);
  const hash = await hashFile(`${file}.qemu`);
  rmSync(`${file}.qemu`);
  return hash;
}

/** It opens its input for writing: a copy. */
async function byBochs(file: string): Promise<string> {
  copyFileSync(file, `${file}.copy`);
  run('bximage', '-q', '-func=convert', '-imgmode=flat', `${file}.copy`, `${file}.bochs`);
  const hash = await hashFile(`${file}.bochs`);
  for (const made of [`${file}.copy`, `${file}.bochs`]) rmSync(made);
  return hash;
}

/** SHA-256 of the disk as the program reads it; throws what the program says when it refuses. */
export async function hashBy(judge: Judge, file: string): Promise<string> {
  switch (judge) {
    case 'qemu':
      return byQemu(file);
    case 'libvhdi':
      return hashOutput('img_cat', '-i', 'vhd', file);
    case '7z':
      return hashOutput('7z', 'x', '-tvhd', '-so', file);
    case 'bochs':
      return byBochs(file);
    default:
      return judge satisfies never;
  }
}

/** 7-Zip's test of the whole structure: both footers, all sums, the table, bits against bytes. Throws on any error or warning. */
export function expectSound(file: string): void {
  const said = run('7z', 't', '-tvhd', file);
  if (!said.includes('Everything is Ok') || /warning/i.test(said)) throw new Error(said);
}
