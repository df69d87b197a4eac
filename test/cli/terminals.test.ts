/** What people see on a terminal: colours by how bad it is, lines that fit, and no progress for what is over at once. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cli } from '../../main/cli/context';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage, fixedImage, FOOTER_AT, inBothFooters, TABLE_AT } from '../support/fixtures';
import { put32, put64 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const [RED, GREEN, YELLOW] = ['\u001b[31m', '\u001b[32m', '\u001b[33m'];
const lay = (bytes: Uint8Array): string => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, bytes);
  return file;
};
const withoutColour = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');
const onTerminal = async (...words: string[]): Promise<string> => (await platterHere(words, { terminal: 'both' })).out;

describe('the verdict of check', () => {
  const wrongSum = (): Uint8Array => {
    const bytes = baseImage();
    put32(bytes, FOOTER_AT + 64, 1);
    return bytes;
  };

  test('is green where nothing was found, and red where errors were', async () => {
    expect(await onTerminal('check', lay(fixedImage()))).toContain(`${GREEN}no problems found`);
    expect(await onTerminal('check', lay(wrongSum()))).toMatch(/\u001b\[31m1 error, 0 warnings, \d+ notes?\u001b\[0m\n$/);
  });

  test('is yellow for warnings, and green again for notes alone', async () => {
    // A saved state is a warning.
    const saved = inBothFooters(fixedImage(), (bytes, at) => void (at > 0 && (bytes[at + 84] = 1)));
    expect((await onTerminal('check', lay(fixedWith(saved)))).split('\n').at(-2)).toContain(YELLOW);
    // Another original size is a note at most.
    const grown = fixedWith(fixedImage(), (bytes, at) => put64(bytes, at + 40, 4_194_304));
    const told = await onTerminal('check', lay(grown));
    expect(told).not.toContain(RED);
    expect(told.split('\n').at(-2)).toContain(GREEN);
  });

  test('fits the terminal, and is broken between words', async () => {
    const told = withoutColour(await onTerminal('check', lay(wrongSum())));
    expect(told.split('\n').filter((line) => line.startsWith(' '.repeat(16)) && line.length > 80)).toEqual([]);
    const wide = await platterHere(['check', lay(wrongSum())]);
    expect(wide.out.split('\n').some((line) => line.length > 80 && line.length <= 110)).toBe(true);
  });
});

/** With its only footer changed, and its sum mended. */
function fixedWith(bytes: Uint8Array, change: (bytes: Uint8Array, at: number) => void = () => {}): Uint8Array {
  const at = bytes.length - 512;
  change(bytes, at);
  put32(bytes, at + 64, 0);
  const sum = bytes.subarray(at).reduce((all, byte) => all + byte, 0);
  put32(bytes, at + 64, 0xffff_ffff - sum);
  return bytes;
}

describe('help', () => {
  test('fits the terminal', async () => {
    const told = withoutColour(await onTerminal('help', 'repair'));
    expect(told).toMatch(/^Usage: platter repair /);
    expect(told.split('\n').filter((line) => line.length > 80 && !line.includes('http'))).toEqual([]);
    expect((await doneHere('help', 'repair')).split('\n').some((line) => line.length > 80)).toBe(true);
  });
});

describe('progress', () => {
  test('is wiped when it is over, and never begins for what is over at once', async () => {
    const words = ['check', lay(baseImage()), '--deep'];
    let time = 0;
    const slow = await platterHere(words, {
      terminal: 'err',
      cli: (cli) => ({ ...cli, world: { ...cli.world, now: () => (time += 1000) } }),
    });
    expect(slow.err).toContain('Checking');
    expect(slow.err.endsWith('\r\u001b[K')).toBe(true);
    const quick = await platterHere(words, { terminal: 'err', cli: (cli) => ({ ...cli, world: { ...cli.world, now: () => 0 } }) });
    expect(quick.err).toBe('');
    expect(quick.out).toBe(slow.out);
  });

  test('is shown while a rebuild looks for blocks and checks the new disk, and while a large fix is made', async () => {
    const slowly = (cli: Cli): Cli => {
      let time = 0;
      return { ...cli, world: { ...cli.world, now: () => (time += 1000) } };
    };
    const tableless = baseImage();
    tableless.fill(0, TABLE_AT, TABLE_AT + 512);
    const rebuilt = await platterHere(['repair', lay(tableless), '--rebuild'], { terminal: 'err', cli: slowly });
    expect(rebuilt.code).toBe(0);
    const labels = [...rebuilt.err.matchAll(/\r\u001b\[K([A-Z][a-z ]+) [█░]/g)].map(([, label]) => label);
    expect([...new Set(labels)]).toEqual(['Looking for blocks', 'Checking']);
    expect(rebuilt.err.endsWith('\r\u001b[K')).toBe(true);
    const hidden = baseImage();
    const bitmap = new DataView(hidden.buffer, hidden.byteOffset).getUint32(TABLE_AT) * 512;
    hidden.fill(0, bitmap, bitmap + 8);
    const words = ['repair', lay(hidden), '--deep'];
    const offered = await platterHere(words, { terminal: 'err', cli: slowly });
    const chosen = await platterHere([...words, '--choose', 'B15=set-bits'], { terminal: 'err', cli: slowly });
    expect(chosen.out).toContain('B15');
    // The same looks, one more after the fix, and its making.
    expect(chosen.err.split('Checking').length).toBeGreaterThan(offered.err.split('Checking').length);
  });

  test('is no result: raw bytes are not written to a terminal, a dump is', async () => {
    const disk = lay(baseImage());
    expect(await platterHere(['read', disk, '--lba', '0'], { terminal: 'both' })).toMatchObject({
      code: 64,
      out: '',
      err: expect.stringContaining('add --hex, or --out F, or redirect') as string,
    });
    expect(await onTerminal('read', disk, '--lba', '0', '--hex')).toBe(await doneHere('read', disk, '--lba', '0', '--hex'));
  });
});

test('a fault of ours is not taken for an answer: it is thrown on, to be reported as one', async () => {
  const broken = (): Promise<never> => Promise.reject(new Error('planted'));
  await expect(platterHere(['hash', lay(baseImage())], { cli: (cli) => ({ ...cli, startJob: broken }) })).rejects.toThrow('planted');
});
