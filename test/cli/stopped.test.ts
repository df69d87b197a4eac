/**
 * Ctrl-C at every moment a command looks for it: exit code 130, nothing left behind, and the source as it was. The same
 * command is stopped at the first look, at the second and so on, until it is done before it is stopped.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileHash } from '../support/cli';
import { platterHere } from '../support/cliHere';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

/** A signal that is given when somebody looks for it for the nth time. */
function stopAt(look: number): AbortController {
  const stop = new AbortController();
  let looks = 0;
  Object.defineProperty(stop.signal, 'aborted', {
    get: () => {
      looks += 1;
      if (looks === look) stop.abort({ kind: 'interrupt' });
      return looks >= look;
    },
  });
  return stop;
}

const MAX_LOOKS = 4096;
const COMMANDS: readonly (readonly [name: string, ...words: string[]])[] = [
  ['info'],
  ['check'],
  ['check', '--deep'],
  ['map'],
  ['map', '--sectors'],
  ['report'],
  ['read', '--lba', '0', '--count', '8'],
  ['read', '--file-bytes', '--offset', '0', '--length', '4096'],
  ['hash'],
  ['search', '--text', 'nowhere'],
  ['repair'],
  ['repair', '--deep', '--yes'],
  ['repair', '--deep', '--output', 'new.vhd'],
  ['export', 'new.img'],
  ['convert', 'new.vhd', '--type', 'fixed'],
  ['flatten', 'new.vhd'],
  ['skeleton', 'new.vhd'],
  ['compact', '--output', 'new.vhd'],
  ['resize', '--size', '16MiB', '--output', 'new.vhd'],
  ['set', 'footer.creatorApplication=test'],
  ['write', '--lba', '0'],
];

/** A disk with a footer whose copy is damaged, so that there is something to repair. */
function damagedDisk(): Uint8Array {
  const image = baseImage();
  image[100] = 0x55;
  return image;
}

describe('Ctrl-C', () => {
  test.each(COMMANDS.map((words) => [words.join(' '), words] as const))('ends “%s” and leaves nothing', async (_name, words) => {
    const folder = tempDir();
    const disk = path.join(folder, 'disk.vhd');
    writeFileSync(disk, damagedDisk());
    const before = fileHash(disk);
    const [name, ...rest] = words;
    const placed = rest.map((word) => (word.startsWith('new.') ? path.join(folder, word) : word));
    let stops = 0;
    for (let look = 1; look < MAX_LOOKS; look = Math.ceil(look * 1.7)) {
      const ran = await platterHere([name, disk, ...placed], { stop: stopAt(look), input: new Uint8Array(512) });
      if (ran.code !== 130) break;
      stops += 1;
      expect(readdirSync(folder), `stopped at look ${look}`).toEqual(['disk.vhd']);
      expect(fileHash(disk), `stopped at look ${look}`).toBe(before);
    }
    expect(stops).toBeGreaterThan(0);
  });

  test('ends a comparison, a patch, an import and the making of a disk', async () => {
    const folder = tempDir();
    const disk = path.join(folder, 'disk.vhd');
    writeFileSync(disk, baseImage());
    const raw = path.join(folder, 'raw.img');
    writeFileSync(raw, new Uint8Array(1024 * 1024).fill(7));
    const made = path.join(folder, 'new.vhd');
    const patch = path.join(tempDir(), 'patch.json');
    const change = { space: 'disk', offset: 0, before: '00', after: '01' };
    writeFileSync(patch, JSON.stringify({ format: 'platter-patch', version: 1, disk: null, changes: [change] }));
    for (const words of [
      ['compare', disk, raw],
      ['apply', disk, patch],
      ['import', raw, made, '--type', 'dynamic'],
      ['create', made, '--type', 'fixed', '--size', '8MiB', '--preallocate', 'full'],
      ['create', made, '--type', 'differencing', '--parent', disk],
    ]) {
      expect([words[0], (await platterHere(words, { stop: stopAt(1) })).code]).toEqual([words[0], 130]);
      expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'raw.img']);
    }
  });
});
