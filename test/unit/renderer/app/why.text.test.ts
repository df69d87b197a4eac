/** One kind of error has one wording, whoever meets it: command line, long jobs, the sheet for new disks, saving. */
import { expect, test } from 'vitest';
import { jobErrorText } from '../../../../renderer/app/jobErrors.text';
import { causeText, editErrorText } from '../../../../renderer/disk/editErrors.text';
import { repairFailureText } from '../../../../renderer/disk/repairErrors.text';
import { newDiskErrorText } from '../../../../renderer/features/newdisk/newDiskErrors.text';
import type { CreateError, PlanError, SaveCause } from '../../../../shared/errors';
import { reasonText } from '../../../../shared/text/errors';

const NAMES = { source: 'a.vhd', target: 'new.vhd' };

test.each<[CreateError | SaveCause, string]>([
  [{ kind: 'size-not-whole-sectors', bytes: 513 }, '513 bytes are not whole sectors of 512 bytes'],
  [{ kind: 'size-zero', bytes: 0 }, 'a disk needs at least one sector'],
  [{ kind: 'size-too-large', bytes: 2_190_433_321_472 }, '2,190,433,321,472 bytes are more than such a disk can have'],
  [{ kind: 'size-not-azure', bytes: 512 }, 'Azure takes fixed disks only'],
  [{ kind: 'geometry-not-size', bytes: 1024, geometryBytes: 512 }, 'the geometry says 512 bytes and the disk has 1,024 bytes'],
  [{ kind: 'parent-needed' }, 'a differencing disk needs a parent'],
  [{ kind: 'parent-size', bytes: 1024, parentBytes: 2048 }, 'the parent has 2,048 bytes, and the child must have as many'],
  [{ kind: 'bad-name', field: 'creator' }, 'that cannot be stored as a creator of four letters'],
  [{ kind: 'disk-full', code: 'ENOSPC' }, 'the drive is full'],
  [{ kind: 'write-failed', at: 512, bytes: 512, code: 'EIO' }, 'writing at 0x200 failed (EIO)'],
  [{ kind: 'sync-failed', code: 'EIO' }, 'the drive could not finish writing (EIO)'],
  [{ kind: 'no-room', needBytes: 2 ** 30, freeBytes: 2 ** 20 }, '1 GiB are needed and 1 MiB are free'],
])('$kind', (error, said) => {
  expect(reasonText(error).why).toBe(said);
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  expect(jobErrorText(error, NAMES).title).toBe(sentence);
  expect(newDiskErrorText(error, { name: 'new.vhd', replaces: false }).title).toBe(sentence);
});

test.each<[SaveCause, string]>([
  [{ kind: 'disk-full', code: 'ENOSPC' }, 'The drive is full.'],
  [{ kind: 'in-use' }, 'Another program holds the file.'],
  [{ kind: 'locked', by: [] }, 'Another program has the file open.'],
  [{ kind: 'locked', by: [{ pid: 7, command: 'qemu', by: 'lock' }] }, 'qemu (process 7) has the file open for writing.'],
])('%o in the way of a save and of a job', (error, sentence) => {
  expect(causeText(error)).toBe(sentence);
  expect(jobErrorText(error, NAMES).title).toBe(sentence);
});

test.each<[SaveCause, string]>([
  [{ kind: 'read-failed', at: 4096, bytes: 512, code: 'EIO' }, 'The drive does not give 512 bytes at 0x1000 (EIO).'],
  [{ kind: 'read-only', code: 'EROFS' }, 'The drive or file is read-only.'],
  [{ kind: 'too-large', code: 'EFBIG' }, 'The file would be larger than this drive allows.'],
  [{ kind: 'cross-device', code: 'EXDEV' }, 'A finished file could not get its name on this drive (EXDEV).'],
  [{ kind: 'write-failed', at: 512, bytes: 512, code: 'EIO' }, 'Writing at 0x200 failed (EIO).'],
  [
    { kind: 'write-failed', at: 0, bytes: 0, code: 'ENAMETOOLONG' },
    'The name, or that of a file which has to stand beside it, is longer than the drive allows.',
  ],
  [{ kind: 'rename-failed', code: 'EIO' }, 'The drive could not finish writing (EIO).'],
  [{ kind: 'changed-on-disk', what: 'replaced', at: null }, 'Another program changed the file meanwhile.'],
  [{ kind: 'journal-exists' }, 'An earlier save was cut off, and its journal stands beside the image.'],
  [{ kind: 'no-room', needBytes: 2 ** 30, freeBytes: 2 ** 20 }, '1 GiB are needed and 1 MiB are free.'],
  [{ kind: 'read-back-differs', at: 512 }, 'What was written reads back differently at 0x200.'],
  [{ kind: 'bad-plan', why: 'overlap' }, 'The change cannot be carried out: two changes overlap.'],
])('%o is said of a save, a job, a new disk and a repaired copy alike', (error, sentence) => {
  expect(causeText(error).startsWith(sentence)).toBe(true);
  expect(jobErrorText(error, NAMES).title).toBe(sentence);
  expect(newDiskErrorText(error, { name: 'new.vhd', replaces: false }).title).toBe(sentence);
  expect(repairFailureText(error, 'No copy was made.').detail.startsWith(sentence)).toBe(true);
});

test.each<[PlanError, string]>([
  [{ kind: 'out-of-range', at: 9, sectors: 1, diskSectors: 8 }, '1 sector from LBA 9 on is not on a disk of 8 sectors.'],
  [{ kind: 'not-a-disk' }, 'There is no disk in the file.'],
  [{ kind: 'no-block-map' }, 'The block table cannot be used. Without it nobody knows where these sectors belong.'],
  [{ kind: 'damaged-block', block: 4096 }, 'Block 4,096 is damaged. Writing there could destroy something else.'],
  [
    { kind: 'overlapping-block', block: 17, other: 4096 },
    'Block 17 shares file space with block 4,096. What is written to one would change the other. “Repair…” among the problems parts them first.',
  ],
  [
    { kind: 'overlapping-block', block: 17, other: null },
    'Block 17 lies over a structure of the file. What is written to one would change the other. “Repair…” among the problems parts them first.',
  ],
  [{ kind: 'cannot-grow', why: 'no-footer' }, 'The file cannot be made longer: the file has no sound footer at its end.'],
  [
    { kind: 'cannot-grow', why: 'trailing-bytes' },
    'The file cannot be made longer: bytes stand behind the footer. A repair among the problems takes care of them.',
  ],
  [{ kind: 'bad-value', field: 'algorithm' }, 'That value does not fit algorithm.'],
])('%o is said of a change and of a job alike; editing adds what follows', (error, said) => {
  expect(editErrorText(error).detail).toBe(`${said} Nothing was changed in the file.`);
  expect(said.startsWith(jobErrorText(error, NAMES).title)).toBe(true);
});
