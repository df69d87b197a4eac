/** What is copied, read back by the languages themselves; small cases are written by hand. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyText, ddLine } from '../../../../renderer/disk/copyAs.model';
import { isInstalled, lacks } from '../../../support/oracles';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const BYTES = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0xff]);
const noise = seeded(3).bytes(5000);
const folder = tempDir();

test('hex digits, with and without spaces, and text', () => {
  expect(copyText('hex', BYTES, 0)).toBe('50 4B 03 04 FF');
  expect(copyText('stream', BYTES, 0)).toBe('504B0304FF');
  expect(copyText('text', BYTES, 0)).toBe('PK...');
});

test.skipIf(!isInstalled('base64'))('Base64 is what the base64 program reads', () => {
  const text = copyText('base64', noise, 0);
  expect(execFileSync('base64', ['-d'], { input: text }).equals(noise)).toBe(true);
  expect(text).toBe(execFileSync('base64', ['-w', '76'], { input: noise, encoding: 'utf8' }));
});

test.skipIf(!isInstalled('xxd'))('a Markdown dump is a block of what xxd prints, at its address', () => {
  const dump = execFileSync('xxd', ['-u', '-o', '512'], { input: noise, encoding: 'utf8' });
  expect(copyText('markdown', noise, 512)).toBe(`\`\`\`text\n${dump}\`\`\`\n`);
});

test.skipIf(lacks('python3'))('Python gives the bytes back', () => {
  const code = `${copyText('python', noise, 0)}import sys; sys.stdout.buffer.write(data)`;
  expect(execFileSync('python3', ['-c', code]).equals(noise)).toBe(true);
});

test.skipIf(!isInstalled('javac'))('Java compiles a MiB of it and gives the bytes back', { timeout: 120_000 }, () => {
  const bytes = seeded(4).bytes(1024 * 1024);
  const source = `public class Main {\n${copyText('java', bytes, 0)}public static void main(String[] a) { System.out.write(DATA, 0, DATA.length); System.out.flush(); } }`;
  writeFileSync(path.join(folder, 'Main.java'), source);
  execFileSync('javac', ['Main.java'], { cwd: folder });
  expect(spawnSync('java', ['-cp', folder, 'Main'], { maxBuffer: 1 << 22 }).stdout.equals(bytes)).toBe(true);
});

test('dd counts whole sectors where it can, and bytes where it must; the shell reads the name as it is', () => {
  const file = path.join(folder, 'a disk.img');
  writeFileSync(file, noise.subarray(0, 4096));
  const read = (at: number, bytes: number): Buffer => execFileSync('sh', ['-c', `${ddLine({ path: file, at, bytes })} status=none`]);
  expect(read(1024, 1536).equals(noise.subarray(1024, 2560))).toBe(true);
  expect(read(7, 9).equals(noise.subarray(7, 16))).toBe(true);
  expect(ddLine({ path: '/d/x.vhd', at: 1024, bytes: 512 })).toBe('dd if=/d/x.vhd bs=512 skip=2 count=1');
});
