/**
 * A footer far before the end of the file, which neither the end, the size of what stands there nor a GPT leads to: `repair`
 * looks through all of the file. The disks are put together here, byte for byte; QEMU says how large the results are.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { repairDocument } from '../../shared/documents/repair';
import { fileHash } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { fixedImage, SIZE } from '../support/fixtures';
import { lacks, qemuInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const MIB = 1024 * 1024;
const root = tempDir();
let count = 0;

/** `bytes` behind a fixed disk of 8 MiB and its footer, no zeros among them. */
function grown(bytes: number): string {
  count += 1;
  const file = path.join(root, `grown-${count}.vhd`);
  writeFileSync(file, Buffer.concat([fixedImage(), Buffer.alloc(bytes, 0xe5)]));
  return file;
}

const beside = (file: string): string[] => readdirSync(root).filter((name) => name.startsWith(path.basename(file, '.vhd')));

describe('a footer far before the end', () => {
  test('is found by repair, which writes nothing and offers both ways', async () => {
    const file = grown(6 * MIB);
    const before = fileHash(file);
    expect(await platterHere(['check', file])).toMatchObject({
      code: 1,
      err: expect.stringContaining('“platter repair” looks through all'),
    });
    const found = await platterHere(['repair', file]);
    expect(found).toMatchObject({ code: 0, err: expect.stringContaining('a footer stands at 0x800000, with 6,291,456 bytes behind it') });
    expect(found.out).toContain('--choose F04=cut-tail');
    expect(found.out).toContain('--choose F04=move-footer');
    const document = await documentHere(repairDocument, ['repair', file]);
    expect(document).toMatchObject({ applied: false, repairs: [], problemsBefore: 1 });
    expect(document.open.map(({ method }) => method)).toEqual(['cut-tail', 'move-footer']);
    expect(fileHash(file)).toBe(before);
  });

  test.skipIf(lacks('qemu-img'))('becomes the end, by cutting or by growing', async () => {
    const file = grown(6 * MIB);
    const old = readFileSync(file);
    const [cut, moved] = [`${file}.cut.vhd`, `${file}.moved.vhd`];
    await doneHere('repair', file, '--choose', 'F04=cut-tail', '--output', cut);
    expect(readFileSync(cut).equals(old.subarray(0, SIZE + 512))).toBe(true);
    await doneHere('repair', file, '--choose', 'F04=move-footer', '--output', moved);
    const now = readFileSync(moved);
    expect(now.subarray(0, SIZE).equals(old.subarray(0, SIZE))).toBe(true);
    expect(now.subarray(SIZE, SIZE + 512).every((byte) => byte === 0)).toBe(true);
    expect(now.subarray(SIZE + 512, -512).equals(old.subarray(SIZE + 512))).toBe(true);
    expect(now.readBigUInt64BE(now.length - 512 + 48)).toBe(BigInt(old.length));
    expect(qemuInfo(moved)['virtual-size']).toBeGreaterThanOrEqual(old.length);
    expect(readFileSync(file).equals(old)).toBe(true);
    // In the file itself it grows; it gets shorter in a copy alone.
    expect((await platterHere(['repair', file, '--choose', 'F04=cut-tail', '--yes'])).err).toContain('done on a copy alone');
    await doneHere('repair', file, '--choose', 'F04=move-footer', '--yes');
    expect(fileHash(file)).toBe(fileHash(moved));
  });

  test('is believed before a new one is put behind everything, where the file starts as a raw disk does', async () => {
    const file = grown(6 * MIB);
    const bytes = readFileSync(file);
    // An MBR without partitions: the signature, and four empty entries.
    bytes.fill(0, 446, 510).set([0x55, 0xaa], 510);
    writeFileSync(file, bytes);
    const ways = (words: readonly string[]) => documentHere(repairDocument, ['repair', file, ...words]);
    expect((await ways([])).open.map(({ method }) => method)).toEqual(['cut-tail', 'move-footer']);
    expect((await ways(['--no-search'])).repairs.map(({ method }) => method)).toEqual(['append-footer']);
    // With the footer's checksum gone too there is none to be found, and that is told before the other way is offered.
    bytes.fill(0, SIZE + 64, SIZE + 68);
    writeFileSync(file, bytes);
    expect(await platterHere(['repair', file])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Add --yes to do this to the file') as string,
      err: expect.stringContaining('no footer stands anywhere in') as string,
    });
  });

  test('is not looked for where that is not wanted, and told where it is none', async () => {
    const file = grown(6 * MIB);
    expect(await platterHere(['repair', file, '--no-search'])).toMatchObject({ code: 1, out: '' });
    const none = path.join(root, 'none.vhd');
    writeFileSync(none, Buffer.alloc(6 * MIB, 0xe5));
    expect(await platterHere(['repair', none])).toMatchObject({ code: 1, err: expect.stringContaining('no footer stands anywhere in') });
  });

  test('is not buried in another disk: import refuses the file, and takes what repair made of it', async () => {
    const file = grown(6 * MIB);
    const into = `${file}.nested.vhd`;
    for (const words of [
      ['--type', 'dynamic'],
      ['--type', 'fixed', '--azure'],
    ]) {
      const ran = await platterHere(['import', file, into, ...words]);
      expect(ran).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('a footer stands at 0x800000, with 6,291,456 bytes behind it'),
      });
      expect(ran.err).toContain('platter repair');
      expect(existsSync(into)).toBe(false);
    }
    const [whole, dynamic] = [`${file}.whole.vhd`, `${file}.dynamic.vhd`];
    await doneHere('repair', file, '--choose', 'F04=move-footer', '--output', whole);
    await doneHere('convert', whole, dynamic, '--type', 'dynamic');
    // What is no disk is imported as before: data that only speaks of one, and a footer that does not fit its place.
    const data = `${file}.data`;
    writeFileSync(data, Buffer.concat([Buffer.alloc(5 * MIB, 0xe5), fixedImage().subarray(SIZE), Buffer.alloc(5 * MIB, 0xe5)]));
    await doneHere('import', data, into, '--type', 'dynamic');
  });

  test('is looked for with progress, and no further after Ctrl-C', async () => {
    const file = grown(30 * MIB);
    const before = fileHash(file);
    const stop = new AbortController();
    let clock = 0;
    const ran = await platterHere(['repair', file], {
      terminal: 'err',
      stop,
      cli: (cli) => ({
        ...cli,
        world: { ...cli.world, now: () => (clock += 1000) },
        err: {
          ...cli.err,
          write: async (text) => {
            if (String(text).includes('Looking for a footer')) stop.abort({ kind: 'interrupt' });
            return cli.err.write(text);
          },
        },
      }),
    });
    expect(ran.code).toBe(130);
    expect(ran.err).toMatch(/Looking for a footer .* MiB of 38/);
    expect(fileHash(file)).toBe(before);
    expect(beside(file)).toHaveLength(1);
  });
});
