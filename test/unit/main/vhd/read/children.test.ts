import { expect, test } from 'vitest';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import type { ParentFinder } from '../../../../../main/vhd/read/chain';
import { childrenOf, disksWithId } from '../../../../../main/vhd/read/children';
import { baseImage, childImage, fixedImage, inBothFooters, inHeader, HEADER_AT } from '../../../../support/fixtures';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { NO_SIBLINGS } from '../../../../support/opened';

/** BASE's id, as text. */
const BASE = '00000000-0000-0000-1122-334455667788';
const OWN = { identity: 'own' };

const beside = (...files: BlockFile[]): ParentFinder => ({
  byName: async () => null,
  others: async function* others() {
    for (const file of files) yield { file, finder: NO_SIBLINGS };
  },
});
const child = (name: string, change: (bytes: Uint8Array) => Uint8Array = (b) => b): BlockFile =>
  memoryFile(change(childImage().bytes.slice()), { name });

test('names the differencing disks whose parent has the id', async () => {
  const other = child('other.vhd', (b) => inHeader(b, (bytes) => bytes.fill(7, HEADER_AT + 40, HEADER_AT + 56)));
  const folder = [child('a.vhd'), memoryFile(baseImage(), { name: 'base.vhd' }), memoryFile(fixedImage()), other, child('b.vhd')];
  expect(await childrenOf(BASE, beside(...folder), OWN)).toEqual(['a.vhd', 'b.vhd']);
  // All of them are closed again.
  for (const file of folder) expect(await file.read(0 as never, 1)).toMatchObject({ ok: false, error: { code: 'EBADF' } });
});

test('believes the footer copy where the footer is lost', async () => {
  expect(await childrenOf(BASE, beside(child('a.vhd', (b) => b.subarray(0, b.length - 512))), OWN)).toEqual(['a.vhd']);
});

test('a file that is no disk, or cannot be read, is nobody’s child', async () => {
  const { bytes } = childImage();
  const unread = failingFile(memoryFile(bytes), 0, bytes.length);
  const noHeader = failingFile(memoryFile(bytes), 512, 1536);
  const headless = child('c.vhd', (b) => b.fill(0, 512, 1536));
  expect(await childrenOf(BASE, beside(memoryFile(new Uint8Array(9000)), unread, noHeader, headless), OWN)).toEqual([]);
});

test('the null id has no children, and is not looked for', async () => {
  const orphan = child('orphan.vhd', (b) => inHeader(b, (bytes) => bytes.fill(0, HEADER_AT + 40, HEADER_AT + 56)));
  expect(await childrenOf('00000000-0000-0000-0000-000000000000', beside(orphan), OWN)).toEqual([]);
});

test('twenty names are enough', async () => {
  const many = Array.from({ length: 22 }, (_, i) => child(`${i}.vhd`));
  expect(await childrenOf(BASE, beside(...many), OWN)).toHaveLength(20);
});

test('a child whose own names lead to another file with the id is based on that one', async () => {
  const asked = async (named: BlockFile | null): Promise<readonly string[]> => {
    const finder: ParentFinder = {
      byName: async (name) => (name === 'p.vhd' && named !== null ? { file: named, finder: NO_SIBLINGS } : null),
      others: NO_SIBLINGS.others,
    };
    const folder: ParentFinder = {
      byName: async () => null,
      others: async function* others() {
        yield { file: child('kid.vhd'), finder };
      },
    };
    return childrenOf(BASE, folder, OWN);
  };
  expect(await asked(memoryFile(baseImage(), { name: 'p.vhd', identity: 'copy' }))).toEqual([]);
  expect(await asked(memoryFile(baseImage(), { name: 'p.vhd', identity: OWN.identity }))).toEqual(['kid.vhd']);
  const stranger = inBothFooters(baseImage(), (b, at) => b.fill(9, at + 68, at + 84));
  // What bears the name is another disk, or nothing does: only the id says whose child it is.
  expect(await asked(memoryFile(stranger, { name: 'p.vhd', identity: 'other' }))).toEqual(['kid.vhd']);
  expect(await asked(null)).toEqual(['kid.vhd']);
});

test('twins are other files with the same id, by whichever footer is left; another name of the file itself is none', async () => {
  const own = memoryFile(baseImage(), { name: 'own.vhd', identity: 'one' });
  const linked = memoryFile(baseImage(), { name: 'link.vhd', identity: 'one' });
  const copy = memoryFile(baseImage(), { name: 'copy.vhd', identity: 'two' });
  const cut = memoryFile(baseImage().subarray(0, -512), { name: 'cut.vhd', identity: 'three' });
  const none = memoryFile(new Uint8Array(9000), { name: 'none.vhd', identity: 'four' });
  expect(await disksWithId(BASE, beside(linked, copy, cut, child('child.vhd'), none), own)).toEqual(['copy.vhd', 'cut.vhd']);
});
