/** The sample disk, looked at by others, and left alone once somebody worked on it. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSession } from '../../../../../main/session/image/imageSession';
import { sampleFile, type SampleChoice } from '../../../../../main/session/newdisk/sample';
import type { ImageId } from '../../../../../shared/views';
import { realContext, realFiles } from '../../../../support/newDisks';
import { lacks, qemuConvert, run } from '../../../../support/oracles';
import { tempDir } from '../../../../support/tempDir';

const make = (folder: string, ask: () => Promise<SampleChoice>) =>
  sampleFile({ folder, files: realFiles, newId: () => 'feedc0de-0000' }, ask);
const nobody = (): Promise<SampleChoice> => Promise.reject(new Error('nobody should be asked'));

async function sample(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = path.join(tempDir(), 'samples');
  const made = await make(folder, nobody);
  if (!made.ok) throw new Error(made.error.kind);
  return { folder, file: made.value };
}

describe('the sample disk', () => {
  it('has one error, the checksum of its footer, and nothing else to find', async () => {
    const { file } = await sample();
    const session = await openSession({
      id: 'i' as ImageId,
      path: file,
      as: 'disk',
      now: () => 1_800_000_000,
      newId: () => 'fresh',
      context: realContext(),
    });
    if (!session.ok) throw new Error(session.error.kind);
    expect(session.value.view().findings.map(({ code, severity }) => [code, severity])).toEqual([['F02', 'error']]);
    await session.value.close();
  });

  it('beside which a journal stands is opened as it is, for that save to be decided about, and never made afresh', async () => {
    const { file, folder } = await sample();
    const torn = readFileSync(file).fill(0xee, 4096, 4608);
    writeFileSync(file, torn);
    writeFileSync(`${file}.platter-journal`, 'torn');
    expect(await make(folder, nobody)).toEqual({ ok: true, value: file });
    expect(readFileSync(file).equals(torn)).toBe(true);
  });

  it.skipIf(lacks('qemu-img'))('has its partition and its words where other programs look for them', async () => {
    const { file, folder } = await sample();
    const raw = path.join(folder, 'sample.raw');
    qemuConvert(file, raw);
    const disk = readFileSync(raw);
    expect(disk.length).toBe(16 * 1024 * 1024);
    // MBR, bytes by hand: type DA at 450, first LBA 2048, 30720 sectors, signature 55 AA.
    expect(disk.subarray(450, 451).toString('hex')).toBe('da');
    expect(disk.subarray(454, 462).toString('hex')).toBe('0008000000780000');
    expect(disk.subarray(510, 512).toString('hex')).toBe('55aa');
    expect(disk.subarray(1024 * 1024, 1024 * 1024 + 19).toString()).toBe('Welcome to Platter.');
    expect(disk.subarray(-512, -492).toString()).toBe('The last sector of t');
  });

  it.skipIf(lacks('vhdiinfo'))('is one that libvhdi opens too', async () => {
    const { file } = await sample();
    expect(run('vhdiinfo', file)).toMatch(/Dynamic/);
  });

  it('is the same file for everybody, made once', async () => {
    const { file, folder } = await sample();
    const { mtimeMs } = statSync(file);
    expect(await make(folder, nobody)).toEqual({ ok: true, value: file });
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect(readFileSync((await sample()).file).equals(readFileSync(file))).toBe(true);
  });

  it('is not replaced when somebody worked on it, unless they say so', async () => {
    const { file, folder } = await sample();
    const fresh = readFileSync(file);
    const edited = Buffer.from(fresh);
    edited[70_000] = 0x77;
    writeFileSync(file, edited);
    expect(await make(folder, () => Promise.resolve('cancel'))).toEqual({ ok: false, error: { kind: 'declined' } });
    expect(await make(folder, () => Promise.resolve('keep'))).toEqual({ ok: true, value: file });
    expect(readFileSync(file).equals(edited)).toBe(true);
    expect(await make(folder, () => Promise.resolve('afresh'))).toEqual({ ok: true, value: file });
    expect(readFileSync(file).equals(fresh)).toBe(true);
    expect(readdirSync(folder)).toEqual(['Sample disk.vhd']);
  });
});
