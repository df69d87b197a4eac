/** One kind of error has one wording, whoever meets it: command line, long jobs, the sheet for new disks, saving. */
import { expect, test } from 'vitest';
import { jobErrorText } from '../../../../renderer/app/jobErrors.text';
import { causeText } from '../../../../renderer/disk/editErrors.text';
import { newDiskErrorText } from '../../../../renderer/features/newdisk/newDiskErrors.text';
import type { CreateError, SaveCause } from '../../../../shared/errors';
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
