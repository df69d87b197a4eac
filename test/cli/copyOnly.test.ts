/** Repairs that leave the file itself alone: what can only be done to a copy says so where it is offered, and a copy can be made. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { repairDocument } from '../../shared/documents/repair';
import { platterHere } from '../support/cliHere';
import { baseImage, inBothFooters } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
let count = 0;

/** Byte 84 of both footers is the saved state; the last footer's checksum (its bytes 64 to 67) is zero. */
function suspended(): string {
  const image = inBothFooters(baseImage(), (bytes, at) => {
    bytes[at + 84] = 1;
  });
  image.fill(0, image.length - 448, image.length - 444);
  const file = path.join(folder, `suspended${count++}.vhd`);
  writeFileSync(file, image);
  return file;
}

describe('of a suspended machine’s disk with a wrong checksum', () => {
  test('the plan is shown, with why the file is left alone and what to do', async () => {
    const ran = await platterHere(['repair', suspended()]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('F02  Copy from the footer copy at 0x0; its checksum is right');
    expect(ran.out).toContain(
      'Nothing was written: a suspended machine relies on this disk as it is. Add --output COPY to repair a copy; or shut the machine down first; or add --choose F12=clear-saved-state, and its state is lost.',
    );
  });

  test('--dry-run shows the same, and does not go with what writes', async () => {
    const file = suspended();
    const before = readFileSync(file);
    expect((await platterHere(['repair', file, '--dry-run'])).out).toBe((await platterHere(['repair', file])).out);
    for (const [writing, named] of [
      [['--yes'], '--yes'],
      [['--output', path.join(folder, 'never.vhd')], '--output'],
    ] as const) {
      const ran = await platterHere(['repair', file, '--dry-run', ...writing]);
      expect([ran.code, ran.err]).toEqual([64, expect.stringContaining(`leave ${named} out`)]);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a copy is mended; the original is as it was', async () => {
    const [file, copy] = [suspended(), path.join(folder, `copy${count++}.vhd`)];
    const before = readFileSync(file);
    const ran = await platterHere(['repair', file, '--output', copy, '--json']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const told = repairDocument.parse(JSON.parse(ran.out));
    expect([told.copyOnly, told.repairs.map(({ code }) => code)]).toEqual(['saved-state', ['F02']]);
    expect(readFileSync(file).equals(before)).toBe(true);
    // The sound footer stands at the start, byte for byte.
    const made = readFileSync(copy);
    expect(made.subarray(-512).equals(before.subarray(0, 512))).toBe(true);
    expect(made.subarray(0, -512).equals(before.subarray(0, -512))).toBe(true);
  });

  test('in place it is refused; what the refusal names works', async () => {
    const file = suspended();
    const before = readFileSync(file);
    const ran = await platterHere(['repair', file, '--yes']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('Give --output COPY instead of --yes, to repair a copy; or shut')]);
    expect(readFileSync(file).equals(before)).toBe(true);
    const chosen = await platterHere(['repair', file, '--yes', '--choose', 'F12=clear-saved-state']);
    expect([chosen.code, chosen.err]).toEqual([0, expect.stringContaining('warning: The disk is in a saved state')]);
    expect(readFileSync(file)[84]).toBe(0);
  });
});

describe('what would make the file shorter', () => {
  const tailed = (): string => {
    const file = path.join(folder, `tailed${count++}.vhd`);
    writeFileSync(file, Buffer.concat([baseImage(), Buffer.alloc(4096, 0x5a)]));
    return file;
  };

  test('says so where it is offered', async () => {
    const file = tailed();
    const { out } = await platterHere(['repair', file]);
    expect(out).toMatch(/--choose F04=cut-tail\n(.+\n){1,2} +Only in a copy: the file would get shorter\. Add --output COPY\.\n/);
    const told = repairDocument.parse(JSON.parse((await platterHere(['repair', file, '--json'])).out));
    expect(told.open.find(({ method }) => method === 'cut-tail')?.copyOnly).toBe('shorter');
  });

  test('is refused in place, with the word that makes it work', async () => {
    const [file, copy] = [tailed(), path.join(folder, `copy${count++}.vhd`)];
    const ran = await platterHere(['repair', file, '--choose', 'F04=cut-tail', '--yes']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('Give --output COPY instead of --yes')]);
    expect((await platterHere(['repair', file, '--choose', 'F04=cut-tail', '--output', copy])).code).toBe(0);
    expect(readFileSync(copy).equals(Buffer.from(baseImage()))).toBe(true);
  });
});
