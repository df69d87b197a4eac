/**
 * Which footer each program reads, and whether it refuses a wrong checksum: the only place that says which program finds a
 * disk at all. For QEMU, libvhdi and 7-Zip this was measured; for the others it follows what the texts of the findings say.
 */
import { FOOTER_BYTES, FOOTER_COOKIE, footer } from '../../../shared/vhd/footer';
import type { StructBytes } from '../../../shared/views';
import { sumHolds } from '../format/footers';
import { sameBytes } from '../read/sameBytes';
import type { Disk } from '../read/image';

type Places = Pick<Disk, 'footers' | 'file' | 'kind'>;
/** The footer that the program reads; null: it finds none, or refuses what it finds. */
export type Reader = (disk: Places) => Uint8Array | null;

const known = (struct: StructBytes | null): Uint8Array | null =>
  struct !== null && footer.get(struct.bytes, 'cookie') === FOOTER_COOKIE ? struct.bytes : null;

/** In the last 512 bytes. `missing`: how many of them the file may lack. */
const atEnd =
  (missing: 0 | 1): Reader =>
  ({ footers: { footer: last }, file }) => {
    const over = last === null ? -1 : last.at + FOOTER_BYTES - file.bytes;
    return over >= 0 && over <= missing ? known(last) : null;
  };

const summed =
  (reader: Reader): Reader =>
  (disk) => {
    const raw = reader(disk);
    return raw !== null && sumHolds(raw) ? raw : null;
  };

const atStart: Reader = ({ footers }) => known(footers.copy);
const copyFirst: Reader = (disk) => atStart(disk) ?? atEnd(1)(disk);
const endFirst: Reader = (disk) => atEnd(1)(disk) ?? atStart(disk);

/** A dynamic disk must have both footers, and they must be equal; bytes behind the last one do not matter then. */
const bothAlike: Reader = (disk) => {
  if (disk.kind === 'fixed') return atEnd(0)(disk);
  const [copy, last] = [known(disk.footers.copy), known(disk.footers.footer)];
  return copy !== null && last !== null && sameBytes(copy, last) ? copy : null;
};

export const READERS = {
  windows: summed(atEnd(1)),
  virtualBox: endFirst,
  xen: (disk) => summed(atEnd(1))(disk) ?? summed(atStart)(disk),
  sevenZip: summed(bothAlike),
  libvhdi: atEnd(0),
  qemu: summed(copyFirst),
  bochs: copyFirst,
} as const satisfies Readonly<Record<string, Reader>>;
