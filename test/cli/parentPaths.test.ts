/**
 * A parent in a folder inside the child's own is found by the path that the child stores, by every command; one outside it
 * is told truly, and taken when it is named.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage, childImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

/** A folder with c.vhd, and its parent in `where`. */
function laid(where: string): (name: string) => string {
  const root = tempDir();
  const at = (name: string): string => path.join(root, 'vm', name);
  mkdirSync(at(''));
  mkdirSync(path.dirname(at(where)), { recursive: true });
  writeFileSync(at(where), baseImage());
  writeFileSync(at('c.vhd'), childImage().bytes);
  return at;
}

const codesOf = async (...words: readonly string[]): Promise<string[]> => {
  const ran = await platterHere(['check', ...words, '--json']);
  return (JSON.parse(ran.out) as { findings: { code: string }[] }).findings.map(({ code }) => code);
};

test('reconnected to a folder inside its own, a disk is whole for every command', async () => {
  const at = laid('lost/p.vhd');
  expect(await codesOf(at('c.vhd'))).toContain('P01');
  const wanted = await doneHere('hash', at('c.vhd'), '--parent', at('lost/p.vhd'));
  await doneHere('reconnect', at('c.vhd'), '--parent', at('lost/p.vhd'));
  expect(await codesOf(at('c.vhd'))).not.toContain('P01');
  expect(await codesOf(at('c.vhd'))).not.toContain('P18');
  expect(await doneHere('hash', at('c.vhd'))).toBe(wanted);
  expect(await doneHere('info', at('c.vhd'))).toContain(at(path.join('lost', 'p.vhd')));
  await doneHere('convert', at('c.vhd'), at('flat.vhd'), '--type', 'fixed');
});

test('a child made over a parent inside its folder finds it', async () => {
  const at = laid('u/p.vhd');
  await doneHere('create', at('young.vhd'), '--type', 'differencing', '--parent', at('u/p.vhd'));
  expect(await codesOf(at('young.vhd'))).not.toContain('P01');
});

test('reconnected to a folder outside its own, it is told where the parent is, and that it has to be named', async () => {
  const at = laid('../base/p.vhd');
  await doneHere('reconnect', at('c.vhd'), '--parent', at('../base/p.vhd'));
  expect(readFileSync(at('c.vhd')).includes(Buffer.from('..\\base\\p.vhd', 'utf16le'))).toBe(true);
  const alone = (await platterHere(['check', at('c.vhd')])).out;
  expect(alone.replaceAll(/\s+/g, ' ')).toMatch(
    /there is no p\.vhd; \.\.\\base\\p\.vhd and \S+ lead out of the folder and were not followed/,
  );
  const named = await platterHere(['check', at('c.vhd'), '--parent', at('../base/p.vhd')]);
  expect(named.out).toContain('The path to the parent leads out of the folder');
});

test.skipIf(process.platform === 'win32')('a folder on the way that is a link is told, and not entered', async () => {
  const at = laid('../base/p.vhd');
  mkdirSync(at('lost'));
  writeFileSync(at('lost/p.vhd'), baseImage());
  await doneHere('reconnect', at('c.vhd'), '--parent', at('lost/p.vhd'));
  const moved = laid('../base/p.vhd');
  writeFileSync(moved('c.vhd'), readFileSync(at('c.vhd')));
  symlinkSync(moved('../base'), moved('lost'));
  expect((await platterHere(['check', moved('c.vhd')])).out).toContain('.\\lost\\p.vhd is there, but');
});
