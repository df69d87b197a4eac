/**
 * What the kernel sees when images are opened: nothing is written, and no path that stands in an image is touched. Sound,
 * damaged and hostile images, watched with strace.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { baseImage, childImage, fixedImage, inBothFooters, withEntry } from '../support/fixtures';
import { HOSTILE_PATHS } from '../support/hostilePaths';
import { BASE_ID, put32, sparseImage, utf16, type LocatorSpec } from '../support/imageBuilder';
import { lacks } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { tempDir } from '../support/tempDir';

const root = realpathSync(tempDir());
const images = path.join(root, 'images');
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);

/** A child of nobody that names its parent by one hostile path, in one way or in all. */
function hostile(where: string, way: 'name' | 'W2ru' | 'W2ku' | 'MacX' | 'Wi2r' | 'Wi2k' | 'all'): Uint8Array {
  const all: LocatorSpec[] = [
    { slot: 0, code: 'W2ru', data: utf16(where, 'le') },
    { slot: 1, code: 'W2ku', data: utf16(where, 'le') },
    { slot: 2, code: 'MacX', data: bytesOf(`file://${where.replaceAll('\\', '/')}`) },
    { slot: 3, code: 'Wi2r', data: bytesOf(where) },
    { slot: 4, code: 'Wi2k', data: bytesOf(where) },
  ];
  return sparseImage({
    size: 8192,
    blockBytes: 4096,
    type: 4,
    blocks: [],
    header: { parentId: BASE_ID, parentName: way === 'name' || way === 'all' ? where : '' },
    locators: way === 'name' ? [] : all.filter(({ code }) => way === 'all' || code === way),
  }).bytes;
}

function writeImages(): void {
  mkdirSync(images);
  const base = inBothFooters(baseImage(), (b, at) => b.fill(7, at + 68, at + 84));
  const put = (name: string, bytes: Uint8Array): void => writeFileSync(path.join(images, `${name}.vhd`), bytes);
  put('0-base', base);
  put('0-fixed', fixedImage());
  put('0-child', childImage().bytes);
  HOSTILE_PATHS.forEach((where, i) => {
    // A folder for each: a child without its parent has a look at every disk beside it.
    mkdirSync(path.join(images, `${i}`));
    put(`${i}/0-base`, base);
    for (const way of ['name', 'W2ru', 'W2ku', 'MacX', 'Wi2r', 'Wi2k', 'all'] as const) put(`${i}/hostile-${way}`, hostile(where, way));
  });
  const random = seeded(5);
  for (let i = 0; i < 40; i++) {
    const damaged = sparseImage({ size: 65_536, blockBytes: 4096, blocks: [{ index: 2, data: random.bytes(4096) }] }).bytes;
    for (let n = 0; n < 4; n++) put32(damaged, random.below(damaged.length / 4 - 1) * 4, random.below(0xffff_ffff));
    put(`damaged-${i}`, withEntry(damaged, 1, random.below(40)));
  }
}

/** The C library asks these of the kernel when a new thread first needs memory. */
const OF_THE_LIBRARY = ['/sys/devices/system/cpu/online', '/proc/sys/vm/overcommit_memory'];

const WRITES =
  /^(write|pwrite64|pwritev2?|writev|ftruncate|truncate|fallocate|fchmod|fchown|futimesat|utimensat|fsetxattr|flock|fsync|fdatasync|copy_file_range|sendfile)$/;

describe.skipIf(process.platform !== 'linux' || lacks('strace'))('opening images, as the kernel sees it', () => {
  const calls: { readonly name: string; readonly rest: string }[] = [];
  let before = '';
  let after = '';

  const filesIn = (): string[] => readdirSync(images, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vhd'));
  const state = (): string =>
    filesIn()
      .map((name) => {
        const { mtimeMs, size, ino } = statSync(path.join(images, name));
        return [name, mtimeMs, size, ino, sha256Of(readFileSync(path.join(images, name)))].join(' ');
      })
      .join('\n');

  beforeAll(async () => {
    writeImages();
    const outDir = path.join(root, 'program');
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: path.resolve(import.meta.dirname, '../support/openAll.ts'),
        outDir,
        minify: false,
        target: 'node20',
        emptyOutDir: false,
      },
    });
    const program = path.join(outDir, readdirSync(outDir).find((name) => name.startsWith('openAll')) ?? '');
    const log = path.join(root, 'calls.log');
    before = state();
    const files = filesIn().map((name) => path.join(images, name));
    execFileSync('strace', ['-f', '-qq', '-y', '-s', '4096', '-e', 'trace=%file,%desc', '-o', log, process.execPath, program, ...files], {
      stdio: 'ignore',
    });
    after = state();
    let isMarked = false;
    // Longer than a string can be. What Node's threads say to each other is no file.
    for await (const line of createInterface({ input: createReadStream(log) })) {
      const match = isMarked && !line.includes('<anon_inode:') ? /^\d+\s+(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)$/.exec(line) : null;
      isMarked ||= line.includes('"MARK"');
      if (match !== null) calls.push({ name: match[1] ?? '', rest: match[2] ?? '' });
    }
  });

  test('the program was seen at work', () => {
    expect(calls.filter(({ name }) => name === 'openat').length).toBeGreaterThan(HOSTILE_PATHS.length * 7);
    expect(calls.some(({ name, rest }) => name === 'pread64' && rest.includes(images))).toBe(true);
  });

  test('every image is opened for reading only, and nothing is created', () => {
    const opened = calls.filter(({ name, rest }) => /^(open|openat|openat2|creat)$/.test(name) && rest.includes('"'));
    const others = opened.filter(({ rest }) => !rest.includes('O_RDONLY') || /O_CREAT|O_TRUNC|O_RDWR|O_WRONLY|O_APPEND/.test(rest));
    expect(others).toEqual([]);
  });

  test('no image is written to, truncated, locked or stamped', () => {
    expect(calls.filter(({ name, rest }) => WRITES.test(name) && rest.includes(root))).toEqual([]);
    expect(after).toBe(before);
  });

  test('no path is touched but the images and their own folder', () => {
    const named = calls.flatMap(({ name, rest }) => {
      const first = /"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1];
      return first === undefined ||
        !/open|stat|access|readlink|chdir|exec|mkdir|unlink|rename|xattr|statfs|utime|link|chmod|chown|mknod|truncate/.test(name)
        ? []
        : [{ name, first, rest }];
    });
    expect(named.length).toBeGreaterThan(100);
    const folders = [images, ...HOSTILE_PATHS.map((_, i) => path.join(images, `${i}`))];
    const isImage = (name: string): boolean => folders.includes(name) || folders.includes(path.dirname(name));
    const outside = named.filter(
      ({ first, rest }) => !OF_THE_LIBRARY.includes(first) && !isImage(first) && !(first === '' && rest.includes(images)),
    );
    expect(outside).toEqual([]);
  });
});
