/** File names that are no valid UTF-8, which Linux allows: Node hands them on as other names, and no command may act on those. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLI } from '../support/cli';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
writeFileSync(path.join(folder, 'disk.vhd'), baseImage());

/** In bash, where $'a\xff' is a name of these two bytes. */
function inBash(script: string): { readonly code: number; readonly out: string } {
  const platter = `${process.execPath} ${CLI}`;
  try {
    return {
      code: 0,
      out: execFileSync('bash', ['-c', `platter() { ${platter} "$@"; }; ${script}`], { cwd: folder, stdio: 'pipe' }).toString(),
    };
  } catch (cause) {
    const { status, stderr } = cause as { status: number; stderr: Buffer };
    return { code: status, out: stderr.toString() };
  }
}

const REFUSED = /^platter: cannot take .+: the name has bytes that are no valid UTF-8.+“mv”.+“ln -s”, and name the link\.\n$/;

test
  .runIf(process.platform === 'linux')
  .each([
    [String.raw`platter info $'bad\xff.vhd'`],
    [String.raw`platter create $'new\xfe.vhd' --type dynamic --size 8MiB`],
    [String.raw`platter export disk.vhd $'out\xc3'`],
    [String.raw`platter read disk.vhd --lba 0 --out $'\xff'`],
    [String.raw`platter info $'f\xff/disk.vhd'`],
  ])('%s is refused with what to do, and makes nothing', (script) => {
  inBash(String.raw`cp disk.vhd $'bad\xff.vhd'; mkdir -p $'f\xff'; cp disk.vhd $'f\xff'/`);
  const before = readdirSync(folder).length;
  const ran = inBash(script);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(REFUSED);
  expect(readdirSync(folder).length).toBe(before);
});

test.runIf(process.platform === 'linux')('a symbolic link to such a file can be looked at, as the refusal says', () => {
  inBash(String.raw`cp disk.vhd $'linked\xff.vhd'; ln -s $'linked\xff.vhd' link.vhd`);
  expect(inBash('platter check link.vhd')).toMatchObject({ code: 0 });
});

test.runIf(process.platform === 'linux')('the letter that stands for lost bytes may be in a name', () => {
  inBash(String.raw`cp disk.vhd $'\xef\xbf\xbd.vhd'`);
  expect(inBash(String.raw`platter check $'\xef\xbf\xbd.vhd'`)).toMatchObject({ code: 0 });
});

test.runIf(process.platform === 'linux')('such names beside a disk are passed over', async () => {
  const crowd = path.join(folder, 'crowd');
  mkdirSync(crowd);
  await doneHere('create', path.join(crowd, 'base.vhd'), '--type', 'dynamic', '--size', '8MiB');
  await doneHere('create', path.join(crowd, 'kid.vhd'), '--type', 'differencing', '--parent', path.join(crowd, 'base.vhd'));
  inBash(
    String.raw`cd crowd; mv base.vhd other.vhd; cp disk.vhd $'a\xff.vhd'; cp other.vhd $'b\xfe.vhd'; touch $'kid.vhd\xff.platter-journal'`,
  );
  const { out } = await platterHere(['check', path.join(crowd, 'kid.vhd')]);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('other.vhd stands in for the parent that kid.vhd names');
});
