/** `apply`, and `compare --patch`: judged by qemu-img, which compares the disks, and by bytes written by hand. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { patchDocument } from '../../shared/documents/patch';
import { platterHere as here } from '../support/cliHere';
import { lacks, run } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const cannot = lacks('qemu-img', 'qemu-io');
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const io = (name: string, ...writes: string[]): string =>
  run('qemu-io', '-f', 'vpc', ...writes.flatMap((write) => ['-c', `write ${write}`]), at(name));
const platterHere = (...words: string[]): ReturnType<typeof here> => here(words);
const copy = (from: string, to: string): string => {
  copyFileSync(at(from), at(to));
  return at(to);
};
const same = (a: string, b: string): string => run('qemu-img', 'compare', '-f', 'vpc', '-F', 'vpc', at(a), at(b));
const patch = (...changes: object[]): string => {
  writeFileSync(at('hand.json'), JSON.stringify({ format: 'platter-patch', version: 1, disk: null, changes }));
  return at('hand.json');
};

/** The run that writes `p.json`. */
let made: Awaited<ReturnType<typeof here>>;

beforeAll(async () => {
  if (cannot) return;
  run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', at('old.vhd'), '16M');
  io('old.vhd', '-P 0x11 0 64k', '-P 0x22 5M 4k');
  copy('old.vhd', 'new.vhd');
  // Inside a block that exists, over the border of two blocks of which one is new, and in a new block.
  io('new.vhd', '-P 0x33 1000 300', '-P 0x44 4194000 700', '-P 0x55 9M 1000');
  writeFileSync(at('x.ips'), Buffer.from('5041544348 000210 0003 616263 000300 0000 0005 7a 454f46'.replaceAll(' ', ''), 'hex'));
  made = await platterHere('compare', at('old.vhd'), at('new.vhd'), '--patch', at('p.json'));
});

test.skipIf(cannot)('what compare writes makes one disk of the other, and backwards again', async () => {
  expect(made).toMatchObject({ code: 2, err: expect.stringMatching(/^platter: wrote \d changes to .*p\.json\n$/) as string });
  const { disk, changes } = patchDocument.parse(JSON.parse(readFileSync(at('p.json'), 'utf8')));
  expect(disk?.virtualBytes).toBe(JSON.parse(run('qemu-img', 'info', '--output=json', at('old.vhd')))['virtual-size']);
  // The bytes are those that were written by hand, and no more.
  expect(changes.map(({ offset, after }) => [offset, after.length / 2, after.slice(0, 2)])).toEqual([
    [1000, 300, '33'],
    [4_194_000, 700, '44'],
    [9 * 1024 * 1024, 1000, '55'],
  ]);
  copy('old.vhd', 'work.vhd');
  expect(await platterHere('apply', at('work.vhd'), at('p.json'))).toMatchObject({ code: 0, err: '' });
  expect(same('work.vhd', 'new.vhd')).toContain('identical');
  expect((await platterHere('apply', at('work.vhd'), at('p.json'))).out).toContain('it is like that already');
  expect(await platterHere('apply', at('work.vhd'), at('p.json'), '--reverse')).toMatchObject({ code: 0 });
  expect(same('work.vhd', 'old.vhd')).toContain('identical');
});

test.skipIf(cannot)('a disk with other bytes is left as it is, to the byte', async () => {
  copy('old.vhd', 'other.vhd');
  io('other.vhd', '-P 0x99 1100 1');
  const before = readFileSync(at('other.vhd'));
  await platterHere('compare', at('old.vhd'), at('new.vhd'), '--patch', at('q.json'));
  const refused = await platterHere('apply', at('other.vhd'), at('q.json'));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('one change does not fit: the first differs at byte 0x44C of the disk from what the patch was made for');
  expect(readFileSync(at('other.vhd')).equals(before)).toBe(true);
});

test.skipIf(cannot)('half of a patch that is there already is no hindrance', async () => {
  copy('old.vhd', 'half.vhd');
  io('half.vhd', '-P 0x33 1000 300');
  const ran = await platterHere('apply', at('half.vhd'), at('p.json'));
  expect(ran).toMatchObject({ code: 0, err: 'platter: 1 of 3 changes is there already.\n' });
  expect(same('half.vhd', 'new.vhd')).toContain('identical');
});

test.skipIf(cannot)('--dry-run shows the bytes and writes nothing', async () => {
  copy('old.vhd', 'dry.vhd');
  const before = readFileSync(at('dry.vhd'));
  const shown = await platterHere('apply', at('dry.vhd'), patch({ space: 'disk', offset: 3, before: '1111', after: 'ABCD' }), '--dry-run');
  expect(shown.out).toContain('11 11 11 AB CD 11');
  expect(readFileSync(at('dry.vhd')).equals(before)).toBe(true);
});

test.skipIf(cannot)('bytes of the file: a field of the footer and its copy are changed where they stand', async () => {
  copy('old.vhd', 'file.vhd');
  const end = readFileSync(at('file.vhd')).length - 512;
  const change = (offset: number): object => ({ space: 'file', offset: offset + 84, before: '00', after: '01' });
  expect((await platterHere('apply', at('file.vhd'), patch(change(0), change(end)), '--force')).code).toBe(0);
  const bytes = readFileSync(at('file.vhd'));
  expect([bytes[84], bytes[end + 84]]).toEqual([1, 1]);
});

test.skipIf(cannot)('an IPS file counts in bytes of the disk, or of the file if that is said', async () => {
  copy('old.vhd', 'ips.vhd');
  expect((await platterHere('apply', at('ips.vhd'), at('x.ips'))).code).toBe(0);
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', at('ips.vhd'), at('ips.img'));
  const raw = readFileSync(at('ips.img'));
  expect(raw.subarray(0x210, 0x214).toString('latin1')).toBe('abc\x11');
  expect(raw.subarray(0x300, 0x306).toString('latin1')).toBe('zzzzz\x11');
  // In the file these places are in the dynamic header, whose checksum is then wrong.
  expect((await platterHere('apply', at('ips.vhd'), at('x.ips'), '--ips-of', 'file')).code).toBe(0);
  expect(readFileSync(at('ips.vhd')).subarray(0x210, 0x213).toString('latin1')).toBe('abc');
});

test.skipIf(cannot)('a raw disk can be what the disk shall hold; its own patch has no id', async () => {
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', at('new.vhd'), at('new.img'));
  copy('old.vhd', 'raw.vhd');
  const made = await platterHere('compare', at('raw.vhd'), at('new.img'), '--patch', at('r.json'));
  expect(made.code).toBe(2);
  expect((await platterHere('apply', at('raw.vhd'), at('r.json'))).code).toBe(0);
  expect(same('raw.vhd', 'new.vhd')).toContain('identical');
});

test.skipIf(cannot)('a child is patched over what its parent holds; a missing parent is said', async () => {
  // In a folder of its own: the others have the same id, and children are looked for beside them.
  mkdirSync(at('kin/away'), { recursive: true });
  copy('old.vhd', 'kin/parent.vhd');
  expect((await platterHere('create', at('kin/child.vhd'), '--parent', at('kin/parent.vhd'), '--type', 'differencing')).code).toBe(0);
  const by = patch({ space: 'disk', offset: 510, before: '11111111', after: 'DEADBEEF' });
  expect((await platterHere('apply', at('kin/child.vhd'), by)).code).toBe(0);
  const read = await platterHere('read', at('kin/child.vhd'), '--lba', '0', '--count', '2', '--out', at('two'));
  expect(read.code).toBe(0);
  const two = readFileSync(at('two'));
  expect(two.subarray(508, 516).toString('hex')).toBe('1111deadbeef1111');
  renameSync(at('kin/parent.vhd'), at('kin/away/elsewhere.vhd'));
  const before = readFileSync(at('kin/child.vhd'));
  const unknown = patch({ space: 'disk', offset: 4096, before: '11', after: '12' });
  const lost = await platterHere('apply', at('kin/child.vhd'), unknown);
  expect(lost).toMatchObject({ code: 1, err: expect.stringContaining('byte 0x1000 of the disk is not known') as string });
  expect(readFileSync(at('kin/child.vhd')).equals(before)).toBe(true);
  expect((await platterHere('apply', at('kin/child.vhd'), unknown, '--parent', at('kin/away/elsewhere.vhd'))).code).toBe(0);
});

test.skipIf(cannot)('refusals name what is wrong, and write nothing', async () => {
  copy('old.vhd', 'keep.vhd');
  const before = readFileSync(at('keep.vhd'));
  const says = async (file: string, ...more: string[]): Promise<string> => {
    const ran = await platterHere('apply', at('keep.vhd'), file, ...more);
    expect(ran.code).toBe(1);
    return ran.err;
  };
  expect(await says(patch({ space: 'disk', offset: 17 * 1024 * 1024, before: '00', after: '01' }))).toContain('is not in it');
  expect(await says(at('old.vhd'))).toContain('it is no patch that Platter knows');
  expect(await says(at('gone.json'))).toContain('cannot open');
  expect(await says(at('x.ips'), '--reverse')).toContain('does not tell the bytes from before');
  const taken = await platterHere('compare', at('old.vhd'), at('new.vhd'), '--patch', at('keep.vhd'));
  expect(taken.code).toBe(1);
  const itself = await platterHere('compare', at('old.vhd'), at('keep.vhd'), '--patch', at('keep.vhd'), '--force');
  expect(itself.code).toBe(1);
  const nothing = await platterHere('compare', at('old.vhd'), at('keep.vhd'), '--patch', at('none.json'));
  expect(nothing).toMatchObject({ code: 0, err: 'platter: wrote no patch: there is no difference\n' });
  expect(existsSync(at('none.json'))).toBe(false);
  expect(readFileSync(at('keep.vhd')).equals(before)).toBe(true);
});

test.skipIf(cannot)('bytes of the file and of the disk in one patch are refused: the ones can move the others', async () => {
  copy('old.vhd', 'both.vhd');
  const before = readFileSync(at('both.vhd'));
  // The table's first and third entry change places, so that sector 0 is where the third block was.
  const both = patch(
    { space: 'file', offset: 1536, before: '00000004FFFFFFFF00001005', after: '00001005FFFFFFFF00000004' },
    { space: 'disk', offset: 0, before: '11', after: '12' },
  );
  const ran = await platterHere('apply', at('both.vhd'), both);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('both bytes of the disk and bytes of the file') as string });
  expect(readFileSync(at('both.vhd')).equals(before)).toBe(true);
});

test.skipIf(cannot)('a change of eight MiB, as other programs may write it, is taken', async () => {
  copy('old.vhd', 'long-change.vhd');
  const bytes = 8 * 1024 * 1024;
  const change = { space: 'disk', offset: 7 * 1024 * 1024, before: '00'.repeat(bytes), after: '5a'.repeat(bytes) };
  expect((await platterHere('apply', at('long-change.vhd'), patch(change))).code).toBe(0);
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', at('long-change.vhd'), at('long.img'));
  const raw = readFileSync(at('long.img'));
  expect(raw.subarray(7 * 1024 * 1024, 15 * 1024 * 1024).equals(Buffer.alloc(bytes, 0x5a))).toBe(true);
  expect(raw[15 * 1024 * 1024]).toBe(0);
});

test.skipIf(cannot)('a longer disk that holds data behind the other’s end gives no patch', async () => {
  run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', at('long.vhd'), '20M');
  io('long.vhd', '-P 0x66 18M 512');
  const made = await platterHere('compare', at('old.vhd'), at('long.vhd'), '--patch', at('long.json'));
  expect(made).toMatchObject({ code: 1, err: expect.stringContaining('the disks differ behind the end of the shorter one') as string });
  expect(existsSync(at('long.json'))).toBe(false);
});

test.skipIf(cannot)('a disk with another id that has the bytes is patched, and the user is told', async () => {
  copy('old.vhd', 'twin.vhd');
  expect((await platterHere('set', at('twin.vhd'), 'footer.uniqueId=new')).code).toBe(0);
  const ran = await platterHere('apply', at('twin.vhd'), at('p.json'));
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('warning: the patch was made from the disk') as string });
});
