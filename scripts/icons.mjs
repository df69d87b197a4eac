// npm run icons: draws the PNG icons from assets/*.svg with rsvg-convert (Debian package librsvg2-bin), and packs those of
// documents for Windows and macOS. The application's own are packed by electron-builder, from icon.png.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './prepare.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
/** Up to this size a drawing with fewer parts is clearer. */
const SMALL = 32;

const draw = (svg, size, png) => {
  const words = ['-w', String(size), '-h', String(size), '-o', path.join(ROOT, 'assets', png), path.join(ROOT, 'assets', svg)];
  const { error, status, stderr } = spawnSync('rsvg-convert', words, { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`rsvg-convert failed for ${png}: ${error?.message ?? stderr}`);
};

for (const [name, folder] of [
  ['icon', 'icons'],
  ['document', 'document'],
]) {
  mkdirSync(path.join(ROOT, 'assets', folder), { recursive: true });
  for (const size of SIZES) draw(size <= SMALL ? `${name}-small.svg` : `${name}.svg`, size, `${folder}/${size}x${size}.png`);
}
draw('icon.svg', 1024, 'icon.png');

const png = (size) => readFileSync(path.join(ROOT, 'assets', 'document', `${size}x${size}.png`));

/** Windows: a directory of 16 bytes an image, then the images; little-endian. 256 is written as 0. */
function ico(sizes) {
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let at = head.length;
  images.forEach((image, i) => {
    const entry = 6 + 16 * i;
    head.writeUInt8(sizes[i] % 256, entry);
    head.writeUInt8(sizes[i] % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(image.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += image.length;
  });
  return Buffer.concat([head, ...images]);
}

/** macOS: chunks of a four-letter type and a length that counts its own eight bytes; big-endian. */
function icns(types) {
  const chunk = (type, body) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(8 + body.length, 4);
    return Buffer.concat([head, body]);
  };
  return chunk('icns', Buffer.concat(Object.entries(types).map(([type, size]) => chunk(type, png(size)))));
}

writeFileSync(path.join(ROOT, 'assets', 'document.ico'), ico([16, 24, 32, 48, 256]));
writeFileSync(path.join(ROOT, 'assets', 'document.icns'), icns({ icp4: 16, icp5: 32, ic07: 128, ic08: 256, ic09: 512 }));
