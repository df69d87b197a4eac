// The disks that the benchmark works on, written from the format: a quarter of the blocks allocated, in order and shuffled,
// an eighth of them half zero; a child over one of them with every other sector of some blocks.
import { randomFillSync } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

const MIB = 1024 * 1024;
const BLOCK = 2 * MIB;
const STRIDE = BLOCK + 512;

const stamped = (bytes, at) => {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.writeUInt32BE(~sum >>> 0, at);
  return bytes;
};

function footer(size, type, id) {
  const bytes = Buffer.alloc(512);
  bytes.write('conectix', 0, 'latin1');
  bytes.writeUInt32BE(2, 8);
  bytes.writeUInt32BE(0x10000, 12);
  bytes.writeBigUInt64BE(512n, 16);
  bytes.writeUInt32BE(0x20000000, 24);
  bytes.write('win ', 28, 'latin1');
  bytes.writeUInt32BE(0xa0000, 32);
  bytes.write('Wi2k', 36, 'latin1');
  bytes.writeBigUInt64BE(BigInt(size), 40);
  bytes.writeBigUInt64BE(BigInt(size), 48);
  bytes.writeUInt32BE(0xffff10ff, 56);
  bytes.writeUInt32BE(type, 60);
  bytes.fill(id, 68, 84);
  return stamped(bytes, 64);
}

function header(entries, parent) {
  const bytes = Buffer.alloc(1024);
  bytes.write('cxsparse', 0, 'latin1');
  bytes.fill(0xff, 8, 16);
  bytes.writeBigUInt64BE(1536n, 16);
  bytes.writeUInt32BE(0x10000, 24);
  bytes.writeUInt32BE(entries, 28);
  bytes.writeUInt32BE(BLOCK, 32);
  if (parent !== null) {
    bytes.fill(parent.id, 40, 56);
    Buffer.from(parent.name, 'utf16le').swap16().copy(bytes, 64);
  }
  return stamped(bytes, 36);
}

/** Numbers that come again. */
function shuffled(count, seed) {
  const all = Array.from({ length: count }, (_, i) => i);
  let state = seed;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** `blocks` in disk order; `order[i]`: place of the i-th in the file. */
export function writeDisk(file, { blockCount, blocks, order, id, parent = null, bitmap, noise }) {
  const size = blockCount * BLOCK;
  const first = Math.ceil((1536 + blockCount * 4) / 512) * 512;
  const table = Buffer.alloc(first - 1536, 0xff);
  blocks.forEach((block, i) => table.writeUInt32BE((first + order[i] * STRIDE) / 512, block * 4));
  const raw = footer(size, parent === null ? 3 : 4, id);
  const fd = openSync(file, 'w');
  writeSync(fd, Buffer.concat([raw, header(blockCount, parent), table]), 0, first, 0);
  blocks.forEach((block, i) => {
    noise.writeUInt32BE(block, 0);
    noise.writeUInt32BE(block, MIB);
    const at = first + order[i] * STRIDE;
    writeSync(fd, bitmap(block), 0, 512, at);
    writeSync(fd, noise, 0, block % 8 === 0 ? MIB : BLOCK, at + 512);
  });
  ftruncateSync(fd, first + blocks.length * STRIDE);
  writeSync(fd, raw, 0, 512, first + blocks.length * STRIDE);
  closeSync(fd);
}

export function writeDisks(folder, allocatedMib) {
  const count = allocatedMib / 2;
  const blockCount = count * 4;
  const blocks = shuffled(blockCount, 5)
    .slice(0, count)
    .sort((a, b) => a - b);
  const inOrder = blocks.map((_, i) => i);
  const noise = randomFillSync(Buffer.alloc(BLOCK));
  const whole = () => Buffer.alloc(512, 0xff);
  writeDisk(`${folder}/seq.vhd`, { blockCount, blocks, order: inOrder, id: 1, bitmap: whole, noise });
  writeDisk(`${folder}/frag.vhd`, { blockCount, blocks, order: shuffled(count, 6), id: 2, bitmap: whole, noise });
  const some = blocks.filter((_, i) => i % 4 === 0);
  const parent = { id: 1, name: 'seq.vhd' };
  const partial = (block) => Buffer.alloc(512, block % 2 === 0 ? 0xff : 0xf0);
  writeDisk(`${folder}/child.vhd`, {
    blockCount,
    blocks: some,
    order: some.map((_, i) => i),
    id: 3,
    parent,
    bitmap: partial,
    noise: randomFillSync(Buffer.alloc(BLOCK)),
  });
}

/** 2040 GiB, every block allocated, in no order: a file of 2 TiB that is all holes but for its structures. */
export function writeLargest(file) {
  const count = (2040 * 1024) / 2;
  const first = 1536 + Math.ceil((count * 4) / 512) * 512;
  const order = shuffled(count, 7);
  const table = Buffer.alloc(first - 1536, 0xff);
  for (let block = 0; block < count; block++) table.writeUInt32BE((first + order[block] * STRIDE) / 512, block * 4);
  const raw = footer(count * BLOCK, 3, 4);
  const fd = openSync(file, 'w');
  writeSync(fd, Buffer.concat([raw, header(count, null), table]), 0, first, 0);
  writeSync(fd, raw, 0, 512, first + count * STRIDE);
  closeSync(fd);
}
