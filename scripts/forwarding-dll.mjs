// Makes a Windows library (x64) without any code: its one export is a forwarder, a name that the loader looks up in
// another library. Wine 8 has no bcryptprimitives.dll, and all that Rust programs want of it is ProcessPrng, which has the
// same meaning and the same arguments as advapi32's SystemFunction036 (RtlGenRandom). Layout: Microsoft's PE format.

const SECTION_AT = 0x1000;
const HEADER_BYTES = 0x200;
const IMAGE_BASE = 0x1_8000_0000n;
const OPTIONAL_HEADER_BYTES = 0xf0;

/** Text that ends with a zero byte. */
const text = (string) => Buffer.from(`${string}\0`, 'latin1');

/** The export directory with its tables, as it lies at SECTION_AT. */
function exportSection(library, name, target) {
  const [directory, addresses, names, ordinals] = [Buffer.alloc(40), Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(2)];
  const parts = [directory, addresses, names, ordinals, text(library), text(name), text(target)];
  const places = [];
  let at = SECTION_AT;
  for (const part of parts) {
    places.push(at);
    at += part.length;
  }
  const [, addressesAt, namesAt, ordinalsAt, libraryAt, nameAt, targetAt] = places;
  directory.writeUInt32LE(libraryAt, 12);
  directory.writeUInt32LE(1, 16); // first ordinal
  directory.writeUInt32LE(1, 20); // one function
  directory.writeUInt32LE(1, 24); // one name
  directory.writeUInt32LE(addressesAt, 28);
  directory.writeUInt32LE(namesAt, 32);
  directory.writeUInt32LE(ordinalsAt, 36);
  // An address inside the export directory is no function but the text of a forwarder.
  addresses.writeUInt32LE(targetAt);
  names.writeUInt32LE(nameAt);
  return Buffer.concat(parts);
}

function headers(exportBytes) {
  const raw = Buffer.alloc(HEADER_BYTES);
  raw.write('MZ');
  raw.writeUInt32LE(0x40, 0x3c);
  raw.write('PE', 0x40);
  const file = 0x44;
  raw.writeUInt16LE(0x8664, file);
  raw.writeUInt16LE(1, file + 2);
  raw.writeUInt16LE(OPTIONAL_HEADER_BYTES, file + 16);
  raw.writeUInt16LE(0x2022, file + 18); // executable, large addresses, a library
  const optional = file + 20;
  raw.writeUInt16LE(0x20b, optional);
  raw.writeUInt32LE(HEADER_BYTES, optional + 8);
  raw.writeBigUInt64LE(IMAGE_BASE, optional + 24);
  raw.writeUInt32LE(0x1000, optional + 32);
  raw.writeUInt32LE(HEADER_BYTES, optional + 36);
  raw.writeUInt16LE(6, optional + 40);
  raw.writeUInt16LE(6, optional + 48);
  raw.writeUInt32LE(SECTION_AT + 0x1000, optional + 56);
  raw.writeUInt32LE(HEADER_BYTES, optional + 60);
  raw.writeUInt16LE(2, optional + 68);
  raw.writeUInt16LE(0x140, optional + 70); // may be moved, data is no code
  raw.writeUInt32LE(16, optional + 108);
  raw.writeUInt32LE(SECTION_AT, optional + 112);
  raw.writeUInt32LE(exportBytes, optional + 116);
  const section = optional + OPTIONAL_HEADER_BYTES;
  raw.write('.edata', section);
  raw.writeUInt32LE(exportBytes, section + 8);
  raw.writeUInt32LE(SECTION_AT, section + 12);
  raw.writeUInt32LE(HEADER_BYTES, section + 16);
  raw.writeUInt32LE(HEADER_BYTES, section + 20);
  raw.writeUInt32LE(0x4000_0040, section + 36); // initialised data, read only
  return raw;
}

/** The library's bytes. `target`: where its one export `name` leads, as `library.function`. */
export function forwardingDll({ library, name, target }) {
  const exports = exportSection(library, name, target);
  const section = Buffer.alloc(HEADER_BYTES);
  exports.copy(section);
  return Buffer.concat([headers(exports.length), section]);
}
