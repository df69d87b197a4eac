/**
 * VHD images written byte by byte from the format's description, without the program's own codec: what they hold is
 * known from outside. Big-endian throughout; offsets are those of the specification.
 */
export const SECTOR = 512;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const put8 = (bytes: Uint8Array, at: number, value: number): void => viewOf(bytes).setUint8(at, value);
export const put16 = (bytes: Uint8Array, at: number, value: number): void => viewOf(bytes).setUint16(at, value);
export const put32 = (bytes: Uint8Array, at: number, value: number): void => viewOf(bytes).setUint32(at, value);
export const put64 = (bytes: Uint8Array, at: number, value: bigint | number): void => viewOf(bytes).setBigUint64(at, BigInt(value));
export const get32 = (bytes: Uint8Array, at: number): number => viewOf(bytes).getUint32(at);

export function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) put8(bytes, at + i, text.charCodeAt(i));
}

/** UTF-16, either order. */
export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) viewOf(bytes).setUint16(i * 2, text.charCodeAt(i), order === 'le');
  return bytes;
}

/** Adds up every byte but the four of the sum, and stores the ones' complement. */
export function stampSum(bytes: Uint8Array, at: number, length: number, sumAt: number): void {
  put32(bytes, at + sumAt, 0);
  let sum = 0;
  for (let i = at; i < at + length; i++) sum += bytes[i] ?? 0;
  put32(bytes, at + sumAt, 0xffff_ffff - sum);
}

export const stampFooter = (bytes: Uint8Array, at: number): void => stampSum(bytes, at, 512, 64);
export const stampHeader = (bytes: Uint8Array, at: number): void => stampSum(bytes, at, 1024, 36);

export type FooterSpec = {
  readonly type: number;
  readonly size: number | bigint;
  readonly originalSize?: number | bigint;
  readonly features?: number;
  readonly version?: number;
  readonly dataOffset?: bigint;
  readonly stamp?: number;
  readonly creator?: string;
  readonly creatorVersion?: number;
  readonly hostOs?: string;
  /** Cylinders, heads, sectors per track. */
  readonly geometry?: readonly [number, number, number];
  readonly uuid?: Uint8Array;
};

const NOWHERE = 0xffff_ffff_ffff_ffffn;
export const BASE_ID = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);

export function footerBytes(spec: FooterSpec): Uint8Array {
  const raw = new Uint8Array(512);
  putText(raw, 0, 'conectix');
  put32(raw, 8, spec.features ?? 2);
  put32(raw, 12, spec.version ?? 0x0001_0000);
  put64(raw, 16, spec.dataOffset ?? (spec.type === 2 ? NOWHERE : 512n));
  put32(raw, 24, spec.stamp ?? 0x2000_0000);
  putText(raw, 28, spec.creator ?? 'win ');
  put32(raw, 32, spec.creatorVersion ?? 0x000a_0000);
  putText(raw, 36, spec.hostOs ?? 'Wi2k');
  put64(raw, 40, spec.originalSize ?? spec.size);
  put64(raw, 48, spec.size);
  const [cylinders, heads, sectors] = spec.geometry ?? [0xffff, 16, 255];
  put16(raw, 56, cylinders);
  put8(raw, 58, heads);
  put8(raw, 59, sectors);
  put32(raw, 60, spec.type);
  raw.set(spec.uuid ?? BASE_ID, 68);
  stampFooter(raw, 0);
  return raw;
}

export type HeaderSpec = {
  readonly entries: number;
  readonly blockBytes: number;
  readonly tableAt?: number | bigint;
  readonly version?: number;
  readonly parentId?: Uint8Array;
  readonly parentStamp?: number;
  readonly parentName?: string;
};

export type LocatorSpec = {
  readonly slot: number;
  readonly code: number | string;
  readonly data: Uint8Array;
  /** As stored; the data's whole sectors in bytes unless told otherwise. */
  readonly space?: number;
  readonly length?: number;
  readonly at?: number | bigint;
};

export function headerBytes(spec: HeaderSpec): Uint8Array {
  const raw = new Uint8Array(1024);
  putText(raw, 0, 'cxsparse');
  put64(raw, 8, NOWHERE);
  put64(raw, 16, spec.tableAt ?? 1536);
  put32(raw, 24, spec.version ?? 0x0001_0000);
  put32(raw, 28, spec.entries);
  put32(raw, 32, spec.blockBytes);
  if (spec.parentId !== undefined) raw.set(spec.parentId, 40);
  put32(raw, 56, spec.parentStamp ?? 0);
  raw.set(utf16(spec.parentName ?? '', 'be'), 64);
  stampHeader(raw, 0);
  return raw;
}

export function putLocator(
  header: Uint8Array,
  { slot, code, data, space, length, at }: LocatorSpec & { readonly at: number | bigint },
): void {
  const entry = 576 + slot * 24;
  if (typeof code === 'string') putText(header, entry, code);
  else put32(header, entry, code);
  put32(header, entry + 4, space ?? Math.max(1, Math.ceil(data.length / SECTOR)) * SECTOR);
  put32(header, entry + 8, length ?? data.length);
  put64(header, entry + 16, at);
}

export type BlockSpec = {
  readonly index: number;
  readonly data: Uint8Array;
  /** All ones unless told otherwise. */
  readonly bitmap?: Uint8Array;
};

export type SparseSpec = {
  readonly size: number;
  readonly blockBytes: number;
  /** In the order in which they stand in the file. */
  readonly blocks: readonly BlockSpec[];
  readonly entries?: number;
  /** Sectors left free before each block. */
  readonly gapSectors?: number;
  readonly type?: 3 | 4;
  readonly footer?: Partial<FooterSpec>;
  readonly header?: Partial<HeaderSpec>;
  readonly locators?: readonly LocatorSpec[];
};

export type Built = {
  readonly bytes: Uint8Array;
  readonly footerAt: number;
  readonly tableAt: number;
  /** Byte offset of each block's bitmap, by block index. */
  readonly blockAt: ReadonlyMap<number, number>;
  readonly locatorAt: readonly number[];
};

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Bytes of a block's bitmap: one bit a sector, whole sectors, at least one. */
export const bitmapBytes = (blockBytes: number): number => Math.max(SECTOR, roundUp(blockBytes / SECTOR / 8, SECTOR));

/** Footer copy, dynamic header at 512, BAT at 1536, locators' data, blocks in the order given, footer. */
export function sparseImage(spec: SparseSpec): Built {
  const entries = spec.entries ?? Math.ceil(spec.size / spec.blockBytes);
  const tableAt = 1536;
  let end = tableAt + roundUp(entries * 4, SECTOR);
  const header = headerBytes({ entries, blockBytes: spec.blockBytes, ...spec.header });
  const locatorAt: number[] = [];
  for (const locator of spec.locators ?? []) {
    putLocator(header, { at: end, ...locator });
    locatorAt.push(end);
    end += roundUp(locator.data.length, SECTOR);
  }
  stampHeader(header, 0);
  const blockAt = new Map<number, number>();
  for (const { index } of spec.blocks) {
    end += (spec.gapSectors ?? 0) * SECTOR;
    blockAt.set(index, end);
    end += bitmapBytes(spec.blockBytes) + spec.blockBytes;
  }
  const bytes = new Uint8Array(end + 512);
  const footer = footerBytes({ type: spec.type ?? 3, size: spec.size, ...spec.footer });
  bytes.set(footer, 0);
  bytes.set(header, 512);
  bytes.fill(0xff, tableAt, tableAt + roundUp(entries * 4, SECTOR));
  (spec.locators ?? []).forEach(({ data }, i) => bytes.set(data, locatorAt[i] ?? 0));
  for (const { index, data, bitmap } of spec.blocks) {
    const at = blockAt.get(index) ?? 0;
    put32(bytes, tableAt + index * 4, at / SECTOR);
    const bits = bitmap ?? new Uint8Array(Math.ceil(spec.blockBytes / SECTOR / 8)).fill(0xff);
    bytes.set(bits, at);
    bytes.set(data, at + bitmapBytes(spec.blockBytes));
  }
  bytes.set(footer, end);
  return { bytes, footerAt: end, tableAt, blockAt, locatorAt };
}

/** Every sector filled with a byte of its own kind, never zero. */
export function patterned(bytes: number, seed: number): Uint8Array {
  const data = new Uint8Array(bytes);
  for (let sector = 0; sector * SECTOR < bytes; sector++)
    data.fill(1 + ((sector * 7 + seed) % 255), sector * SECTOR, (sector + 1) * SECTOR);
  return data;
}
