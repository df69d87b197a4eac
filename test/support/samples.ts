/**
 * Disks that other programs made. They are not part of the repository: where the folder is missing, tests that need it
 * are skipped and say so. Found beside the repository (`../shared/samples`) or where PLATTER_SAMPLES points.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The samples' folder, or null. */
export function samplesFolder(): string | null {
  const folder = process.env['PLATTER_SAMPLES'] ?? path.resolve(import.meta.dirname, '../../../shared/samples');
  if (existsSync(path.join(folder, 'PROVENANCE.md'))) return folder;
  console.warn(`SKIPPED: no disk samples at ${folder}; set PLATTER_SAMPLES to their folder`);
  return null;
}

/** Unpacks `name` (without .gz, folders allowed) into `into`, once; answers the unpacked file's path. */
export function unpack(folder: string, name: string, into: string): string {
  const target = path.join(into, name);
  if (existsSync(target)) return target;
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, gunzipSync(readFileSync(path.join(folder, `${name}.gz`))));
  return target;
}

/** Names of all samples, without .gz, chains and pairs left out. */
export const sampleNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.vhd.gz'))
    .map((name) => name.replace(/\.gz$/, ''));

/** What the samples' own record says of one: hashes of the file and of the virtual disk. */
export function provenance(folder: string, name: string): { readonly file: string; readonly content: string | null } {
  const record = readFileSync(path.join(folder, 'PROVENANCE.md'), 'utf8');
  const section = record.split(/^## /m).find((part) => part.startsWith(name)) ?? '';
  const file = /^- file: \d+ bytes, sha256 `([0-9a-f]{64})`/m.exec(section)?.[1];
  if (file === undefined) throw new Error(`no record of ${name}`);
  return { file, content: /^- content sha256 `([0-9a-f]{64})`/m.exec(section)?.[1] ?? null };
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
