/** Why a file cannot be shown as a disk: what happened, how we know, what to do. Exhaustive by type. */
import { boundaryText, chooseAgain } from './boundary.text';
import { aboutText, notAllowedText, whyText } from './why.text';
import { assertNever } from '../../shared/assertNever';
import type { BoundaryError, FormatError, OpenError, RawEvidence } from '../../shared/errors';
import { cutSizesText, overText } from '../../shared/text/cutDisk';
import { ARCHIVES, articleFor, FORMAT_NAMES } from '../../shared/text/formats';
import { visibleText } from '../../shared/vhd/codec';
import { bytesText } from '../../shared/text/size';
import { grouped, hex } from '../../shared/text/numbers';

/** The last four choices make a disk from the file, as a new file. */
export type OpenChoice = 'choose' | 'bytes' | 'raw' | 'folder' | 'retry' | 'close' | 'recover' | 'add-footer' | 'reorder' | 'search';

export type OpenErrorText = { readonly title: string; readonly detail: string; readonly choices: readonly OpenChoice[] };

const EVIDENCE: Readonly<Record<RawEvidence, string>> = {
  gpt: 'a partition table (GPT) at sector 1',
  mbr: 'a partition table at sector 0',
  fat: 'a FAT boot sector at sector 0',
  ntfs: 'an NTFS boot sector at sector 0',
  ext: 'a Linux file system at its start',
  iso9660: 'a CD file system',
};

const say = (title: string, detail: string, ...choices: OpenChoice[]): OpenErrorText => ({ title, detail, choices });

/** A footer is not added behind a sector that is not whole. */
function rawDiskText({ evidence, cut, over }: Extract<FormatError, { readonly kind: 'raw-disk' }>): OpenErrorText {
  const choices: readonly OpenChoice[] =
    over === undefined ? ['raw', 'add-footer', 'search', 'bytes', 'close'] : ['raw', 'search', 'bytes', 'close'];
  const ends = over === undefined ? '' : ` The file ${overText(over)}, as one that was cut short does.`;
  if (cut === undefined)
    return { title: 'No VHD footer, but this looks like a raw disk.', detail: `Found ${EVIDENCE[evidence]}.${ends}`, choices };
  const [first = '', ...rest] = cutSizesText(cut);
  const given = over === undefined ? 'can be opened as a raw disk or be given a footer' : 'can be opened as a raw disk';
  return {
    title: 'The end of this disk is missing.',
    detail: `There is no VHD footer. ${first.toUpperCase()}${rest.join('')}.${ends} It is probably a fixed VHD, whose footer was at its end, or a raw image that was cut short; its bytes do not tell which. Copy it again if its source still exists. What is there ${given}; no repair brings the rest back.`,
    choices,
  };
}

export function openErrorText(error: OpenError | BoundaryError, name: string): OpenErrorText {
  switch (error.kind) {
    case 'vhdl-source':
      return say(
        'This is VHDL source code, not a disk.',
        'VHDL files also end in .vhd. Open it in a text editor.',
        'choose',
        'folder',
        'bytes',
        'close',
      );
    case 'foreign':
      return error.format === 'vhdx'
        ? say('This is a VHDX disk.', 'Platter edits the older VHD format; you can look at the raw bytes.', 'bytes', 'close')
        : say(
            `This is ${articleFor(FORMAT_NAMES[error.format])} ${FORMAT_NAMES[error.format]} image.`,
            'It is not a VHD, whatever its name says; you can look at the raw bytes.',
            'bytes',
            'close',
          );
    case 'raw-disk':
      return rawDiskText(error);
    case 'archive':
      return say(`This is ${ARCHIVES[error.format].what}.`, ARCHIVES[error.format].todo, 'folder', 'bytes', 'close');
    case 'no-footer':
      return error.headerAt === null
        ? say(
            'This file has no VHD footer where one belongs.',
            'There is none at its end, none at its start, and no other kind of disk is recognised. A file that grew after the disk was made has its footer further inside.',
            'search',
            'choose',
            'bytes',
            'close',
          )
        : say(
            'Neither footer can be read.',
            `Found a dynamic header at 0x${hex(error.headerAt)} and ${grouped(error.plausibleBlocks)} plausible blocks. The file has not been changed.`,
            'recover',
            'search',
            'bytes',
            'close',
          );
    case 'empty-file':
      return say(
        'This file is empty (0 bytes).',
        'There is nothing in it. If it was copied or downloaded, do that again.',
        'choose',
        'close',
      );
    case 'too-small':
      return say(
        `Too small to be a disk (${bytesText(error.fileBytes)}).`,
        'The smallest VHD structure has 511 bytes.',
        'bytes',
        'choose',
        'close',
      );
    case 'split-part':
      return say(
        'This is one part of a disk that was cut into several files.',
        error.missing.length === 0
          ? `${visibleText(error.present.join(', '))} belong together: join them in a new file, one behind the other, and open that.`
          : `${visibleText(error.present.join(', '))} are here; ${visibleText(error.missing.join(', '))} ${error.missing.length === 1 ? 'is' : 'are'} missing. All of them together are the disk.`,
        'folder',
        'bytes',
        'close',
      );
    case 'footer-in-front':
      return say(
        'The footer stands in front of the disk.',
        'This is a fixed disk with 512 bytes before it that belong at its end.',
        'reorder',
        'bytes',
        'choose',
        'close',
      );
    case 'swapped-bytes':
      return say(
        'Every two bytes of this disk are swapped.',
        'It was copied between machines of different byte order. “dd conv=swab” swaps them back.',
        'bytes',
        'choose',
        'close',
      );
    case 'copied-as-text':
      return say(
        'This disk was copied as text.',
        'Each byte 0A has got a byte 0D in front of it, as FTP and mail do with line ends, and nothing stands in its place any more. Copy it again, as binary (“binary” in FTP), from where it is whole.',
        'bytes',
        'choose',
        'close',
      );
    case 'unsupported':
      return error.what === 'disk-type'
        ? say(
            `Unknown disk type ${grouped(error.value)}.`,
            'VHD knows fixed, dynamic and differencing disks. The bytes can still be looked at.',
            'bytes',
            'close',
          )
        : say(
            'The block table is absurdly large.',
            `The disk claims ${grouped(error.value)} blocks; no real disk has that many.`,
            'bytes',
            'close',
          );
    case 'not-found':
      return say(aboutText(name, error.kind), 'It was moved, renamed or deleted, or its drive is gone.', 'retry', 'choose', 'close');
    case 'permission-denied':
      return say(notAllowedText(`read ${name}`), 'The file has not been touched.', 'folder', 'retry', 'close');
    case 'in-use':
      return say(`Another program holds ${name}.`, 'It does not let anyone else read. Close it there and try again.', 'retry', 'close');
    case 'is-folder':
      return say(aboutText(name, error.kind), 'Choose the disk inside it.', 'choose', 'close');
    case 'not-a-file':
      return say(aboutText(name, error.kind), 'Devices, pipes and sockets are not opened.', 'choose', 'close');
    case 'broken-link':
      return say(aboutText(name, error.kind), 'The file it stood for was moved, renamed or deleted.', 'choose', 'close');
    case 'read-failed': {
      const detail = `${whyText(error)} Copy what the drive still gives to another one, and open the copy. The file has not been changed.`;
      // A file that ends too early has nothing more to search.
      return { title: `Couldn’t read ${name}.`, detail, choices: error.code === 'EOF' ? ['retry', 'close'] : ['retry', 'search', 'close'] };
    }
    case 'unsaved-changes':
      return say('There are unsaved changes.', 'The other file was not opened. Save or discard the changes first.', 'close');
    case 'overtaken':
      return say(`${name} was not opened.`, 'Another file was opened in its place, or the window was closed.', 'retry', 'close');
    case 'stale-ticket':
      return say(chooseAgain('This file'), 'The window no longer knows which one it was.', 'choose', 'close');
    case 'internal':
    case 'untrusted-sender':
    case 'bad-request': {
      const { title, detail } = boundaryText(error);
      return say(title, `The file has not been changed. ${detail}`.trimEnd(), 'retry', 'close');
    }
    default:
      return assertNever(error);
  }
}

export const CHOICE_LABELS: Readonly<Record<OpenChoice, string>> = {
  choose: 'Choose another…',
  bytes: 'View bytes',
  raw: 'Open as raw disk',
  recover: 'Recover to a new disk…',
  'add-footer': 'Add a VHD footer…',
  search: 'Look for a footer in all of it…',
  reorder: 'Write it in order to a new disk…',
  folder: 'Show in folder',
  retry: 'Try again',
  close: 'Close',
};
