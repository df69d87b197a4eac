/** What a job that is done says of the file it made. */
import { expect, it } from 'vitest';
import { endText, jobTitle, outcomeText } from '../../../../renderer/app/jobs.text';
import type { JobId, JobOutcome, JobView } from '../../../../shared/jobList';
import type { OpenTicket } from '../../../../shared/views';

const made: JobOutcome = {
  kind: 'file',
  file: { ticket: 't' as OpenTicket, name: 'a.vhd' },
  fileBytes: 20_972_032,
  virtualBytes: 20_971_520,
  blocks: null,
  writtenBytes: 0,
  lostSectors: 0,
  lost: [],
  hash: null,
  uniqueId: null,
  verified: true,
  afterwards: null,
};

it('a job that is done says what became of the size, the partition table and the geometry', () => {
  const text = outcomeText({
    ...made,
    notes: [{ kind: 'enlarged', bytes: 20_971_520, added: 12_582_912 }, { kind: 'backup-gpt-moved' }, { kind: 'geometry-replaced' }],
  });
  expect(text).toBe(
    'The file has 20,972,032 bytes. Compared with the source: the same. ' +
      '12,582,912 bytes of zeros were added at its end, so that it has 20,971,520 bytes. ' +
      'The backup of its partition table (GPT) was moved to its new end. ' +
      'The cylinders, heads and sectors that were chosen for it say no disk of this size, and were replaced by the usual ones.',
  );
  expect(outcomeText(made)).toBe('The file has 20,972,032 bytes. Compared with the source: the same.');
});

it('counts as left out only what was in the file, and says where compacting gained nothing', () => {
  // Of ten blocks two are stored; one was, and is not any more.
  expect(outcomeText({ ...made, blocks: { kept: 2, dropped: 8, released: 1 } })).toContain('2 blocks stored, 1 block left out.');
  expect(outcomeText({ ...made, blocks: { kept: 2, dropped: 8, released: 0 } })).toContain('2 blocks stored, none left out.');
  const longer = (bytes: number): string => outcomeText({ ...made, notes: [{ kind: 'not-smaller', bytes, source: 20_972_032 }] });
  expect(longer(20_972_032)).toContain('It is as long as the file it was made from: there was nothing to gain.');
  expect(longer(20_976_128)).toContain(
    'It is not smaller than the file it was made from, but 4,096 bytes longer: there was nothing to gain.',
  );
});

it('the title of an export names the part, the file and how much it is', () => {
  const job = (part: JobView['part']): JobView => ({
    id: '1' as JobId,
    op: 'export',
    source: 'win.vhd',
    part,
    target: 'p2.img',
    hashes: false,
    state: { kind: 'queued' },
  });
  const partition = { number: 2, firstLba: 2048, sectors: 81_920, type: 'EFI system', name: '', volume: null };
  expect(jobTitle(job({ partition, space: 'disk', at: 2048 * 512, bytes: 81_920 * 512 }))).toBe(
    'Exporting · Partition 2 · EFI system of win.vhd → p2.img, 40 MiB',
  );
  expect(jobTitle(job({ partition: null, space: 'disk', at: 4096, bytes: 1024 }))).toBe('Exporting · LBA 8 – 9 of win.vhd → p2.img, 1 KiB');
  const hash = (space: 'disk' | 'file', at: number, bytes: number): JobView => ({
    ...job({ partition: null, space, at, bytes }),
    op: 'hash',
    target: null,
  });
  expect(jobTitle(hash('disk', 510, 3))).toBe('Hashing · 3 bytes at 0x1FE of win.vhd');
  expect(jobTitle(hash('file', 512, 1))).toBe('Hashing · 1 byte at file offset 0x200 of win.vhd');
  expect(jobTitle(job(null))).toBe('Exporting · win.vhd → p2.img');
});

it('tells of the end of a job, and not of a plain success where compacting gained nothing', () => {
  const ended = (notes: Extract<JobOutcome, { kind: 'file' }>['notes']): JobView => ({
    id: '1' as JobId,
    op: 'compact',
    source: 'a.vhd',
    target: 'b.vhd',
    part: null,
    hashes: false,
    state: { kind: 'done', outcome: { ...made, notes: notes ?? [] } },
  });
  expect(endText(ended([]))).toBe('b.vhd is complete');
  expect(endText(ended([{ kind: 'not-smaller', bytes: 512, source: 512 }]))).toBe('b.vhd is complete, but not smaller than a.vhd');
});

it('says of a hash whether changes were not saved meanwhile', () => {
  const hashed: JobOutcome = { kind: 'hash', bytes: 3, digests: {} };
  const part = { partition: null, space: 'file', at: 0, bytes: 3 } as const;
  expect(outcomeText(hashed)).toBe('Of 3 bytes of the virtual disk.');
  expect(outcomeText(hashed, { part, asSaved: true })).toBe('Of 3 bytes of the file as it is saved: unsaved changes are not in it.');
});
