/**
 * Other programs that read VHD, as judges. A program that is not installed skips its tests and says so; with
 * REQUIRE_ORACLES=1 it fails them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';

export type Tool = 'qemu-img' | 'qemu-io' | 'vhdiinfo' | 'img_cat' | '7z' | 'mmls' | 'strace' | 'bximage' | 'python3' | 'mke2fs';

/** Whether there is such a program; for those that a test can well do without, such as compilers. */
export const isInstalled = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** A container may have strace and forbid to trace. */
const works = (tool: Tool): boolean => {
  if (tool !== 'strace') return true;
  try {
    execFileSync('strace', ['-o', devNull, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Whether a test must be skipped for want of a tool. */
export function lacks(...tools: Tool[]): boolean {
  const missing = tools.filter((tool) => !isInstalled(tool) || !works(tool));
  if (missing.length === 0) return false;
  if (process.env['REQUIRE_ORACLES'] === '1') throw new Error(`not usable here: ${missing.join(', ')}`);
  console.warn(`SKIPPED: not usable here: ${missing.join(', ')}`);
  return true;
}

/** Standard output as text; throws when the tool fails. */
export const run = (tool: Tool, ...args: string[]): string =>
  execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });

/** SHA-256 of what the tool writes to standard output. */
export async function hashOutput(tool: Tool, ...args: string[]): Promise<string> {
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const hash = createHash('sha256');
  for await (const chunk of child.stdout) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

export type QemuInfo = { readonly format: string; readonly 'virtual-size': number; readonly 'cluster-size'?: number };

/** QEMU decides the size by creator; it reads the copy at 0, no bitmaps, and takes a child for a plain dynamic disk. */
export const qemuInfo = (file: string): QemuInfo => JSON.parse(run('qemu-img', 'info', '--output=json', '-f', 'vpc', file)) as QemuInfo;

/** Content by current size, as raw bytes into `raw`. */
export const qemuConvert = (file: string, raw: string): string =>
  run('qemu-img', 'convert', '--image-opts', `driver=vpc,force_size_calc=current_size,file.filename=${file}`, '-O', 'raw', raw);

/** libvhdi: reads the trailing footer, takes original size for the size, checks no checksum. */
export function vhdiInfo(file: string): {
  type: string;
  mediaBytes: number;
  id: string;
  parentId: string | null;
  parentName: string | null;
} {
  const text = run('vhdiinfo', file);
  const field = (label: string): string | null => new RegExp(`^\\s*${label}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? null;
  return {
    type: field('Disk type') ?? '',
    mediaBytes: Number(/\((\d+) bytes\)/.exec(field('Media size') ?? '')?.[1]),
    id: field('Identifier') ?? '',
    parentId: field('Parent identifier'),
    parentName: field('Parent filename'),
  };
}
